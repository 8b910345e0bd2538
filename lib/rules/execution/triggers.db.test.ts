import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../../db/client.ts";
import { JOBS } from "../../jobs/all.ts";
import { anonymous, as, type SignedIn } from "../../testing/client.ts";
import { localJobs } from "../../testing/jobs.ts";
import { createPerson, type Person } from "../../testing/people.ts";
import { until } from "../../testing/poll.ts";
import { auditOf } from "../../testing/rows.ts";
import { addRule } from "../testing.ts";
import { scheduleRules } from "./automatic.ts";
import { crowd, run, show as showTo, statusOf, undisturbed } from "./testing.ts";

let admin: SignedIn;
beforeAll(async () => {
  admin = await as("SuperAdmin");
});
const show = (executionId: string) => showTo(executionId, admin);

describe("decisions §6 triggers", () => {
  test("every minute all enabled rules are run; one that hits nobody leaves no trace, one that waits is not begun again", async () => {
    const { tenantId, hit } = await crowd([{}]);
    const [enabled, disabled] = [await addRule({ tenantId, isEnabled: true }), await addRule({ tenantId })];
    const idle = await addRule({ tenantId, isEnabled: true, condition: "failed_logins_10m > 1000" });
    const waiting = await addRule({ tenantId, isEnabled: true, action: "LOCK_USER", maxImpact: 0 });
    expect(JOBS.byKind.get("rules.schedule")?.cron).toBe("* * * * *");
    await scheduleRules.run({}, undisturbed);
    await scheduleRules.run({}, undisturbed);
    const counts = await Promise.all(
      [enabled, disabled, idle, waiting].map((ruleId) => prisma().ruleExecution.count({ where: { ruleId } })),
    );
    expect(counts).toEqual([1, 0, 0, 1]);
    const [execution] = await prisma().ruleExecution.findMany({ where: { ruleId: enabled } });
    await run(execution?.id ?? "");
    expect(await statusOf(hit[0] as Person)).toBe("suspended");
    expect(await show(execution?.id ?? "")).toMatchObject({
      trigger: "schedule",
      startedById: null,
      status: "succeeded",
    });
    expect(await auditOf(execution?.id ?? "")).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ action: "RULE_EXECUTED", actorId: enabled })]),
    );
  });

  test("AutoSuspendRule suspends the user within 2 s of the sixth failed login, and not at the fifth", async () => {
    const { tenantId, hit } = await crowd([], 20);
    expect(hit).toEqual([]);
    const person = await createPerson("Auditor", { tenantIds: [tenantId] });
    await addRule({ tenantId, isEnabled: true });
    const { turn } = await localJobs();
    const wrong = () => anonymous().post("/auth/login", { email: person.email, password: "not the password" });
    for (let n = 0; n < 5; n += 1) {
      expect((await wrong()).status).toBe(401);
    }
    await turn();
    await turn();
    expect(await statusOf(person)).toBe("active");
    await wrong();
    const sixthAt = Date.now();
    await until({ withinMs: 15_000, what: "the suspension" }, async () => {
      await turn();
      return (await statusOf(person)) === "suspended";
    });
    const { lockedOn } = await prisma().user.findUniqueOrThrow({ where: { id: person.userId } });
    expect((lockedOn?.getTime() ?? 0) - sixthAt).toBeLessThan(2000);
  });

  test("a failed login asks for nothing where no enabled rule reads it", async () => {
    await prisma().rule.updateMany({ data: { isEnabled: false } });
    const before = await prisma().job.count({ where: { kind: "rules.login-failed" } });
    const person = await createPerson("Auditor");
    await anonymous().post("/auth/login", { email: person.email, password: "not the password" });
    expect(await prisma().job.count({ where: { kind: "rules.login-failed" } })).toBe(before);
  });
});
