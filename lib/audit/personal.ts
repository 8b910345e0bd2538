import { randomBytes32 } from "../core/random.ts";
import type { AuditAction, EntityType } from "./actions.ts";
import { commitmentTo } from "./commitment.ts";

/** Field → commitment. */
export type Commitments = Readonly<Record<string, string>>;

/** A personal value that stands beside its record. Fields are `ipAddress`, `reason`, `before.email`, `after.email` and the like. */
export interface PersonalValue {
  readonly field: string;
  /** Whose it is; null where that is not known. */
  readonly subjectId: string | null;
  readonly salt: Buffer<ArrayBuffer>;
  readonly value: unknown;
}

type Snapshot = Readonly<Record<string, unknown>> | null;

/** What of a record may be personal. */
interface Told {
  readonly action: AuditAction;
  readonly entityType: EntityType;
  readonly entityId: string | null;
  readonly actorId: string | null;
  readonly reason: string | null;
  readonly ipAddress: string | null;
  readonly before: Snapshot;
  readonly after: Snapshot;
}

/** Addresses, and what somebody wrote about a person. */
const PERSONAL_KEY = /email|reason/i;
const MASKED = /\*\*\*@/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A record without its personal values, the commitments that stand for them, and the values. */
export interface Withheld<R> {
  readonly row: R & { readonly commitments: Commitments | null };
  readonly values: readonly PersonalValue[];
}

/**
 * Takes the personal values out of a record: the network of whoever acted, and of records about a person the masked address and what was
 * written about them. Each leaves null and a commitment. Why somebody was erased stays: it has to outlive them.
 */
export function withhold<R extends Told>(record: R): Withheld<R> {
  const person = personOf(record);
  const isAbout = record.entityType === "user" || record.entityType === "session";
  const values: PersonalValue[] = [];
  const commitments: Record<string, string> = {};
  const take = (field: string, value: unknown, subjectId: string | null): void => {
    const salt = Buffer.from(randomBytes32());
    commitments[field] = commitmentTo(salt, field, value);
    values.push({ field, subjectId, salt, value });
  };
  if (record.ipAddress !== null) {
    take("ipAddress", record.ipAddress, record.actorId ?? person);
  }
  if (!isAbout || record.action === "USER_ERASED") {
    return { row: { ...record, ipAddress: null, commitments: values.length > 0 ? commitments : null }, values };
  }
  if (record.reason !== null) {
    take("reason", record.reason, person);
  }
  const within = (name: "before" | "after"): Snapshot =>
    blanked(record[name], (key, value) => take(`${name}.${key}`, value, person));
  const [before, after] = [within("before"), within("after")];
  const row = { ...record, ipAddress: null, reason: null, before, after };
  return { row: { ...row, commitments: values.length > 0 ? commitments : null }, values };
}

/** The snapshot with null for each personal value, which is handed to `take`. */
function blanked(snapshot: Snapshot, take: (key: string, value: unknown) => void): Snapshot {
  if (snapshot === null) {
    return null;
  }
  const entries = Object.entries(snapshot).map(([key, value]) => {
    if (value === null || !(PERSONAL_KEY.test(key) || (typeof value === "string" && MASKED.test(value)))) {
      return [key, value] as const;
    }
    take(key, value);
    return [key, null] as const;
  });
  return Object.fromEntries(entries);
}

/** Whom a record about a person is about: the user, or whose session it is. */
function personOf({ entityType, entityId, actorId, after }: Told): string | null {
  switch (entityType) {
    case "user":
      return uuid(entityId);
    case "session":
      return uuid(after?.["userId"]) ?? actorId;
    default:
      return null;
  }
}

const uuid = (id: unknown): string | null => (typeof id === "string" && UUID.test(id) ? id : null);
