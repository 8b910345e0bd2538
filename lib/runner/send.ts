import { createHash, randomUUID } from "node:crypto";
import { z } from "zod";
import { Event } from "./protocol.ts";

/** The events that the SDK sends, each with an id; null for any other request. */
export function sentEvents(
  input: RequestInfo | URL,
  init: RequestInit | undefined,
): (Event & { readonly id: string })[] | null {
  const url = new URL(input instanceof Request ? input.url : input);
  if (init?.method !== "POST" || !url.pathname.startsWith("/e/")) {
    return null;
  }
  const seed = new Headers(init.headers).get("x-inngest-event-id-seed") ?? randomUUID();
  const events = z.array(Event).parse(JSON.parse(String(init.body)));
  return events.map((event, index) => ({ ...event, id: event.id || idFrom(seed, index) }));
}

/** The SDK repeats a send under one seed, and so its events keep their ids. */
const idFrom = (seed: string, index: number): string =>
  createHash("sha256").update(`${seed}:${index}`).digest("hex").slice(0, 26);
