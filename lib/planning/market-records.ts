import { Prisma } from "../db/generated/client.ts";
import { recordsOf } from "./crud.ts";
import type { Storage } from "./records.ts";
import {
  ListMarketRecordsQuery,
  type MarketRecord,
  MarketRecordInput,
  MarketRecordPath,
  MarketRecord as MarketRecordSchema,
} from "./schema.ts";

const storage: Storage = {
  table: Prisma.sql`market_records`,
  id: "market_record_id",
  fields: { subject: "text", kind: "text", position: "text", text: "text", source: "text", observed_on: "date" },
  past: ["observed_on"],
  filters: ({ kind }) => (kind === undefined ? [] : [Prisma.sql`r.kind = ${kind}`]),
};

const example: MarketRecord = {
  market_record_id: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c0f4",
  subject: "Transactional e-mail for small businesses",
  kind: "position",
  position: "competitive",
  text: "Delivery on a par with the two largest vendors; behind both in self-service onboarding.",
  source: "https://reports.example.com/2026/transactional-email",
  observed_on: "2026-11-02",
  author_id: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001",
  created_at: "2026-11-03T09:30:00.000Z",
  updated_at: "2026-11-03T09:30:00.000Z",
};
const { market_record_id, author_id: _, created_at: __, updated_at: ___, ...body } = example;

/** What somebody has found out about the market; entered, never computed (domain.md §8, 16). */
export const marketRecords = recordsOf({
  noun: "MarketRecord",
  plural: "MarketRecords",
  one: "a record of the market",
  many: "records of the market",
  segment: "/planning/market-records",
  entityType: "marketRecord",
  record: MarketRecordSchema,
  write: MarketRecordInput,
  query: ListMarketRecordsQuery,
  path: MarketRecordPath,
  storage,
  example: { path: { marketRecordId: market_record_id }, body, record: example },
});
