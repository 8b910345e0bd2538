import type { ReactNode } from "react";
import type { Flash } from "#components/ui/flash";
import { ToastRegion } from "#components/ui/toast-region";
import { AccountMenu, type ShellUser } from "./account-menu.tsx";
import { CommandPalette } from "./command-palette.tsx";
import { DisplayMenu, type PreferenceActions } from "./display-menu.tsx";
import type { NavItem } from "./nav.tsx";
import type { Preferences } from "./preferences.tsx";
import { ShellKeys } from "./shell-keys.tsx";
import { SideNav } from "./side-nav.tsx";
import { TopBar } from "./top-bar.tsx";

interface AppShellProps {
  readonly nav: readonly NavItem[];
  readonly homeHref: string;
  readonly user: ShellUser;
  readonly accountLinks?: readonly { readonly href: string; readonly label: string }[] | undefined;
  readonly preferences: Preferences;
  readonly actions: PreferenceActions & {
    readonly signOut: (formData: FormData) => Promise<void>;
    readonly undo?: ((formData: FormData) => Promise<void>) | undefined;
  };
  /** `page` answers HTML to `?q=`, `results` JSON `{results: [{id, kind, label, hint, href}]}`. */
  readonly search: { readonly page: string; readonly results: string };
  readonly flash: Flash | null;
  readonly environment?: string | undefined;
  /** Notices that concern every page. */
  readonly banner?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every signed-in page: navigation, top bar, palette, shortcuts, toasts. */
export function AppShell(props: AppShellProps) {
  const { nav, homeHref, user, preferences, actions, search, flash, environment, banner, children } = props;
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[var(--sidebar)_minmax(0,1fr)]">
      <SideNav items={nav} homeHref={homeHref} environment={environment} />
      <div className="flex min-h-dvh min-w-0 flex-col border-line bg-surface lg:border-l">
        <TopBar>
          <CommandPalette pages={nav} search={search} />
          <DisplayMenu preferences={preferences} actions={actions} />
          <AccountMenu user={user} signOut={actions.signOut} links={props.accountLinks} />
        </TopBar>
        {banner}
        <main id="main" tabIndex={-1} className="flex min-w-0 flex-1 flex-col gap-4 px-3 py-4 outline-none sm:px-6">
          {children}
        </main>
      </div>
      <ShellKeys nav={nav} />
      <ToastRegion initial={flash} undoAction={actions.undo} />
    </div>
  );
}
