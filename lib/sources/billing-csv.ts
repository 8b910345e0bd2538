import { csvRecords } from "../core/csv.ts";
import { AppError, invalid } from "../core/errors.ts";
import { BillingRow } from "./esp-billing.ts";

const REQUIRED = ["provider", "period", "currency", "amount_low", "amount_high", "volume"] as const;
const KNOWN: ReadonlySet<string> = new Set([...REQUIRED, "fetched_at"]);

/** The rows of a billing table with a header line; without `fetched_at` they are of `now`. Throws VALIDATION naming each line that is wrong. */
export function billingFromCsv(csv: string, now: Date): BillingRow[] {
  const [header = [], ...records] = recordsOf(csv);
  const names = header.map((name) => name.trim().toLowerCase());
  const missing = REQUIRED.filter((name) => !names.includes(name));
  const unknown = names.filter((name) => !KNOWN.has(name));
  if (missing.length > 0 || unknown.length > 0 || records.length === 0) {
    const wrong = [
      missing.length > 0 && `lacks ${missing.join(", ")}`,
      unknown.length > 0 && `has unknown ${unknown.join(", ")}`,
    ];
    throw invalid(
      "csv",
      records.length === 0 ? "Has no rows" : `Its first line ${wrong.filter(Boolean).join(" and ")}`,
    );
  }
  const fields: Record<string, string> = {};
  const rows = records.flatMap((record, n) => {
    const given = Object.fromEntries(names.map((name, column) => [name, record[column]?.trim()]));
    const parsed = BillingRow.safeParse({ ...given, fetched_at: given["fetched_at"] || now.toISOString() });
    const issue = parsed.error?.issues[0];
    if (issue || record.length !== names.length) {
      fields[`csv.line${n + 2}`] = issue
        ? `${issue.path.join(".")}: ${issue.message}`
        : `Has ${record.length} fields, not ${names.length}`;
    }
    return parsed.data ?? [];
  });
  if (Object.keys(fields).length > 0) {
    throw new AppError("VALIDATION", undefined, { fields });
  }
  return rows;
}

function recordsOf(csv: string): string[][] {
  try {
    return csvRecords(csv);
  } catch {
    throw invalid("csv", "A quote is out of place");
  }
}
