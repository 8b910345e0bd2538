import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { HOUSEKEEPING } from "../../jobs/housekeeping.ts";
import { as, type Client } from "../../testing/client.ts";
import { configure } from "../../testing/configure.ts";
import { runMaintenance } from "../../testing/jobs.ts";
import { asApp, asOwner } from "../../testing/rows.ts";
import {
  configured,
  expectBad,
  newKey,
  OURS,
  offline,
  record,
  sealAll,
  sealsHome,
  tamper,
  verify,
} from "../../testing/seals.ts";
import { EXPORT_COLUMNS } from "../export.ts";
import { SEALED_FIELDS } from "./format.ts";
import { publishCheckpoints } from "./publish.ts";
import { sealAudit } from "./seal.ts";
import { lastSeal } from "./store.ts";

const { checkpoints: CHECKPOINTS, home } = sealsHome();

let auditor: Client;
afterAll(() => rmSync(home, { recursive: true }));
beforeAll(async () => {
  auditor = (await as("Auditor")).client;
});
beforeEach(() => configured(OURS()));

describe("SRS §11.2, decisions §9 verify", () => {
  test("everything that an export holds is sealed", () => {
    expect([...SEALED_FIELDS, "erased"]).toEqual(EXPORT_COLUMNS);
  });

  test("what is complete is sealed and verified; what came later is not yet sealed, and said to be", async () => {
    await record(12);
    expect(await verify()).toMatchObject({ valid: false, records: 0, problem: "Nothing has been sealed yet" });
    await sealAll();
    const sealed = await verify();
    const last = await lastSeal();
    expect(sealed).toMatchObject({ valid: true, fromSequence: 1, toSequence: last?.toSequence, unsealed: 0 });
    await record(3);
    const { response } = await auditor.get("/admin/audit-logs/verify");
    expect(response).toEqual({ ...sealed, unsealed: 3 });
    await sealAll();
    expect(await verify()).toMatchObject({ valid: true, records: sealed.records + 3, unsealed: 0 });
    expect((await offline()).code).toBe(3);
  });

  test("a range is verified as whole seals, and the answer says which", async () => {
    const [from = 0] = await record(2);
    await sealAll();
    const { response } = await auditor.get(`/admin/audit-logs/verify?fromSequence=${from}&toSequence=${from}`);
    expect(response).toMatchObject({ valid: true, fromSequence: expect.any(Number), records: expect.any(Number) });
    expect(Number(response["toSequence"])).toBeGreaterThanOrEqual(from);
    const { errors } = await auditor.get("/admin/audit-logs/verify?fromSequence=9&toSequence=8");
    expect(errors).toHaveProperty("toSequence");
  });

  test("a transaction that is still open holds back the seal of later records, and of nothing once it ended", async () => {
    const writer = new pg.Client({ connectionString: process.env["DATABASE_URL"] });
    await writer.connect();
    await writer.query("BEGIN");
    const held = await writer.query<{ sequence: string }>(
      `INSERT INTO audit_events (audit_id, occurred_on, action, outcome, entity_type, request_id)
       VALUES (gen_random_uuid(), now(), 'AUTH_LOGIN', 'success', 'session', 'held') RETURNING sequence`,
    );
    const low = Number(held.rows[0]?.sequence);
    const [high = 0] = await record(1);
    expect(high).toBeGreaterThan(low);
    const before = (await lastSeal())?.number ?? 0;
    expect(await sealAudit(100)).toBe(0);
    expect((await lastSeal())?.number ?? 0).toBe(before);
    await writer.query("COMMIT");
    await writer.end();
    expect(await sealAudit()).toBeGreaterThan(0);
    const last = await lastSeal();
    expect(last?.fromSequence).toBeLessThanOrEqual(low);
    expect(await verify()).toMatchObject({ valid: true });
  });

  test("a number that was rolled back is no gap", async () => {
    await asApp("SELECT nextval('audit_events_sequence_seq')");
    await record(1);
    await sealAll();
    expect(await verify()).toMatchObject({ valid: true, unsealed: 0 });
  });

  test("several who seal at once make one chain", async () => {
    await record(40);
    const made = await Promise.all(Array.from({ length: 8 }, () => sealAudit()));
    expect(made.reduce((sum, n) => sum + n, 0)).toBe(1);
    await publishCheckpoints();
    expect(await verify()).toMatchObject({ valid: true, unsealed: 0 });
  });

  test("who may not read the log may not verify it", async () => {
    const { client } = await as("Support");
    expect((await client.get("/admin/audit-logs/verify")).status).toBe(403);
    expect((await client.get("/admin/audit-logs/seal")).status).toBe(403);
  });

  test("how far it is sealed", async () => {
    const { response } = await auditor.get("/admin/audit-logs/seal");
    const last = await lastSeal();
    expect(response).toMatchObject({ isOn: true, lastSeal: { number: last?.number }, publishesTo: ["directory"] });
  });

  test("another key in front: what was sealed before stays proven, and who does not know the new key says so", async () => {
    await record(3);
    await sealAll();
    const ours = OURS();
    const old = ours.AUDIT_SEAL_KEY;
    const [next, both] = [newKey(), (first: string, then: string) => `[${first},${then}]`];
    configured({ ...ours, AUDIT_SEAL_KEY: both(next, old) });
    await record(3);
    await sealAll();
    const keys = await asOwner<{ keys: string }>("SELECT count(DISTINCT key_id) AS keys FROM audit_seals");
    expect(keys).toEqual([{ keys: "2" }]);
    expect(await verify()).toMatchObject({ valid: true, unsealed: 0 });
    // An instance that is yet to be restarted knows the new key as second: so nobody takes its seals for foreign.
    configured({ ...ours, AUDIT_SEAL_KEY: both(old, next) });
    expect(await verify()).toMatchObject({ valid: true });
    configured({ ...ours, AUDIT_SEAL_KEY: old });
    expect(await verify()).toMatchObject({ valid: false, problem: expect.stringMatching(/not signed/) });
  });

  test("without a key nothing is sealed, and verify does not call that fine", async () => {
    configured({});
    await record(1);
    expect(await sealAudit()).toBe(0);
    expect(await verify()).toMatchObject({ valid: false, problem: "Sealing is off: AUDIT_SEAL_KEY is not set" });
  });
});

describe("SRS §11.2 seals are as immutable as records", () => {
  test.each(["UPDATE audit_seals SET records = 0", "DELETE FROM audit_seals", "TRUNCATE audit_seals"])(
    "%s",
    async (sql) => {
      await expect(asApp(sql)).rejects.toThrow(/permission denied/);
      await expect(asOwner(sql)).rejects.toThrow("audit records are immutable");
    },
  );
});

describe("what an owner of the tables does to sealed records is found, by the endpoint and by the script alike", () => {
  let rows: number[] = [];
  beforeEach(async () => {
    rows = await record(5);
    await sealAll();
    expect(await verify()).toMatchObject({ valid: true, unsealed: 0 });
  });

  test("a flipped byte", async () => {
    const [, second = 0] = rows;
    await tamper("audit_events", `UPDATE audit_events SET reason = 'a reason – “quoted”' WHERE sequence = ${second}`);
    await expectBad(second, /changed/);
    await tamper("audit_events", `UPDATE audit_events SET reason = 'A reason – “quoted”' WHERE sequence = ${second}`);
    expect(await verify()).toMatchObject({ valid: true });
  });

  test("the last sealed record deleted", async () => {
    const final = rows.at(-1);
    await tamper(
      "audit_events",
      `CREATE TABLE kept AS SELECT * FROM audit_events WHERE sequence = ${final}; DELETE FROM audit_events WHERE sequence = ${final}`,
    );
    await expectBad(Number(final), /missing/);
    await asOwner("INSERT INTO audit_events SELECT * FROM kept; DROP TABLE kept");
    expect(await verify()).toMatchObject({ valid: true });
  });

  test("a record added where none was", async () => {
    const [first = 0] = rows;
    await asApp(
      `INSERT INTO audit_events (audit_id, sequence, occurred_on, action, outcome, entity_type, request_id)
       VALUES (gen_random_uuid(), $1, now(), 'AUTH_LOGIN', 'success', 'session', 'added')`,
      [first],
    );
    expect(await verify()).toMatchObject({ valid: false, problem: expect.stringMatching(/changed|added/) });
    await tamper("audit_events", "DELETE FROM audit_events WHERE request_id = 'added'");
    expect(await verify()).toMatchObject({ valid: true });
  });

  describe("the whole table hashed again, without the key", () => {
    const [reason, other] = ["A reason – “quoted”", "Another story"];
    let changed = 0;
    beforeEach(async () => {
      changed = rows[2] ?? 0;
      await tamper("audit_seals", "CREATE TABLE kept AS SELECT * FROM audit_seals; DELETE FROM audit_seals");
      await tamper("audit_events", `UPDATE audit_events SET reason = '${other}' WHERE sequence = ${changed}`);
    });
    afterEach(async () => {
      await tamper(
        "audit_seals",
        "DELETE FROM audit_seals; INSERT INTO audit_seals SELECT * FROM kept; DROP TABLE kept",
      );
      await tamper("audit_events", `UPDATE audit_events SET reason = '${reason}' WHERE sequence = ${changed}`);
      configured(OURS());
      expect(await verify()).toMatchObject({ valid: true });
    });

    test("and sealed with another key: no seal is ours", async () => {
      configured({ AUDIT_SEAL_KEY: newKey() });
      await sealAudit();
      configured({ AUDIT_SEAL_KEY: OURS().AUDIT_SEAL_KEY });
      expect(await verify()).toMatchObject({
        valid: false,
        firstBadSequence: 1,
        problem: expect.stringMatching(/not signed/),
      });
      expect(await offline()).toMatchObject({
        code: 1,
        said: expect.stringContaining(`First bad sequence: ${changed}.`),
      });
    });

    test("and left for us to seal: what was published says otherwise, and nothing is sealed", async () => {
      await expect(sealAudit()).rejects.toThrow("newest checkpoint file");
      expect(await lastSeal()).toBeNull();
      expect(await verify()).toMatchObject({
        valid: false,
        firstBadSequence: 1,
        problem: expect.stringMatching(/published/),
      });
    });
  });

  test("a changed list of a seal, and a changed seal", async () => {
    const last = await lastSeal();
    const flip = "set_byte(entries, 20, get_byte(entries, 20) # 1)";
    await tamper("audit_seals", `UPDATE audit_seals SET entries = ${flip} WHERE number = ${last?.number}`);
    expect(await verify()).toMatchObject({ valid: false, firstBadSequence: last?.fromSequence });
    await tamper("audit_seals", `UPDATE audit_seals SET entries = ${flip} WHERE number = ${last?.number}`);
    await tamper(
      "audit_seals",
      `UPDATE audit_seals SET sealed_on = sealed_on + interval '1 s' WHERE number = ${last?.number}`,
    );
    expect(await verify()).toMatchObject({ valid: false, problem: expect.stringMatching(/not signed|changed/) });
    await tamper(
      "audit_seals",
      `UPDATE audit_seals SET sealed_on = sealed_on - interval '1 s' WHERE number = ${last?.number}`,
    );
    expect(await verify()).toMatchObject({ valid: true });
  });
});

describe("decisions §5 audit.retentionMonths: the chain outlives the months that retention removes", () => {
  const monthsAgo = (months: number) => {
    const now = new Date();
    return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 3)).toISOString();
  };

  test("an expired month is told from a deleted one", async () => {
    await configure({ "audit.retentionMonths": 24 });
    const old = monthsAgo(25);
    const part = `audit_events_${old.slice(0, 7).replace("-", "_")}`;
    await asApp("SELECT ensure_audit_partition($1::date)", [old]);
    await record(4, old);
    await sealAll();
    const before = await verify();
    expect(before).toMatchObject({ valid: true, unsealed: 0 });
    await runMaintenance(HOUSEKEEPING.filter(({ name }) => name === "audit-retention"));
    expect(await asOwner("SELECT 1 FROM pg_class WHERE relname = $1", [part])).toEqual([]);
    // The removal is on record, and sealed like everything.
    await sealAll();
    expect(await verify()).toMatchObject({ valid: true, records: before.records - 4 + 1, unsealed: 0 });
    const { code, said } = await offline();
    expect(said).toContain("4 sealed records are past their retention");
    expect(code).toBe(3);

    const young = await record(1, monthsAgo(11));
    await sealAll();
    await asOwner(`DROP TABLE audit_events_${monthsAgo(11).slice(0, 7).replace("-", "_")}`);
    expect(await verify()).toMatchObject({
      valid: false,
      firstBadSequence: young[0],
      problem: expect.stringMatching(/missing/),
    });
    expect((await offline()).code).toBe(1);
  });
});

test("checkpoint files are whole and in order, and the script says what it cannot do", async () => {
  const files = readdirSync(join(CHECKPOINTS, "000000")).sort();
  expect(files).toHaveLength((await lastSeal())?.number ?? 0);
  expect(files.every((name) => /^seal-\d{10}\.json$/.test(name))).toBe(true);
  expect(await offline(["--checkpoints", home, "--key", "A".repeat(43)])).toMatchObject({
    code: 1,
    said: expect.stringContaining("trusted key"),
  });
  expect((await offline(["--checkpoints", join(home, "nothing")])).code).toBe(2);
});
