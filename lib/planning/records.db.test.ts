import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { type Answer, as, asCustom, type SignedIn } from "../testing/client.ts";
import { createPerson } from "../testing/people.ts";
import { asApp, asOwner, auditOf } from "../testing/rows.ts";
import type { Decision, Initiative, MarketRecord, Review } from "./schema.ts";
import { day, decisionInput, initiativeInput, marketRecordInput } from "./testing.ts";

type Record = Initiative & Decision & Review & MarketRecord;
let ceo: SignedIn;
let cfo: SignedIn;
beforeAll(async () => {
  [ceo, cfo] = [await as("ROLE_EXECUTIVE_CEO"), await as("ROLE_EXECUTIVE_CFO")];
});

const at = (path: string) => `/system/planning/${path}`;
const post = (path: string, body: object, who = ceo, headers = {}) => who.client.post<Record>(at(path), body, headers);
const errorOf = ({ body }: Answer<unknown>) => body["error"] as { code: string; message: string; details: string[] };
const detailOf = (answer: Answer<unknown>) => [answer.status, errorOf(answer).details] as const;

const newDecision = async () => (await post("decisions", decisionInput())).response;

/** Each kind with a body that is taken, its id, and a change of one field. */
const KINDS = [
  { segment: "initiatives", id: "initiative_id", input: () => initiativeInput(ceo.userId), change: { progress: 55 } },
  { segment: "decisions", id: "decision_id", input: decisionInput, change: { category: "product" } },
  {
    segment: "reviews",
    id: "review_id",
    input: async () => ({ decision_id: (await newDecision()).decision_id, due_on: day(14) }),
    change: { done_on: day(-1), outcome: "It holds." },
  },
  { segment: "market-records", id: "market_record_id", input: marketRecordInput, change: { text: "Ahead by now." } },
] as const;

describe.each(KINDS)("issue 5 §8 people enter and edit $segment", ({ segment, id, input, change }) => {
  const hrefOf = (record: object) => at(`${segment}/${(record as Record)[id]}`);

  test("created, read, changed and deleted, with one audit row each that keeps what there was", async () => {
    const body = await input();
    const created = await post(segment, body);
    expect([created.status, created.response]).toMatchObject([201, { ...body, author_id: ceo.userId }]);
    expect(created.headers.get("etag")).toBe('"1"');
    expect(created.body["meta"]).toMatchObject({ data_source: "backbone_api", data_quality: "standard" });
    const href = hrefOf(created.response);
    const read = await cfo.client.get<Record>(href);
    expect([read.response, read.headers.get("etag")]).toEqual([created.response, '"1"']);
    expect(await auditOf(read.headers.get("x-request-id"))).toMatchObject([{ action: "SYSTEM_VIEWED" }]);

    const changed = await cfo.client.put<Record>(href, { ...body, ...change }, { "if-match": '"1"' });
    expect([changed.status, changed.response]).toMatchObject([200, { ...change, author_id: ceo.userId }]);
    expect(changed.headers.get("etag")).toBe('"2"');
    expect(await auditOf(changed.headers.get("x-request-id"))).toMatchObject([
      { action: "PLANNING_RECORD_UPDATED", actorId: cfo.userId, before: body, after: change },
    ]);

    const gone = await ceo.client.del(href, { reason: "Entered twice" });
    expect([gone.status, gone.response]).toEqual([200, { [id]: created.response[id] }]);
    expect(await auditOf(gone.headers.get("x-request-id"))).toMatchObject([
      {
        action: "PLANNING_RECORD_DELETED",
        reason: "Entered twice",
        before: change,
        after: { deleted_at: expect.any(String) },
      },
    ]);
    for (const again of [
      await ceo.client.get(href),
      await ceo.client.put(href, body),
      await ceo.client.del(href, {}),
    ]) {
      expect([again.status, errorOf(again).code]).toEqual([404, "RESOURCE_NOT_FOUND"]);
    }
    const { response } = await ceo.client.get<{ items: Record[] }>(at(`${segment}?page_size=100&sort=-created_at`));
    expect(response.items.map((item) => item[id])).not.toContain(created.response[id]);
  });

  test("decisions §4 a stale If-Match is 412 and changes nothing", async () => {
    const body = await input();
    const href = hrefOf((await post(segment, body)).response);
    await ceo.client.put(href, { ...body, ...change });
    for (const stale of [
      await cfo.client.put(href, body, { "if-match": '"1"' }),
      await cfo.client.del(href, {}, { "if-match": '"1"' }),
    ]) {
      expect([stale.status, errorOf(stale).code]).toEqual([412, "PROCESS_REQUIRED"]);
      expect(await auditOf(stale.headers.get("x-request-id"))).toEqual([]);
    }
    expect((await ceo.client.get(href)).headers.get("etag")).toBe('"2"');
  });

  test("decisions §4 an Idempotency-Key replays, and another body under it is 422", async () => {
    const body = await input();
    const key = { "idempotency-key": randomUUID() };
    const [one, two] = [await post(segment, body, ceo, key), await post(segment, body, ceo, key)];
    expect([two.status, two.response, two.headers.get("idempotency-replayed")]).toEqual([201, one.response, "true"]);
    expect((await post(segment, { ...body, ...change }, ceo, key)).status).toBe(422);
  });

  test("a dry run says what would happen and changes nothing", async () => {
    const body = await input();
    const rehearsed = await post(`${segment}?dryRun=true`, body);
    expect(rehearsed.response).toMatchObject({ dryRun: true, before: null, after: body });
    const href = hrefOf((await post(segment, body)).response);
    const deletion = await ceo.client.del(`${href}?dryRun=true`, {});
    expect(deletion.response).toMatchObject({ dryRun: true, audit: [{ action: "PLANNING_RECORD_DELETED" }] });
    expect((await ceo.client.get(href)).headers.get("etag")).toBe('"1"');
  });

  test("decisions §9 an Auditor and a custom role read, and write nothing", async () => {
    const href = hrefOf((await post(segment, await input())).response);
    for (const reader of [await as("Auditor"), await asCustom(["SYSTEM_PLANNING_VIEW"])]) {
      expect((await reader.client.get(at(segment))).status).toBe(200);
      expect((await reader.client.get(href)).status).toBe(200);
      for (const refused of [
        await post(segment, await input(), reader),
        await reader.client.put(href, await input()),
        await reader.client.del(href, {}),
      ]) {
        expect([refused.status, errorOf(refused).code]).toEqual([403, "ACCESS_DENIED"]);
      }
    }
    for (const role of ["ROLE_ANALYST", "ROLE_OPERATIONS_MANAGER", "ROLE_SYSTEM_ADMIN"] as const) {
      expect((await (await as(role)).client.get(at(segment))).status).toBe(403);
    }
  });

  test("decisions §9 Lists: pages of every order hold each row once, in a stable order", async () => {
    for (let n = 0; n < 3; n += 1) {
      await post(segment, await input());
    }
    const { response: first } = await ceo.client.get<{ total_items: number }>(at(`${segment}?page_size=1`));
    expect(first).toMatchObject({ page: 1, page_size: 1, total_pages: first.total_items });
    const refused = await ceo.client.get(at(`${segment}?sort=nothing`));
    const named = /Must be one of (.*), with/.exec(errorOf(refused).details[0] ?? "")?.[1]?.split(", ") ?? [];
    expect(named.length).toBeGreaterThan(3);
    for (const sort of named.flatMap((field) => [field, `-${field}`])) {
      const whole = await ceo.client.get<{ items: Record[] }>(at(`${segment}?sort=${sort}&page_size=100`));
      const seen: string[] = [];
      for (let page = 1; page <= Math.min(first.total_items, 6); page += 1) {
        const { response } = await ceo.client.get<{ items: Record[] }>(
          at(`${segment}?sort=${sort}&page_size=1&page=${page}`),
        );
        seen.push(...response.items.map((item) => item[id]));
      }
      expect([sort, seen]).toEqual([sort, whole.response.items.slice(0, 6).map((item) => item[id])]);
    }
    for (const query of ["page_size=0", "page_size=101", "pageSize=5", "page=0", "status=nothing"]) {
      expect([query, (await ceo.client.get(at(`${segment}?${query}`))).status]).toEqual([query, 400]);
    }
  });

  test("every order of the list has an index that ends with the id", async () => {
    const [{ refused }] = [{ refused: await ceo.client.get(at(`${segment}?sort=nothing`)) }];
    const named = /Must be one of (.*), with/.exec(errorOf(refused).details[0] ?? "")?.[1]?.split(", ") ?? [];
    const table = segment === "market-records" ? "market_records" : `planning_${segment}`;
    const indexes = await asOwner<{ indexdef: string }>("SELECT indexdef FROM pg_indexes WHERE tablename = $1", [
      table,
    ]);
    for (const field of named) {
      expect(indexes.map(({ indexdef }) => indexdef).join("\n")).toContain(
        `(${field}, ${id}) WHERE (deleted_at IS NULL)`,
      );
    }
  });

  test("nothing is deleted for good: the application may not", async () => {
    const table = segment === "market-records" ? "market_records" : `planning_${segment}`;
    await expect(asApp(`DELETE FROM ${table}`)).rejects.toThrow(/permission denied/);
  });
});

describe("issue 5 §8 what is entered must hold together", () => {
  test.each([
    [{ progress: 101 }, "progress: At most 100"],
    [{ progress: 1.5 }, "progress: Must be a whole number"],
    [{ status: "completed", progress: 99 }, "progress: A completed initiative is at 100"],
    [{ status: "done" }, "status: "],
    [{ due_on: day(-90) }, "due_on: Must not lie before the start"],
    [{ due_on: "2026-02-30" }, "due_on: Must be a day"],
    [{ start_on: "1999-12-31" }, "start_on: Must lie between"],
    [{ owner_id: randomUUID() }, "owner_id: There is no such user"],
    [{ name: "ab" }, "name: At least 3"],
    [{ name: "Ask ann.lee@example.com" }, "name: E-mail addresses do not belong here"],
    [{ author_id: randomUUID() }, "author_id: Unknown field"],
  ])("an initiative with %j is 400, named", async (change, detail) => {
    const [status, details] = detailOf(await post("initiatives", initiativeInput(ceo.userId, change)));
    expect([status, details]).toEqual([400, [expect.stringContaining(detail)]]);
  });

  test.each([
    [{ decided_on: day(-11) }, "decided_on: Must not lie before the insight"],
    [{ decided_on: day(3) }, "decided_on: Must not lie in the future"],
    [
      { insight_on: day(3), decided_on: null, outcome: null, review_due_on: null },
      "insight_on: Must not lie in the future",
    ],
    [{ decided_on: null, review_due_on: null }, "outcome: A pending decision has no outcome"],
    [{ decided_on: null, outcome: null }, "review_due_on: A pending decision is not reviewed"],
    [{ review_due_on: day(-6) }, "review_due_on: Must not lie before the decision"],
  ])("a decision with %j is 400, named", async (change, detail) => {
    expect(detailOf(await post("decisions", decisionInput(change)))).toEqual([400, [detail]]);
  });

  test.each([
    [{ position: null }, "position: A record of kind position says where we stand, another does not"],
    [{ kind: "opportunity" }, "position: A record of kind position says where we stand, another does not"],
    [{ observed_on: day(3) }, "observed_on: Must not lie in the future"],
    [{ source: "ftp://example.com/report" }, "source: An address must be an http or https URL without credentials"],
    [
      { source: "https://ann:secret@localhost/report" },
      "source: An address must be an http or https URL without credentials",
    ],
    [{ source: "" }, "source: At least 3 characters"],
  ])("a market record with %j is 400, named", async (change, detail) => {
    expect(detailOf(await post("market-records", marketRecordInput(change)))).toEqual([400, [detail]]);
  });

  test("a review is of one thing that exists, and stays with it", async () => {
    const { decision_id } = await newDecision();
    const both = { decision_id, initiative_id: randomUUID(), due_on: day(1) };
    expect(detailOf(await post("reviews", both))[0]).toBe(400);
    expect(detailOf(await post("reviews", { due_on: day(1) }))[0]).toBe(400);
    expect(detailOf(await post("reviews", { initiative_id: randomUUID(), due_on: day(1) }))).toEqual([
      400,
      ["initiative_id: There is no such record"],
    ]);
    expect(detailOf(await post("reviews", { decision_id, due_on: day(1), outcome: "Early" }))[0]).toBe(400);
    const { review_id, subject } = (await post("reviews", { decision_id, due_on: day(1) })).response;
    expect(subject).toContain("Decision");
    const other = (await newDecision()).decision_id;
    const moved = await ceo.client.put(at(`reviews/${review_id}`), { decision_id: other, due_on: day(1) });
    expect(detailOf(moved)).toEqual([400, ["decision_id: A review stays with its subject"]]);
  });

  test("what is taken is 409, named: an initiative's name in any case, a second review of a thing on one day", async () => {
    const { name } = (await post("initiatives", initiativeInput(ceo.userId))).response;
    const again = await post("initiatives", initiativeInput(ceo.userId, { name: name.toUpperCase() }));
    expect(detailOf(again)).toEqual([409, ["name: There is an initiative of this name already"]]);
    expect(errorOf(again).code).toBe("PROCESS_REQUIRED");
    const { decision_id } = await newDecision();
    expect((await post("reviews", { decision_id, due_on: day(7) })).status).toBe(201);
    expect((await post("reviews", { decision_id, due_on: day(7) })).status).toBe(409);
  });

  test("the name of a deleted initiative is free again", async () => {
    const { name, initiative_id } = (await post("initiatives", initiativeInput(ceo.userId))).response;
    await ceo.client.del(at(`initiatives/${initiative_id}`), {});
    expect((await post("initiatives", initiativeInput(ceo.userId, { name }))).status).toBe(201);
  });

  test("a deleted decision takes its reviews along, counted beforehand", async () => {
    const { decision_id } = await newDecision();
    for (const due_on of [day(7), day(14)]) {
      await post("reviews", { decision_id, due_on });
    }
    const href = at(`decisions/${decision_id}`);
    expect((await ceo.client.del(`${href}?dryRun=true`, {})).response).toMatchObject({ cascade: { reviews: 2 } });
    await ceo.client.del(href, {});
    const left = await ceo.client.get(at(`reviews?decision_id=${decision_id}`));
    expect(left.response).toMatchObject({ items: [], total_items: 0 });
  });

  test("an initiative ends when it is completed or cancelled, and goes on when it is reopened", async () => {
    const body = initiativeInput(ceo.userId);
    const { initiative_id, ended_at } = (await post("initiatives", body)).response;
    expect(ended_at).toBeNull();
    const put = async (change: object) =>
      (await ceo.client.put<Initiative>(at(`initiatives/${initiative_id}`), { ...body, ...change })).response.ended_at;
    const ended = await put({ status: "completed", progress: 100 });
    expect(ended).toEqual(expect.stringMatching(/Z$/));
    expect(await put({ status: "completed", progress: 100, impact: "neutral" })).toBe(ended);
    expect(await put({})).toBeNull();
  });

  test("the tables refuse what the API would", async () => {
    const { userId } = await createPerson("ROLE_EXECUTIVE_COO");
    const insert = (status: string, progress: number) =>
      asApp(
        `INSERT INTO planning_initiatives (initiative_id, name, status, progress, impact, owner_id, author_id)
         VALUES (gen_random_uuid(), 'Straight in', $1, $2, 'neutral', $3, $3)`,
        [status, progress, userId],
      );
    await expect(insert("done", 10)).rejects.toThrow(/status_check/);
    await expect(insert("planned", 101)).rejects.toThrow(/progress_check/);
    await expect(insert("completed", 100)).rejects.toThrow(/ended_check/);
  });
});

describe("decisions §5 PII policy", () => {
  test("people who plan are listed by name for those who plan and the Auditor, and stored by id alone", async () => {
    const { response } = await (await as("Auditor")).client.get<{ items: { user_id: string; name: string }[] }>(
      at("people?page_size=100"),
    );
    expect(response.items).toContainEqual({ user_id: ceo.userId, name: ceo.name, role: "ROLE_EXECUTIVE_CEO" });
    expect((await (await asCustom(["SYSTEM_PLANNING_VIEW"])).client.get(at("people"))).status).toBe(403);
    const created = await post("initiatives", initiativeInput(ceo.userId));
    expect(JSON.stringify(created.response)).not.toContain(ceo.name);
    expect(JSON.stringify(await auditOf(created.headers.get("x-request-id")), (_k, v) => String(v))).not.toContain(
      ceo.name,
    );
  });
});
