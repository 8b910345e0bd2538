import type { z } from "zod";
import { AppError } from "../core/errors.ts";
import type { Db } from "../db/client.ts";
import { type Actor, operation, type Policy } from "../operation/operation.ts";
import { discard, findDeadLetter, listDeadLetters as list, retryMany, retryOne } from "./dead-letters.ts";
import { exampleDeadLetter as example } from "./examples.ts";
import { READERS } from "./operations.ts";
import {
  DeadLetter,
  DeadLetterPage,
  DeadLetterPath,
  DiscardInput,
  ListDeadLettersQuery,
  RetriedMany,
  RetryManyInput,
} from "./schema.ts";

/** Who decides what becomes of a dead letter. */
const EDITORS: Policy = { access: "roles", roles: ["SuperAdmin"], permission: "JOBS_RETRY" };

const path = { deadLetterId: example.deadLetterId };
const NOT_OPEN = "The dead letter has been retried or discarded";

type Row = z.input<typeof DeadLetter>;

/** Throws NOT_FOUND where there is none in scope. */
async function existing(db: Db, deadLetterId: string, { tenantScope }: Actor): Promise<Row> {
  const found = await findDeadLetter(db, deadLetterId, tenantScope);
  if (!found) {
    throw new AppError("NOT_FOUND");
  }
  return found;
}

const draft = (row: Row, after: Row) =>
  ({ entityType: "job", entityId: row.jobId, tenantId: row.tenantId, before: row, after }) as const;

export const listDeadLetters = operation({
  name: "listDeadLetters",
  summary: "Jobs that have failed for good, newest first",
  http: { method: "GET", path: "/dead-letters" },
  policy: READERS,
  limit: "admin",
  audit: null,
  input: { query: ListDeadLettersQuery },
  output: DeadLetterPage,
  errors: [],
  example: {
    input: { query: { status: "open", error: "answered 500" } },
    output: { items: [example], page: 1, pageSize: 50, totalItems: 1, totalPages: 1 },
  },
  async run({ db, actor }, { query }) {
    const page = await list(db, query, actor.tenantScope);
    return { data: { ...page, items: [...page.items] } };
  },
});

export const getDeadLetter = operation({
  name: "getDeadLetter",
  summary: "One job that has failed for good",
  http: { method: "GET", path: "/dead-letters/{deadLetterId}" },
  policy: READERS,
  limit: "admin",
  audit: null,
  input: { path: DeadLetterPath },
  output: DeadLetter,
  errors: ["NOT_FOUND"],
  example: { input: { path }, output: example },
  run: async ({ db, actor }, { path: { deadLetterId } }) => ({ data: await existing(db, deadLetterId, actor) }),
});

export const retryDeadLetter = operation({
  name: "retryDeadLetter",
  summary: "Run the job of a dead letter anew; if it fails again, the entry comes back open",
  http: { method: "POST", path: "/dead-letters/{deadLetterId}/retry", status: 202, message: "Queued again" },
  policy: EDITORS,
  limit: "admin",
  audit: ["DEAD_LETTER_RETRIED"],
  entityType: "job",
  idempotent: true,
  input: { path: DeadLetterPath },
  output: DeadLetter,
  errors: ["NOT_FOUND", "CONFLICT"],
  example: { input: { path }, output: { ...example, status: "retried", resolvedOn: "2026-11-20T10:00:00.000Z" } },
  async run({ db, actor }, { path: { deadLetterId } }) {
    const before = await existing(db, deadLetterId, actor);
    if (!(await retryOne(db, before))) {
      throw new AppError("CONFLICT", NOT_OPEN, { fields: { status: NOT_OPEN } });
    }
    const after = await existing(db, deadLetterId, actor);
    return { data: after, audit: { action: "DEAD_LETTER_RETRIED", ...draft(before, after) } };
  },
});

export const retryDeadLetters = operation({
  name: "retryDeadLetters",
  summary: "Run the jobs of all open dead letters that match anew; a dry run counts them",
  http: { method: "POST", path: "/dead-letters/retry", status: 202, message: "Queued again" },
  policy: EDITORS,
  limit: "admin",
  audit: ["DEAD_LETTER_RETRIED"],
  entityType: "job",
  idempotent: true,
  input: { body: RetryManyInput },
  output: RetriedMany,
  errors: [],
  example: {
    input: { body: { kind: "webhook.deliver", dateFrom: "2026-11-20T09:00:00Z", error: "answered 500" } },
    output: { retried: 12 },
  },
  async run({ db, actor }, { body }) {
    const retried = await retryMany(db, body, actor.tenantScope);
    return {
      data: { retried },
      cascade: { deadLetters: retried },
      audit: {
        action: "DEAD_LETTER_RETRIED",
        entityType: "job",
        entityId: "global",
        tenantId: body.tenantId ?? null,
        after: { retried, filter: body },
      },
    };
  },
});

export const discardDeadLetter = operation({
  name: "discardDeadLetter",
  summary: "Give a dead letter up",
  http: { method: "DELETE", path: "/dead-letters/{deadLetterId}", message: "Discarded" },
  policy: EDITORS,
  limit: "admin",
  audit: ["DEAD_LETTER_DISCARDED"],
  entityType: "job",
  input: { path: DeadLetterPath, body: DiscardInput },
  output: DeadLetter,
  errors: ["NOT_FOUND", "CONFLICT"],
  example: {
    input: { path, body: { reason: "The receiver no longer exists" } },
    output: {
      ...example,
      status: "discarded",
      resolvedOn: "2026-11-20T10:00:00.000Z",
      reason: "The receiver no longer exists",
    },
  },
  async run({ db, actor }, { path: { deadLetterId }, body: { reason } }) {
    const before = await existing(db, deadLetterId, actor);
    if (!(await discard(db, before, reason))) {
      throw new AppError("CONFLICT", NOT_OPEN, { fields: { status: NOT_OPEN } });
    }
    const after = await existing(db, deadLetterId, actor);
    return { data: after, audit: { action: "DEAD_LETTER_DISCARDED", reason, ...draft(before, after) } };
  },
});
