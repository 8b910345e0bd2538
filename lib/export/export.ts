import { v7 as uuidv7 } from "uuid";
import { recordAudit } from "../audit/record.ts";
import { accessOf } from "../auth/access.ts";
import { accessOfKey } from "../auth/api-key.ts";
import { clock } from "../core/clock.ts";
import { AppError } from "../core/errors.ts";
import { read } from "../db/transaction.ts";
import { log } from "../observability/log.ts";
import { can } from "../operation/authorize.ts";
import type { AuditDraft, Caller, Policy } from "../operation/operation.ts";
import type { MediaType, Stream } from "../operation/stream.ts";
import { EXPORT_FORMATS, type ExportRow } from "./formats.ts";
import type { ExportFormat } from "./schema.ts";
import type { Lines } from "./sql-lines.ts";

/** An export in one of the formats: what it holds, and how its rows are read, some at a time. */
export interface Export {
  /** What the rows are, for the file's name and the audit record: `audit-log`. */
  readonly subject: string;
  readonly format: ExportFormat;
  /** What the rows were chosen by, as the audit record keeps it: no free text that may name a person. */
  readonly filters: object;
  /** The columns, in order; nothing else of a row goes out. */
  readonly columns: readonly string[];
  /** The policy of the operation: whoever loses that right while the file is on its way gets no more of it. */
  readonly policy: Policy;
  readonly tenantId?: string | null;
  /** Reads the rows, or their lines where they are many. The export's record, with this id, has been committed before. */
  readonly batches: (exportId: string) => AsyncIterable<readonly ExportRow[] | Lines>;
}

/** The media types of an export, for `streams`, with the beginning of an example file each. */
export const exportStreams = (columns: readonly string[], example: ExportRow): Record<MediaType, string> =>
  Object.fromEntries(
    Object.values(EXPORT_FORMATS).map(({ mediaType, head, lines }) => [
      mediaType,
      head(columns) + lines(columns, [example]),
    ]),
  );

/**
 * The reply of an export operation. It is on record twice: that it began, in the transaction of the request and so before the
 * first byte, and how it ended, with the number of rows, before the last. A file whose end could not be recorded is cut off.
 */
export function exportReply(
  caller: Caller,
  declared: Export,
): { readonly stream: Stream; readonly audit: AuditDraft<"EXPORT_CREATED"> } {
  const { subject, format, filters, tenantId = null } = declared;
  const exportId = uuidv7();
  const record = (state: object, outcome: "success" | "failure"): AuditDraft<"EXPORT_CREATED"> => ({
    action: "EXPORT_CREATED",
    entityType: "export",
    entityId: exportId,
    tenantId,
    outcome,
    after: { subject, format, filters, ...state },
  });
  const ended = (end: End): Promise<void> =>
    read((db) => recordAudit(db, caller, record(end, end.state === "complete" ? "success" : "failure"), clock.now()));
  return {
    stream: {
      mediaType: EXPORT_FORMATS[format].mediaType,
      filename: `${subject}-${clock.now().toISOString().slice(0, 19).replaceAll(":", "")}Z.${format}`,
      open: () => pieces(caller, declared, exportId, ended),
    },
    audit: record({ state: "started" }, "success"),
  };
}

/** How an export ended: `left` by the reader, `revoked` with the reader's right, `broken` by a failure of ours. */
interface End {
  readonly state: "complete" | "left" | "revoked" | "broken";
  /** Rows handed to the connection. */
  readonly rows: number;
}

async function* pieces(
  caller: Caller,
  { format, columns, policy, batches }: Export,
  exportId: string,
  ended: (end: End) => Promise<void>,
): AsyncGenerator<string, void> {
  const { head, lines } = EXPORT_FORMATS[format];
  let state: End["state"] = "left";
  let rows = 0;
  try {
    // The header goes out with the first rows: until then a failure still has the envelope.
    let lead = head(columns);
    for await (const batch of batches(exportId)) {
      const { text, count } = "text" in batch ? batch : { text: lines(columns, batch), count: batch.length };
      rows += count;
      yield lead + text;
      lead = "";
      await assertStillMay(caller, policy);
    }
    if (lead !== "") {
      yield lead;
    }
    state = "complete";
  } catch (thrown) {
    state = thrown instanceof AppError && thrown.code === "UNAUTHENTICATED" ? "revoked" : "broken";
    throw thrown;
  } finally {
    await conclude(ended, { state, rows }, caller);
  }
}

/** A right that is taken away is gone at once (decisions §2), also in the middle of a file. Throws UNAUTHENTICATED. */
async function assertStillMay({ actor }: Caller, policy: Policy): Promise<void> {
  if (actor.sessionId === null && !actor.isKey) {
    return;
  }
  const now = actor.sessionId === null ? await accessOfKey(actor.id ?? "") : (await accessOf(actor.sessionId))?.actor;
  if (!now || !can(now, policy) || String(now.tenantScope) !== String(actor.tenantScope)) {
    throw new AppError("UNAUTHENTICATED");
  }
}

async function conclude(ended: (end: End) => Promise<void>, end: End, { request }: Caller): Promise<void> {
  try {
    await ended(end);
  } catch (err) {
    if (end.state === "complete") {
      throw err;
    }
    log.error({ err, requestId: request.requestId, ...end }, "the end of an export could not be audited");
  }
}
