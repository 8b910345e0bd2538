import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { readPreferences } from "#components/shell/preferences";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Rookery", template: "%s · Rookery" },
  description: "Super-admin and executive console of PenguinMails",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f5f7fa" },
    { media: "(prefers-color-scheme: dark)", color: "#0a0f15" },
  ],
};

/** The document: theme, density and shortcuts come from cookies, so the first paint is already right. */
export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  // Reading the request makes every page dynamic, which the nonce of the content security policy needs.
  const [jar] = await Promise.all([cookies(), headers()]);
  const { theme, density, shortcuts } = readPreferences((name) => jar.get(name)?.value);
  return (
    <html lang="en" data-theme={theme} data-density={density} data-shortcuts={shortcuts} suppressHydrationWarning>
      <body>
        <a
          href="#main"
          className="skip-link fixed top-2 left-2 z-50 -translate-y-16 rounded-md bg-primary px-3 py-2 font-medium text-on-primary text-sm focus:translate-y-0"
        >
          Skip to content
        </a>
        <div className="progress-bar" />
        {children}
      </body>
    </html>
  );
}
