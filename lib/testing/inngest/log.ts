import pg from "pg";
import { read } from "../../db/transaction.ts";
import type { Note } from "./functions.ts";

/** What functions have written down, by whatever process. */
export interface Noted {
  readonly runId: string;
  readonly what: string;
  readonly attempt: number;
  readonly pid: number;
}

/** Makes the table that functions write to. */
export async function createLog(): Promise<void> {
  const owner = new pg.Client({ connectionString: process.env["TEST_OWNER_URL"] ?? "" });
  await owner.connect();
  await owner.query(`
    CREATE TABLE contract_log (id bigserial PRIMARY KEY, run_id text NOT NULL, what text NOT NULL, attempt int NOT NULL, pid int NOT NULL);
    GRANT ALL ON contract_log TO rookery_app; GRANT USAGE ON SEQUENCE contract_log_id_seq TO rookery_app`);
  await owner.end();
}

export const note: Note = async ({ runId, what, attempt }) => {
  await read(
    (db) => db.$executeRaw`
    INSERT INTO contract_log (run_id, what, attempt, pid) VALUES (${runId}, ${what}, ${attempt}::int, ${process.pid}::int)`,
  );
};

/** Everything written down so far, in order. */
export const noted = (): Promise<Noted[]> =>
  read((db) => db.$queryRaw<Noted[]>`SELECT run_id AS "runId", what, attempt, pid FROM contract_log ORDER BY id`);

export const forget = (): Promise<unknown> => read((db) => db.$executeRaw`DELETE FROM contract_log`);
