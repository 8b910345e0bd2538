import { as, type SignedIn } from "../testing/client.ts";
import { createTenantRow } from "../testing/people.ts";
import {
  addAlert,
  addBackbone,
  addBills,
  addMail,
  addServer,
  addSubscription,
  daysAgo,
  everyDay,
  refresh,
  sourcesAnswered,
} from "./testing.ts";

/** Somebody who reads everything, a tenant with trouble and one without, with everything that figures are made of. */
export interface World {
  readonly ceo: SignedIn;
  readonly acme: string;
  readonly calm: string;
}

/** Makes a platform of two tenants on which every source has answered and every figure is known. */
export async function makeWorld(): Promise<World> {
  const ceo = await as("ROLE_EXECUTIVE_CEO");
  const [acme, calm] = [await createTenantRow(), await createTenantRow()];
  await addMail(acme, everyDay(60, { sent: 4200, bounced: 300, complained: 2 }));
  await addMail(calm, everyDay(60, { sent: 40_000, bounced: 640, complained: 5 }));
  await addServer("s1", 999, [
    { ip: "10.0.0.1", cents: 499, tenants: [acme] },
    { ip: "10.0.0.2", cents: 499, tenants: [] },
  ]);
  await addServer("s2", 2000);
  await addSubscription(acme, 29_900);
  await addSubscription(calm, 5_000_000);
  await addBackbone();
  await addBills("postmark", 6, 100_000, 140_000, 1_000_000);
  await addBills("mailgun", 6, 200_000, 220_000, 1_000_000);
  await addAlert(acme, { priority: "high" });
  await addAlert(acme, { priority: "medium", status: "resolved", hoursAgo: 2, title: "Complaints above the limit" });
  await addAlert(null, { priority: "critical", category: "system_health" });
  await addPlans(ceo);
  await sourcesAnswered();
  await refresh();
  return { ceo, acme, calm };
}

/** An initiative, two decisions that took three and five days, and a review of one that is not done. */
async function addPlans({ client, userId }: SignedIn): Promise<void> {
  await client.post("/system/planning/initiatives", {
    name: "Revenue Protection Enhancement",
    status: "in_progress",
    progress: 70,
    impact: "positive",
    owner_id: userId,
  });
  for (const days of [3, 5]) {
    const { response } = await client.post("/system/planning/decisions", {
      title: `Whether to move on after ${days}`,
      category: "product",
      insight_on: daysAgo(10 + days),
      decided_on: daysAgo(10),
    });
    if (days === 3) {
      await client.post("/system/planning/reviews", { decision_id: response["decision_id"], due_on: daysAgo(0) });
    }
  }
}

/** A position in the market and an opportunity, as somebody enters them. */
export async function addMarket({ client }: SignedIn): Promise<void> {
  await client.post("/system/planning/market-records", {
    subject: "Mid-market",
    kind: "position",
    position: "competitive",
    text: "Prices are close to ours",
    source: "Quarterly survey",
    observed_on: daysAgo(3),
  });
  await client.post("/system/planning/market-records", {
    subject: "Resellers",
    kind: "opportunity",
    text: "Two of them ask for us",
    source: "Sales notes",
    observed_on: daysAgo(2),
  });
}
