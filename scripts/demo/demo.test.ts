import { describe, expect, test } from "vitest";
import { fromPostmark, PostmarkRecord } from "../../lib/ingest/postmark.ts";
import { fromStripe, StripeEvent } from "../../lib/ingest/stripe.ts";
import { QueueEvent } from "../../lib/queue/schema.ts";
import { DAY_MS } from "../seed/calendar.ts";
import { posthogRows, queueEvents } from "./happenings.ts";
import { daysToSend, midnight } from "./progress.ts";
import { postmarkRecord } from "./providers.ts";
import type { Sender } from "./senders.ts";
import { stripeEvents } from "./subscriptions.ts";
import { outcomesOf } from "./traffic.ts";

const today = midnight(Date.parse("2026-11-21T00:00:00Z"));
const sender = (change: Partial<Sender> = {}): Sender => ({
  id: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c002",
  index: 2,
  code: "TNT002",
  segment: "enterprise",
  plan: "professional",
  createdMs: today - 500 * DAY_MS,
  endedMs: null,
  story: "steady",
  ...change,
});
const outcomes = (who: Sender, daysAgo: number) => outcomesOf(who, today - daysAgo * DAY_MS, today);
const share = (who: Sender, kind: string, from: number, to: number) => {
  const all = Array.from({ length: to - from }, (_, n) => outcomes(who, from + n)).flat();
  return (
    all.filter((each) => each.kind === kind).length /
    all.filter((each) => each.kind === "delivered" || each.kind === "bounced").length
  );
};

describe("issue: the demo's history", () => {
  test("is the same whenever a day is asked for, so that sending it again changes nothing", () => {
    expect(outcomes(sender(), 30)).toEqual(outcomes(sender(), 30));
    expect(outcomes(sender(), 30).length).toBeGreaterThan(3);
  });

  test("begins with the tenant and ends with it", () => {
    expect(outcomes(sender({ createdMs: today - 10 * DAY_MS }), 11)).toEqual([]);
    expect(outcomes(sender({ endedMs: today - 10 * DAY_MS }), 10)).toEqual([]);
  });

  test("one tenant gets into trouble, and one grows", () => {
    const trouble = sender({ story: "trouble" });
    expect([share(trouble, "bounced", 60, 120) < 0.03, share(trouble, "bounced", 0, 7) > 0.1]).toEqual([true, true]);
    const growth = sender({ story: "growth", segment: "mid_market" });
    const sent = (from: number) => Array.from({ length: 28 }, (_, n) => outcomes(growth, from + n)).flat().length;
    expect(sent(0)).toBeGreaterThan(3 * sent(180));
  });

  test("is in the words of the providers and of the queue, which the endpoints understand", () => {
    const records = Array.from({ length: 60 }, (_, n) => outcomes(sender({ story: "trouble" }), n)).flat();
    for (const outcome of records) {
      expect(fromPostmark(PostmarkRecord.parse(postmarkRecord(outcome)))).toMatchObject({
        kind: outcome.kind,
        tenantId: outcome.tenantId,
      });
    }
    const all = [sender(), sender({ index: 9, story: "trouble" }), sender({ index: 11, endedMs: today })];
    const news = all.flatMap((each) => stripeEvents(each, today)).map((event) => fromStripe(StripeEvent.parse(event)));
    expect(news.every((each) => each?.tenantId === sender().id || each?.customerId !== null)).toBe(true);
    expect(news.filter((each) => each?.state).length).toBeGreaterThan(3);
    expect(queueEvents(all, today).map((event) => QueueEvent.safeParse(event).success)).not.toContain(false);
    expect(posthogRows(all, today).length).toBeGreaterThan(10);
  });

  test("goes on where it was interrupted: onwards to today first, then back", () => {
    const day = (n: number) => today - n * DAY_MS;
    const state = { anchorMs: day(3), newestMs: day(2), oldestMs: day(4) };
    expect(daysToSend(state, today + 1000, 6)).toEqual([day(2), day(1), day(0), day(5), day(6), day(7), day(8)]);
    expect(daysToSend({ anchorMs: today, newestMs: null, oldestMs: null }, today, 3)).toEqual([day(0), day(1), day(2)]);
  });
});
