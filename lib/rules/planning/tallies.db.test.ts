import fc from "fast-check";
import { expect, test } from "vitest";
import { prisma } from "../../db/client.ts";
import { read } from "../../db/transaction.ts";
import { createPerson, createTenantRow } from "../../testing/people.ts";
import { compiled } from "../compiled.ts";
import { factsOf } from "./plan.ts";

const DAY_MS = 86_400_000;

/** Sign-ins as they are stored: in statements of some, late ones among them, two at one moment, some without an address. */
const statements = fc.array(
  fc.array(
    fc.record({
      ago: fc.oneof(fc.constantFrom(0, DAY_MS, 2 * DAY_MS, 30 * DAY_MS), fc.nat(95 * DAY_MS)),
      succeeded: fc.boolean(),
      ipAddress: fc.constantFrom("10.0.0.0/24", "10.0.1.0/24", "2001:db8:1::/48", null),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  { maxLength: 5 },
);

test("issue 4: what the tallies tell of a long window is what the events tell, however and in whatever order they were stored", async () => {
  const tenantId = await createTenantRow();
  const user = compiled(
    "failed_logins_2d + successful_logins_30d + distinct_login_ips_90d + distinct_login_ips_2d > 0",
    "LOCK_USER",
  );
  const tenant = compiled("failed_logins_30d + active_users_2d + active_users_90d > 0", "SUSPEND_TENANT");
  await fc.assert(
    fc.asyncProperty(statements, async (stored) => {
      const { userId } = await createPerson("Auditor", { tenantIds: [tenantId] });
      const now = new Date();
      for (const events of stored) {
        const data = events.map(({ ago, ...event }) => ({
          ...event,
          userId,
          occurredOn: new Date(now.getTime() - ago),
        }));
        await prisma().loginEvent.createMany({ data });
      }
      const facts = (condition: typeof user, id: string, isPast: boolean) => {
        const rule = { condition, action: "RAISE_ALERT" as const, tenantId: null, saved: null };
        return read((db) => factsOf(db, rule, now, [id], { isPast }));
      };
      expect(await facts(user, userId, false)).toEqual(await facts(user, userId, true));
      expect(await facts(tenant, tenantId, false)).toEqual(await facts(tenant, tenantId, true));
    }),
    { numRuns: 60 },
  );
}, 120_000);
