import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { resetEnv } from "../env.ts";
import { anonymous, as } from "../testing/client.ts";
import { createTenantRow } from "../testing/people.ts";
import { asOwner, auditOf } from "../testing/rows.ts";
import {
  AGAIN,
  mailgunEvent,
  NEW,
  postmarkAuthorization,
  postmarkRecord,
  sendMailgun,
  sendPostmark,
} from "./testing.ts";

let tenantId: string;
const stored = (): Promise<Record<string, unknown>[]> =>
  asOwner("SELECT provider, kind, detail, tenant_id, occurred_at, sending_ip FROM esp_events ORDER BY sequence");
const postmark = (change: object = {}) => postmarkRecord({ Metadata: { tenant_id: tenantId }, ...change });

beforeAll(async () => {
  tenantId = await createTenantRow();
});
beforeEach(() => asOwner("TRUNCATE esp_events, subscriptions, subscription_events, webhook_tokens"));

describe("decisions §8 POST /ingest/postmark", () => {
  test("stores a delivery under the tenant of its metadata, without recipient and message id", async () => {
    const record = postmark({ DeliveredAt: "2026-11-20T10:00:00Z", Recipient: "jane@example.com" });
    const { status, body, response } = await sendPostmark(record);
    expect([status, body["message"], response]).toEqual([202, "Accepted", NEW]);
    expect(await stored()).toEqual([
      {
        provider: "postmark",
        kind: "delivered",
        detail: null,
        tenant_id: tenantId,
        occurred_at: new Date("2026-11-20T10:00:00Z"),
        sending_ip: null,
      },
    ]);
    const everything = JSON.stringify(await asOwner("SELECT * FROM esp_events"));
    expect(everything).not.toContain("jane");
    expect(everything).not.toContain((record as { MessageID: string }).MessageID);
  });

  test.each([
    [{ RecordType: "Bounce", Type: "HardBounce" }, "bounced", "HardBounce"],
    [{ RecordType: "Bounce" }, "bounced", null],
    [{ RecordType: "Bounce", Type: "Transient" }, "deferred", "Transient"],
    [{ RecordType: "Bounce", Type: "SpamComplaint" }, "complained", "SpamComplaint"],
    [{ RecordType: "SpamComplaint" }, "complained", null],
    [{ RecordType: "Open" }, "opened", null],
    [{ RecordType: "Click" }, "clicked", null],
    [{ RecordType: "SubscriptionChange", SuppressSending: true }, "unsubscribed", null],
  ])("%j is %s", async (change, kind, detail) => {
    const at = new Date().toISOString();
    const moments = { BouncedAt: at, ReceivedAt: at, ChangedAt: at, Email: "jane@example.com" };
    expect((await sendPostmark(postmark({ ...moments, ...change }))).response).toEqual(NEW);
    expect(await stored()).toMatchObject([{ kind, detail }]);
  });

  test("an out-of-office reply is accepted and counts for nothing", async () => {
    const record = postmark({
      RecordType: "Bounce",
      Type: "AutoResponder",
      Email: "a@b.example",
      BouncedAt: new Date().toISOString(),
    });
    expect((await sendPostmark(record)).response).toEqual({ ...NEW, accepted: 0, ignored: 1 });
    expect(await stored()).toEqual([]);
  });

  test("the same message and event is dropped, under another time too; another event of it is not", async () => {
    const record = postmark();
    await sendPostmark(record);
    expect((await sendPostmark(record)).response).toEqual(AGAIN);
    expect((await sendPostmark({ ...record, DeliveredAt: "2026-10-01T00:00:00Z" })).response).toEqual(AGAIN);
    expect(
      (await sendPostmark({ ...record, RecordType: "Open", ReceivedAt: new Date().toISOString() })).response,
    ).toEqual(NEW);
    expect(await stored()).toHaveLength(2);
  });

  test("twenty at once with the same event store it once", async () => {
    const record = postmark();
    const answers = await Promise.all(Array.from({ length: 20 }, () => sendPostmark(record)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(202));
    expect(answers.reduce((sum, { response }) => sum + Number(response["accepted"]), 0)).toBe(1);
    expect(await stored()).toHaveLength(1);
  });

  test.each([
    [{ Metadata: undefined }],
    [{ Metadata: { tenant_id: randomUUID() } }],
    [{ Metadata: { tenant_id: "acme" } }],
  ])("with %j it is answered 202 and kept as unattributed", async (change) => {
    const { status, response } = await sendPostmark(postmark(change));
    expect([status, response]).toEqual([202, { ...NEW, unattributed: 1 }]);
    expect(await stored()).toMatchObject([{ tenant_id: null }]);
  });

  test("takes up to 500 records at once, each counted; more are 400", async () => {
    const records = Array.from({ length: 500 }, () => postmark());
    expect((await sendPostmark([...records.slice(0, 499), records[0] ?? {}])).response).toEqual({
      ...NEW,
      accepted: 499,
      duplicates: 1,
    });
    expect((await sendPostmark([...records, postmark()])).status).toBe(400);
  });

  test("a time that cannot be is accepted and counts for nothing", async () => {
    expect((await sendPostmark(postmark({ DeliveredAt: "2031-01-01T00:00:00Z" }))).response).toMatchObject({
      ignored: 1,
    });
  });

  test("leaves no row in the audit log: the events are the record", async () => {
    const { headers } = await sendPostmark(postmark());
    expect(await auditOf(headers.get("x-request-id"))).toEqual([]);
  });

  test.each([postmarkAuthorization("postmark", "wrong"), "Basic !!", "Bearer x", ""])(
    "SRS §14: %j is 401 in the envelope",
    async (authorization) => {
      const { status, body } = await anonymous().post("/ingest/postmark", postmark(), { authorization });
      expect([status, body]).toEqual([401, { statusCode: 401, message: "Unauthorized", response: null }]);
      expect(await stored()).toEqual([]);
    },
  );

  test("nobody who is signed in may call it, a SuperAdmin neither", async () => {
    const { client } = await as("SuperAdmin");
    expect((await client.post("/ingest/postmark", postmark())).status).toBe(401);
  });

  test("a proof is asked for before the body is looked at; a bad body with the proof is 400", async () => {
    expect((await anonymous().call("POST", "/ingest/postmark", { raw: "{" })).status).toBe(401);
    const { status, errors } = await sendPostmark({ RecordType: "Delivery" });
    expect([status, Object.keys(errors).length > 0]).toEqual([400, true]);
  });

  test("without its variables it is a clear 503", async () => {
    const password = process.env["POSTMARK_WEBHOOK_PASSWORD"] ?? "";
    delete process.env["POSTMARK_WEBHOOK_PASSWORD"];
    resetEnv();
    const { status, body } = await sendPostmark(postmark());
    process.env["POSTMARK_WEBHOOK_PASSWORD"] = password;
    resetEnv();
    expect([status, body["message"]]).toEqual([
      503,
      "This webhook is not set up: POSTMARK_WEBHOOK_PASSWORD is not set",
    ]);
  });

  test("the wrong method is 405", async () => {
    const { status, headers } = await anonymous().get("/ingest/postmark");
    expect([status, headers.get("allow")]).toEqual([405, "POST"]);
  });
});

describe("decisions §8 POST /ingest/mailgun", () => {
  const event = (change: object = {}) => mailgunEvent({ "user-variables": { tenant_id: tenantId }, ...change });

  test.each([
    [{ event: "delivered" }, "delivered"],
    [{ event: "failed", severity: "permanent" }, "bounced"],
    [{ event: "failed", severity: "temporary" }, "deferred"],
    [{ event: "complained" }, "complained"],
    [{ event: "accepted" }, "accepted"],
  ])("%j is %s", async (change, kind) => {
    expect((await sendMailgun(event(change))).response).toEqual(NEW);
    expect(await stored()).toMatchObject([
      { provider: "mailgun", kind, tenant_id: tenantId, sending_ip: "192.0.2.25" },
    ]);
  });

  test("user variables that are an empty list name no tenant", async () => {
    expect((await sendMailgun(event({ "user-variables": [] }))).response).toEqual({ ...NEW, unattributed: 1 });
  });

  test("the same event with a fresh signature is a duplicate", async () => {
    const same = event();
    await sendMailgun(same);
    expect((await sendMailgun(same)).response).toEqual(AGAIN);
  });

  test("SRS §14: a token that was seen is good for the same event again and for no other", async () => {
    const [token, same] = [randomUUID(), event()];
    await sendMailgun(same, { token });
    expect((await sendMailgun(same, { token })).response).toEqual(AGAIN);
    expect((await sendMailgun(event(), { token })).status).toBe(401);
    expect(await stored()).toHaveLength(1);
  });

  test.each([
    { key: "wrong" },
    { at: Math.floor(Date.now() / 1000) - 3600 },
    { at: Math.floor(Date.now() / 1000) + 3600 },
  ])("SRS §14: signed with %j it is 401", async (sending) => {
    expect((await sendMailgun(event(), sending)).status).toBe(401);
    expect(await stored()).toEqual([]);
  });

  test("a body without a signature is 401", async () => {
    expect((await anonymous().post("/ingest/mailgun", { "event-data": event() })).status).toBe(401);
  });
});
