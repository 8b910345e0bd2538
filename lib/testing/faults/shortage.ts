import pg from "pg";
import { type Outcome, outageUnderLoad } from "./kills.ts";
import type { World } from "./world.ts";

const FULL_TABLES = ["tenants", "users", "api_keys", "audit_events"];

/** Asks for a write; resolves with its status. */
export const writeProbe =
  ({ admin }: World) =>
  async (): Promise<number> =>
    (await admin.post("/super-admin/api-keys", { name: "probe", role: "Auditor" })).status;

/**
 * Has PostgreSQL answer every write of these tables as it does when its disk is full (SQLSTATE 53100), under load: for where no disk
 * may be filled. `meanwhile` is asked while it is full.
 */
export async function diskFullUnderLoad(world: World, meanwhile: () => Promise<void>): Promise<Outcome> {
  const { sql } = world;
  // Laid before the load and switched by a row: taking triggers on and off would wait for writers, and they for it.
  await sql("CREATE TABLE disk AS SELECT false AS is_full");
  await sql(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
    IF (SELECT is_full FROM disk) THEN
      RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
    END IF;
    RETURN NEW;
  END $$`);
  for (const table of FULL_TABLES) {
    await sql(`CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION full_disk()`);
  }
  return outageUnderLoad(world, {
    takeAway: async () => void (await sql("UPDATE disk SET is_full = true")),
    giveBack: async () => {
      await meanwhile();
      await sql("UPDATE disk SET is_full = false");
    },
    probe: writeProbe(world),
  });
}

/** More than the pools of two instances have connections. */
const READERS = 40;

/** Keeps every connection of every pool waiting for a lock, under load. */
export async function poolExhaustedUnderLoad(world: World): Promise<Outcome> {
  const locker = new pg.Client({ connectionString: world.postgres.ownerUrl });
  locker.on("error", () => undefined);
  await locker.connect();
  let isOver = false;
  const readOn = async (): Promise<void> => {
    while (!isOver) {
      await world.admin.get("/super-admin/rules").catch(() => undefined);
    }
  };
  let readers: Promise<void>[] = [];
  try {
    return await outageUnderLoad(world, {
      takeAway: async () => {
        await locker.query("BEGIN; LOCK TABLE rules IN ACCESS EXCLUSIVE MODE");
        readers = Array.from({ length: READERS }, readOn);
      },
      giveBack: async () => {
        isOver = true;
        await locker.query("ROLLBACK");
      },
    });
  } finally {
    isOver = true;
    await locker.end();
    await Promise.all(readers);
  }
}
