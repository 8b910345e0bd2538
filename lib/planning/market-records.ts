import { Prisma } from "../db/generated/client.ts";
import type { Context } from "../operation/operation.ts";
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
  after: standByNewest,
};

/** The source `market` says what its newest record says: it is as old as that, and silent without any. */
async function standByNewest({ db, now }: Context): Promise<void> {
  // One after the other: whoever comes second sees the record of the first.
  await db.$queryRaw`SELECT 1 AS locked FROM source_health WHERE source = 'market' FOR UPDATE`;
  await db.$executeRaw`
    UPDATE source_health h SET last_success_at = n.at, last_attempt_at = ${now}::timestamptz, updated_at = ${now}::timestamptz,
      state = CASE WHEN n.at IS NULL THEN 'unknown' ELSE 'healthy' END
    FROM (SELECT max(observed_on)::timestamp AT TIME ZONE 'UTC' AS at FROM market_records WHERE deleted_at IS NULL) n
    WHERE h.source = 'market'`;
}

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
