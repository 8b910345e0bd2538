import { redirect } from "next/navigation";
import { homeFor } from "#app/_support/navigation.ts";
import { pageCaller } from "#lib/auth/console";

/** Leads everybody to where their work begins. */
export default async function ConsolePage() {
  const { actor } = await pageCaller();
  redirect(homeFor(actor));
}
