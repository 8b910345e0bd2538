"use server";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { densities, oneOf, shortcutModes, themes } from "#components/shell/preferences";
import { hrefWith } from "#components/ui/href";

const YEAR_SECONDS = 365 * 24 * 3600;

/** Remembers the field `theme`. */
export async function setTheme(formData: FormData): Promise<void> {
  await remember("theme", oneOf(themes, textOf(formData, "theme")));
}

/** Remembers the field `density`. */
export async function setDensity(formData: FormData): Promise<void> {
  await remember("density", oneOf(densities, textOf(formData, "density")));
}

/** Remembers the field `shortcuts`. */
export async function setShortcuts(formData: FormData): Promise<void> {
  await remember("shortcuts", oneOf(shortcutModes, textOf(formData, "shortcuts")));
}

/** Remembers which columns of `table` are off: those in `all` that are not in `column`. */
export async function setColumns(formData: FormData): Promise<void> {
  const shown = new Set(formData.getAll("column"));
  const hidden = formData.getAll("all").filter((id) => typeof id === "string" && isName(id) && !shown.has(id));
  const table = textOf(formData, "table");
  const spec = hidden.slice(0, 40).join(".");
  if (table !== undefined && isName(table)) await remember(`columns.${table}`, spec, addressWith(formData, spec));
}

/** Where the page's address says which columns are hidden, the address that says so anew; null elsewhere. */
function addressWith(formData: FormData, hidden: string): string | null {
  const at = textOf(formData, "at") ?? "";
  const isOurs = /^\/(?![/\\])/.test(at);
  return isOurs && /[?&]hide=/.test(at) ? hrefWith(at, { hide: hidden || "-" }) : null;
}

/** Sets the cookie; a plain form post is sent back to the page it came from, a scripted one refreshes in place. */
async function remember(name: string, value: string, leadsTo: string | null = null): Promise<void> {
  const jar = await cookies();
  jar.set({ name, value, path: "/", maxAge: YEAR_SECONDS, sameSite: "lax", httpOnly: true });
  if (leadsTo !== null) redirect(leadsTo);
  const request = await headers();
  if (request.has("next-action")) return;
  const from = URL.parse(request.get("referer") ?? "");
  redirect(from === null || from.host !== request.get("host") ? "/console" : from.pathname + from.search);
}

function textOf(formData: FormData, name: string): string | undefined {
  const value = formData.get(name);
  return typeof value === "string" ? value : undefined;
}

function isName(text: string): boolean {
  return /^[\w-]{1,40}$/.test(text);
}
