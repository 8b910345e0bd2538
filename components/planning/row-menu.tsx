import { Menu } from "#components/ui/menu";
import { MenuLink } from "#components/ui/menu-item";

/** What the reader may do with a row. */
export interface RowAction {
  readonly href: string;
  readonly label: string;
  readonly isDangerous?: boolean;
}

/** The acts on one row; nothing for who may do nothing. */
export function RowMenu({ name, actions }: { readonly name: string; readonly actions: readonly RowAction[] }) {
  return actions.length === 0 ? null : (
    <Menu label={`Actions for ${name}`}>
      {actions.map(({ href, label, isDangerous }) => (
        <MenuLink key={href} href={href} tone={isDangerous ? "danger" : "default"} scroll={false}>
          {label}
        </MenuLink>
      ))}
    </Menu>
  );
}
