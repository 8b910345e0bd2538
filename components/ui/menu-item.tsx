import { clsx } from "clsx";
import type { ReactNode } from "react";
import { AppLink, type AppLinkProps } from "./app-link.tsx";
import { SubmitButton } from "./submit-button.tsx";

const itemStyles =
  "flex h-8 w-full items-center justify-start gap-2 rounded-md border-0 px-2 text-left font-normal text-sm shadow-none -outline-offset-2 coarse:h-11 [&_svg]:size-4 [&_svg]:shrink-0";
const tones = {
  default: "bg-transparent text-ink hover:bg-sunken [&_svg]:text-muted",
  danger: "bg-transparent text-danger hover:bg-danger-soft",
};

interface ItemProps {
  readonly icon?: ReactNode;
  readonly tone?: keyof typeof tones | undefined;
  /** A key or a short fact at the end of the line. */
  readonly hint?: ReactNode;
}

/** A menu entry that goes somewhere; dialogs are URLs too: pass `scroll={false}` with those. */
export function MenuLink({ icon, tone = "default", hint, children, ...props }: AppLinkProps & ItemProps) {
  return (
    <li>
      <AppLink className={clsx(itemStyles, tones[tone])} {...props}>
        {icon}
        <span className="min-w-0 flex-1 truncate">{children}</span>
        {hint === undefined ? null : <span className="text-subtle text-xs">{hint}</span>}
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
        <SubmitButton data-menu-close variant="ghost" className={clsx(itemStyles, tones[tone])}>
          {icon}
          <span className="min-w-0 flex-1 truncate">{children}</span>
        </SubmitButton>
      </form>
    </li>
  );
}
