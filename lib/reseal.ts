import { Prisma } from "./db/generated/client.ts";
import { read, transaction } from "./db/transaction.ts";
import { sealing } from "./sealing.ts";

const BATCH = 1000;

/** What stays in the database sealed for as long as it is used or waited for; all else that is sealed is over within a day. */
const COLUMNS = [
  { purpose: "totp", table: Prisma.sql`user_totp`, id: Prisma.sql`user_id`, column: Prisma.sql`secret` },
  { purpose: "webhooks", table: Prisma.sql`webhooks`, id: Prisma.sql`id`, column: Prisma.sql`secret` },
  { purpose: "webhooks", table: Prisma.sql`webhooks`, id: Prisma.sql`id`, column: Prisma.sql`previous_secret` },
  { purpose: "proposals", table: Prisma.sql`proposals`, id: Prisma.sql`id`, column: Prisma.sql`input` },
] as const;

interface Sealed {
  readonly id: string;
  readonly sealed: string;
}

/** How many secrets were sealed anew, and how many no known key opens. */
export interface Resealed {
  readonly renewed: number;
  readonly unreadable: number;
}

/** Seals what is stored with the installation's present secret, so that the earlier ones can go. May run again and beside everything. */
export async function resealStored(): Promise<Resealed> {
  let [renewed, unreadable] = [0, 0];
  for (const place of COLUMNS) {
    const ring = sealing(place.purpose);
    for await (const rows of batches(place)) {
      const anew = rows.flatMap(({ id, sealed }) => {
        const text = ring.renew(sealed);
        return text === null ? [] : [{ id, sealed, text }];
      });
      unreadable += rows.filter(({ sealed }) => ring.open(sealed) === null).length;
      renewed += anew.length === 0 ? 0 : await store(place, anew);
    }
  }
  return { renewed, unreadable };
}

async function* batches({ table, id, column }: (typeof COLUMNS)[number]): AsyncGenerator<readonly Sealed[]> {
  let last = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const rows = await read(
      (db) => db.$queryRaw<Sealed[]>`
        SELECT ${id} AS id, ${column} AS sealed FROM ${table} WHERE ${id} > ${last}::uuid AND ${column} IS NOT NULL ORDER BY ${id} LIMIT ${BATCH}`,
    );
    yield rows;
    if (rows.length < BATCH) {
      return;
    }
    last = rows.at(-1)?.id ?? last;
  }
}

/** Where the secret is another one by now, that one stays. */
const store = (
  { table, id, column }: (typeof COLUMNS)[number],
  rows: readonly (Sealed & { readonly text: string })[],
): Promise<number> =>
  transaction(
    (tx) => tx.$executeRaw`
      UPDATE ${table} t SET ${column} = n.anew
      FROM unnest(${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.sealed)}::text[], ${rows.map((row) => row.text)}::text[])
        AS n(row_id, was, anew)
      WHERE t.${id} = n.row_id AND t.${column} = n.was`,
  );
