import { Prisma } from "../db/generated/client.ts";

/**
 * Beside each record `e`, as `o`: its personal values and salts by field as far as they are still there, the fields of which they are
 * erased, and the snapshots' values by their keys.
 */
export const OPENED = Prisma.sql`LEFT JOIN LATERAL (
    SELECT jsonb_object_agg(c.field, v.value) FILTER (WHERE v.field IS NOT NULL) AS opened,
      jsonb_object_agg(c.field, encode(v.salt, 'hex')) FILTER (WHERE v.field IS NOT NULL) AS salts,
      jsonb_object_agg(substr(c.field, 8), v.value) FILTER (WHERE v.field IS NOT NULL AND starts_with(c.field, 'before.')) AS opened_before,
      jsonb_object_agg(substr(c.field, 7), v.value) FILTER (WHERE v.field IS NOT NULL AND starts_with(c.field, 'after.')) AS opened_after,
      array_agg(c.field ORDER BY c.field) FILTER (WHERE v.field IS NULL) AS erased
    FROM jsonb_object_keys(CASE jsonb_typeof(e.commitments) WHEN 'object' THEN e.commitments END) c (field)
      LEFT JOIN audit_personal_values v ON v.occurred_on = e.occurred_on AND v.audit_id = e.audit_id AND v.field = c.field
  ) o ON e.commitments IS NOT NULL`;

/** The fields of a record that may stand beside it, put together again; what is erased is null. */
export const OPENED_FIELDS = {
  reason: Prisma.sql`coalesce(reason, o.opened ->> 'reason')`,
  ipAddress: Prisma.sql`coalesce(ip_address, o.opened ->> 'ipAddress')`,
  before: Prisma.sql`coalesce(before || o.opened_before, before)`,
  after: Prisma.sql`coalesce(after || o.opened_after, after)`,
};

/** The same as they stand in the record itself, and as they are sealed. */
export const STORED_FIELDS: typeof OPENED_FIELDS = {
  reason: Prisma.sql`reason`,
  ipAddress: Prisma.sql`ip_address`,
  before: Prisma.sql`before`,
  after: Prisma.sql`after`,
};
