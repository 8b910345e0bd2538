import { ChevronsUpDown, LogOut } from "lucide-react";
import { Menu, MenuSeparator } from "#components/ui/menu";
import { MenuAction, MenuLink } from "#components/ui/menu-item";

export interface ShellUser {
  readonly name: string;
  readonly email: string;
  /** As people call it: "Super admin". */
  readonly role: string;
}

interface AccountMenuProps {
  readonly user: ShellUser;
  readonly signOut: (formData: FormData) => Promise<void>;
  /** Further places of one's own: sessions, password, two-factor. */
  readonly links?: readonly { readonly href: string; readonly label: string }[] | undefined;
}

/** Who is signed in, as what, and the way out. */
export function AccountMenu({ user, signOut, links = [] }: AccountMenuProps) {
  return (
    <Menu
      label="Account"
      triggerClassName="flex h-control items-center gap-2 rounded-md pr-1.5 pl-1 text-left hover:bg-sunken"
      trigger={
        <>
          <span
            aria-hidden="true"
            className="grid size-6 shrink-0 place-items-center rounded-full bg-tint font-semibold text-2xs text-link"
          >
            {initialsOf(user.name)}
          </span>
          <span className="hidden min-w-0 max-w-32 md:block">
            <span className="sr-only">Account: </span>
            <span className="block truncate font-medium text-xs leading-4">{user.name}</span>
            <span className="block truncate text-2xs text-subtle leading-3">{user.role}</span>
          </span>
          <span className="sr-only md:hidden">Account: {user.name}</span>
          <ChevronsUpDown aria-hidden="true" className="hidden size-3.5 text-subtle md:block" />
        </>
      }
    >
      <li className="px-2 py-1.5">
        <p className="truncate font-medium text-sm">{user.name}</p>
        <p className="truncate text-muted text-xs">{user.email}</p>
        <p className="text-subtle text-xs">{user.role}</p>
      </li>
      <MenuSeparator />
      {links.map((link) => (
        <MenuLink key={link.href} href={link.href}>
          {link.label}
        </MenuLink>
      ))}
      <MenuAction action={signOut} icon={<LogOut aria-hidden="true" />}>
        Sign out
      </MenuAction>
    </Menu>
  );
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== "");
  return [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.[0]?.toUpperCase() ?? "").join("");
}
