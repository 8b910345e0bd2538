import { clock } from "../core/clock.ts";
import { maskEmails } from "../core/mask.ts";
import type { Db } from "../db/client.ts";
import { conflict } from "../db/errors.ts";
import { signal } from "../db/signals.ts";
import {
  type Configuration,
  DEFAULT_CONFIGURATION,
  goodOverrides,
  type Overrides,
  withDefaults,
} from "./definitions.ts";

type Stored = Readonly<Record<string, unknown>>;

export interface SavedConfiguration {
  /** 0 while nothing has been saved. */
  readonly version: number;
  readonly values: Configuration;
}

export interface SavedOverrides {
  /** 0 while nothing has been saved. */
  readonly version: number;
  readonly overrides: Overrides;
}

/** The configuration in force, as the database has it. */
export async function newestConfiguration(db: Db): Promise<SavedConfiguration> {
  const newest = await db.configurationVersion.findFirst({ orderBy: { version: "desc" } });
  return newest
    ? { version: newest.version, values: withDefaults(newest.values as Stored) }
    : { version: 0, values: DEFAULT_CONFIGURATION };
}

/** The values of one version, 0 being the defaults; null when there is none. */
export async function configurationAt(db: Db, version: number): Promise<Configuration | null> {
  if (version === 0) {
    return DEFAULT_CONFIGURATION;
  }
  const row = await db.configurationVersion.findUnique({ where: { version } });
  return row && withDefaults(row.values as Stored);
}

/** The tenant's overrides in force, as the database has them. */
export async function newestOverrides(db: Db, tenantId: string): Promise<SavedOverrides> {
  const newest = await db.tenantOverrideVersion.findFirst({ where: { tenantId }, orderBy: { version: "desc" } });
  return newest
    ? { version: newest.version, overrides: goodOverrides(newest.overrides as Stored) }
    : { version: 0, overrides: {} };
}

/** Who saves, and why. */
export interface Saving {
  readonly createdById: string | null;
  readonly reason?: string | undefined;
  /** The version that a rollback brings back. */
  readonly restores?: number | undefined;
}

const MEANWHILE = "Somebody else is saving at this moment; try again";
const record = ({ createdById, reason }: Saving) => ({
  createdById,
  createdOn: clock.now(),
  reason: reason === undefined ? null : maskEmails(reason),
});

/** Saves `values` as the next version and tells every instance at commit. Two writers at once: the key of one refuses the other with CONFLICT. */
export async function saveConfiguration(tx: Db, values: Configuration, saving: Saving): Promise<number> {
  const version = (await newestConfiguration(tx)).version + 1;
  const data = { ...record(saving), version, values, restores: saving.restores ?? null };
  await tx.configurationVersion.create({ data, select: { version: true } }).catch(conflict("version", MEANWHILE));
  await signal(tx, { kind: "configuration" });
  return version;
}

/** Saves `overrides` as the tenant's next version and tells every instance at commit. Throws CONFLICT as above. */
export async function saveOverrides(tx: Db, tenantId: string, overrides: Overrides, saving: Saving): Promise<number> {
  const version = (await newestOverrides(tx, tenantId)).version + 1;
  const data = { ...record(saving), tenantId, version, overrides };
  await tx.tenantOverrideVersion.create({ data, select: { version: true } }).catch(conflict("version", MEANWHILE));
  await signal(tx, { kind: "configuration", tenantId });
  return version;
}
