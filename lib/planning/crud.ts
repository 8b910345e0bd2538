import { z } from "zod";
import type { EntityType } from "../audit/actions.ts";
import { systemPageOf, toSystemPage } from "../core/page.ts";
import { Id } from "../core/schema.ts";
import { EXECUTIVES, READERS } from "../executive/access.ts";
import type { AnyOperation, Context, Meta, Operation, Policy } from "../operation/operation.ts";
import {
  createRecord,
  deleteRecord,
  type Fields,
  findRecord,
  type ListRequest,
  listRecords,
  type Row,
  type Storage,
  updateRecord,
} from "./records.ts";
import { RemoveInput } from "./schema.ts";

/** Who plans. The catalogue has no permission to edit plans, so that the roles alone decide. */
export const WRITERS = {
  access: "roles",
  roles: ["SuperAdmin", ...EXECUTIVES],
  permission: "SYSTEM_PLANNING_VIEW",
} as const satisfies Policy;

/** One kind of planning record: its names, schemas, storage and an example. */
interface Kind<R extends z.ZodObject, W extends z.ZodObject, Q extends z.ZodObject, P extends z.ZodObject> {
  /** `Initiative`: names its operations. */
  readonly noun: string;
  readonly plural: string;
  /** In words, for summaries: "an initiative", "initiatives". */
  readonly one: string;
  readonly many: string;
  readonly segment: `/planning/${string}`;
  readonly entityType: EntityType;
  readonly record: R;
  readonly write: W;
  readonly query: Q;
  readonly path: P;
  readonly storage: Storage;
  readonly example: { readonly path: z.input<P>; readonly body: z.input<W>; readonly record: z.input<R> };
}

/** The five operations of one kind of record. */
export interface Records<R extends z.ZodObject, W extends z.ZodObject, Q extends z.ZodObject, P extends z.ZodObject> {
  readonly list: Operation<{ readonly query: Q }, ReturnType<typeof systemPageOf<R>>, null>;
  readonly get: Operation<{ readonly path: P }, R, null>;
  readonly create: Operation<{ readonly body: W }, R, readonly ["PLANNING_RECORD_CREATED"]>;
  readonly update: Operation<{ readonly path: P; readonly body: W }, R, readonly ["PLANNING_RECORD_UPDATED"]>;
  readonly remove: Operation<
    { readonly path: P; readonly body: typeof RemoveInput },
    z.ZodObject,
    readonly ["PLANNING_RECORD_DELETED"]
  >;
}

/** Input of any of them, once its own schemas have judged it. */
interface Parsed {
  readonly path: Readonly<Record<string, string>>;
  readonly query: ListRequest & Fields;
  readonly body: Fields;
}

const idOf = ({ path }: Parsed): string => Object.values(path)[0] ?? "";

/** The wire resource of a row, which is also what its audit rows show. */
const resourceOf = ({ version: _, ...fields }: Row): Fields => fields;

/** What people have entered is as old as its last change. */
const metaOf = (rows: readonly Row[]): Meta => ({
  data_source: "backbone_api",
  data_quality: "standard",
  last_updated:
    rows
      .map(({ updated_at }) => updated_at.toISOString())
      .sort()
      .at(0) ?? null,
});

const answerOf = (row: Row) => ({ data: resourceOf(row), meta: metaOf([row]), version: row.version });

/** List, detail, create, update and delete of one kind of planning record, under its path in `/api/v1/system`. */
export function recordsOf<R extends z.ZodObject, W extends z.ZodObject, Q extends z.ZodObject, P extends z.ZodObject>(
  kind: Kind<R, W, Q, P>,
): Records<R, W, Q, P> {
  // Sound: `perform` hands each nothing but what its schemas have parsed, and sends nothing that its output does not name.
  return { ...reads(kind as unknown as AnyKind), ...writes(kind as unknown as AnyKind) } as unknown as Records<
    R,
    W,
    Q,
    P
  >;
}

type AnyKind = Kind<z.ZodObject, z.ZodObject, z.ZodObject, z.ZodObject>;

const detailPath = ({ segment, path }: AnyKind): `/${string}` => `${segment}/{${Object.keys(path.shape)[0] ?? ""}}`;

function reads(kind: AnyKind): Readonly<Record<"list" | "get", AnyOperation>> {
  const { noun, plural, many, one, segment, entityType, record, query, path, storage, example } = kind;
  const shared = {
    policy: READERS.planning,
    limit: "admin",
    audit: null,
    viewed: { action: "SYSTEM_VIEWED", entityType },
  } as const;
  return {
    list: {
      ...shared,
      name: `list${plural}`,
      summary: `Business planning: ${many}, page by page`,
      http: { method: "GET", path: segment },
      input: { query },
      output: systemPageOf(record),
      errors: [],
      example: {
        input: { query: {} },
        output: { items: [example.record], page: 1, page_size: 50, total_items: 1, total_pages: 1 },
      },
      async run({ db }: Context, { query: request }: Parsed) {
        const { rows, total } = await listRecords(db, storage, request);
        return { data: toSystemPage(rows.map(resourceOf), request, total), meta: metaOf(rows) };
      },
    },
    get: {
      ...shared,
      name: `get${noun}`,
      summary: `Business planning: ${one}`,
      http: { method: "GET", path: detailPath(kind) },
      input: { path },
      output: record,
      errors: ["NOT_FOUND"],
      example: { input: { path: example.path }, output: example.record },
      run: async ({ db }: Context, input: Parsed) => answerOf(await findRecord(db, storage, idOf(input))),
    },
  };
}

function writes(kind: AnyKind): Readonly<Record<"create" | "update" | "remove", AnyOperation>> {
  const { noun, one, segment, entityType, record, write, path, storage, example } = kind;
  const shared = { policy: WRITERS, limit: "admin", entityType } as const;
  const about = (row: Row) => ({ entityType, entityId: String(row[storage.id]) });
  return {
    create: {
      ...shared,
      name: `create${noun}`,
      summary: `Business planning: enter ${one}`,
      http: { method: "POST", path: segment, status: 201, message: `${noun} entered` },
      audit: ["PLANNING_RECORD_CREATED"],
      idempotent: true,
      input: { body: write },
      output: record,
      errors: ["CONFLICT"],
      example: { input: { body: example.body }, output: example.record },
      async run(ctx: Context, { body }: Parsed) {
        const row = await createRecord(ctx, storage, body);
        return {
          ...answerOf(row),
          audit: { ...about(row), action: "PLANNING_RECORD_CREATED", after: resourceOf(row) },
        };
      },
    },
    update: {
      ...shared,
      name: `update${noun}`,
      summary: `Business planning: replace the fields of ${one}`,
      http: { method: "PUT", path: detailPath(kind), message: `${noun} saved` },
      audit: ["PLANNING_RECORD_UPDATED"],
      input: { path, body: write },
      output: record,
      errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
      example: { input: { path: example.path, body: example.body }, output: example.record },
      async run(ctx: Context, input: Parsed) {
        const { before, after } = await updateRecord(ctx, storage, idOf(input), input.body);
        const sides = { before: resourceOf(before), after: resourceOf(after) };
        return { ...answerOf(after), audit: { ...about(after), action: "PLANNING_RECORD_UPDATED", ...sides } };
      },
    },
    remove: {
      ...shared,
      name: `delete${noun}`,
      summary: `Business planning: delete ${one}; the audit log keeps it`,
      http: { method: "DELETE", path: detailPath(kind), message: `${noun} deleted` },
      audit: ["PLANNING_RECORD_DELETED"],
      input: { path, body: RemoveInput },
      output: z.object({ [storage.id]: Id.describe("What was deleted") }),
      errors: ["NOT_FOUND", "PRECONDITION_FAILED"],
      example: {
        input: { path: example.path, body: { reason: "Entered twice" } },
        output: { [storage.id]: Object.values(example.path)[0] },
      },
      async run(ctx: Context, input: Parsed) {
        const { before, cascade } = await deleteRecord(ctx, storage, idOf(input));
        const gone = { deleted_at: ctx.now.toISOString(), ...cascade };
        return {
          data: { [storage.id]: idOf(input) },
          meta: metaOf([before]),
          cascade,
          audit: {
            ...about(before),
            action: "PLANNING_RECORD_DELETED",
            ...RemoveInput.parse(input.body),
            before: resourceOf(before),
            after: { ...resourceOf(before), ...gone },
          },
        };
      },
    },
  };
}
