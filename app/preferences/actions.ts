"use server";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import type { Onward } from "#components/data-table/column-chooser";
import { moved } from "#components/data-table/column-order";
import { densities, joinedIds, oneOf, shortcutModes, themes } from "#components/shell/preferences";
import { hrefWith } from "#components/ui/href";
import { isHttps } from "#lib/env";

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

/**
 * Remembers which columns of `table` are off, those in `all` that are not in `column`, and the order of all of them: as they stand in
 * the form, with the one that `up` or `down` names moved by one place. Gives a script what its address has to say of it, where
 * one has to; a redirect would load the page anew, close what is open, and lead away from what was filtered meanwhile.
 */
export async function setColumns(_before: Onward | null, formData: FormData): Promise<Onward | null> {
  const shown = new Set(formData.getAll("column"));
  const standing = formData.getAll("all").filter((id): id is string => typeof id === "string" && isName(id));
  const raised = moved(standing.slice(0, 40), textOf(formData, "up") ?? "", "up");
  const order = moved(raised, textOf(formData, "down") ?? "", "down");
  const hidden = order.filter((id) => !shown.has(id));
  const table = textOf(formData, "table");
  if (table === undefined || !isName(table)) return null;
  const from = namingAddress(formData);
  const columns = { hide: joinedIds(hidden), order: joinedIds(order) };
  await keep(`order.${table}`, order.join("."));
  await remember(`columns.${table}`, hidden.join("."), from === null ? null : hrefWith(from, columns));
  return from === null ? null : { from, columns };
}

/** The page's address where it says which columns are hidden or in which order they stand; null elsewhere. */
function namingAddress(formData: FormData): string | null {
  const at = textOf(formData, "at") ?? "";
  const isOurs = /^\/(?![/\\])/.test(at);
  const says = /[?&](hide|order)=/.test(at);
  return isOurs && says ? at : null;
}

/** Sets the cookie; a plain form post is sent back to the page it came from, a scripted one refreshes in place. */
async function remember(name: string, value: string, leadsTo: string | null = null): Promise<void> {
  await keep(name, value);
  const request = await headers();
  if (request.has("next-action")) return;
  if (leadsTo !== null) redirect(leadsTo);
  const from = URL.parse(request.get("referer") ?? "");
  redirect(from === null || from.host !== request.get("host") ? "/console" : from.pathname + from.search);
}

async function keep(name: string, value: string): Promise<void> {
  const jar = await cookies();
  jar.set({ name, value, path: "/", maxAge: YEAR_SECONDS, sameSite: "lax", httpOnly: true, secure: isHttps() });
}

function textOf(formData: FormData, name: string): string | undefined {
  const value = formData.get(name);
  return typeof value === "string" ? value : undefined;
}

function isName(text: string): boolean {
  return /^[\w-]{1,40}$/.test(text);
}
