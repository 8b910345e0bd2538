import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { waitingForMe } from "#app/_support/approvals.tsx";
import { homeFor, navigationFor } from "#app/_support/navigation.ts";
import { signOut } from "#app/login/actions.ts";
import { setDensity, setShortcuts, setTheme } from "#app/preferences/actions.ts";
import { confirmSession } from "#app/step-up/actions.ts";
import { StepUpProvider } from "#components/auth/step-up-prompt";
import { AppShell } from "#components/shell/app-shell";
import { readPreferences } from "#components/shell/preferences";
import { FLASH_COOKIE, parseFlash } from "#components/ui/flash";
import { pageCaller } from "#lib/auth/console";
import { roleLabel } from "#lib/policy/role-label";

/** The frame of every page behind the sign-in. */
export default async function SignedInLayout({ children }: { readonly children: ReactNode }) {
  const caller = await pageCaller();
  const { actor } = caller;
  const jar = await cookies();
  return (
    <AppShell
      nav={navigationFor(actor, await waitingForMe(caller))}
      homeHref={homeFor(actor)}
      user={{ name: actor.profile?.name ?? "", email: actor.profile?.email ?? "", role: roleLabel(actor.role) }}
      accountLinks={[
        { href: "/console/account", label: "Sessions and password" },
        { href: "/second-factor", label: "Second factor" },
      ]}
      preferences={readPreferences((name) => jar.get(name)?.value)}
      actions={{ setTheme, setDensity, setShortcuts, signOut }}
      search={{ page: "/console/search", results: "/console/search/results" }}
      flash={parseFlash(jar.get(FLASH_COOKIE)?.value)}
    >
      <StepUpProvider action={confirmSession}>{children}</StepUpProvider>
    </AppShell>
  );
}
