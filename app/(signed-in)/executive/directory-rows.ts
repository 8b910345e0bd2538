import type { z } from "zod";
import { figuresOf } from "#app/_support/figures.ts";
import type { DirectoryRow } from "#components/executive/tenant-table";
import type { Directory } from "#lib/executive/directory-schema";
import type { Meta } from "#lib/operation/operation";
import { summaryHref } from "./way.ts";

/** The rows of a page of the directory with their figures; each leads to its summary and back to `from`. */
export function directoryRows(
  { items }: z.output<typeof Directory>,
  meta: Meta | undefined,
  from: string,
): DirectoryRow[] {
  const figure = figuresOf(meta);
  return items.map(({ tenant_id: tenantId, code, name, segment, plan, status, risk }, index) => ({
    tenantId,
    code,
    name,
    segment,
    plan,
    status,
    risk,
    sent: figure(`items.${index}.sent_30d`),
    delivery: figure(`items.${index}.delivery_rate`),
    atRisk: figure(`items.${index}.revenue_at_risk`),
    cost: figure(`items.${index}.monthly_cost`),
    href: summaryHref(tenantId, from),
  }));
}
