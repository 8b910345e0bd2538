import { decisions } from "./decisions.ts";
import { initiatives } from "./initiatives.ts";
import { marketRecords } from "./market-records.ts";
import { listPlanners } from "./people.ts";
import { reviews } from "./reviews.ts";

/** What the family publishes of planning. */
export const planningOperations = [
  ...[initiatives, decisions, reviews, marketRecords].flatMap((records) => Object.values(records)),
  listPlanners,
];
