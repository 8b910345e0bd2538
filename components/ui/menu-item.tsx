import type { ReactNode } from "react";
import { AppLink, type AppLinkProps } from "./app-link.tsx";

type ItemTone = "default" | "danger";

interface ItemProps {
  readonly icon?: ReactNode;
  readonly tone?: ItemTone | undefined;
  /** A key or a short fact at the end of the line. */
  readonly hint?: ReactNode;
}

/** A menu entry that goes somewhere; dialogs are URLs too: pass `scroll={false}` with those. */
export function MenuLink({ icon, tone = "default", hint, children, ...props }: AppLinkProps & ItemProps) {
  return (
    <li>
      <AppLink className="menu-item" data-tone={tone === "danger" ? tone : undefined} {...props}>
        {icon}
        {children}
        {hint === undefined ? null : <span className="ml-auto text-subtle text-xs">{hint}</span>}
      </AppLink>
    </li>
  );
}

interface MenuActionProps extends ItemProps {
  readonly action: (formData: FormData) => void | Promise<void>;
  /** Values sent with the action. */
  readonly values?: Readonly<Record<string, string>> | undefined;
  readonly children: ReactNode;
}

/** A menu entry that does something undoable at once, through a real form. */
export function MenuAction({ action, values = {}, icon, tone = "default", children }: MenuActionProps) {
  return (
    <li>
      <form action={action}>
        {Object.entries(values).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <button type="submit" className="menu-item" data-menu-close data-tone={tone === "danger" ? tone : undefined}>
          {icon}
          {children}
        </button>
      </form>
    </li>
  );
}
