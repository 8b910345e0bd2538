import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { bearerActor } from "../auth/bearer.ts";
import { AppError, conflictOn } from "../core/errors.ts";
import { prisma } from "../db/client.ts";
import type { Api } from "../operation/api.ts";
import { genericResponse } from "../operation/envelope.ts";
import { type Context, erase, type LimitClass, operation, type Policy } from "../operation/operation.ts";
import { serve } from "../operation/serve.ts";
import { type Client, type SignedIn, signIn, type Transport } from "./client.ts";
import type { Person } from "./people.ts";

// A family of operations that fail in every way there is, with an effect on a table to see what became of it.

const ENDINGS = {
  well: null,
  bug: () => new Error("SELECT secret FROM nests"),
  text: () => "not even an error",
  conflict: () => conflictOn("code", "is taken"),
  denied: () => new AppError("FORBIDDEN"),
  downstream: () => new AppError("DOWNSTREAM", undefined, { cause: new Error("connect ECONNREFUSED 10.0.0.7") }),
  unavailable: () => new AppError("UNAVAILABLE", undefined, { retryAfterSec: 2 }),
} as const satisfies Record<string, (() => unknown) | null>;
export type Ending = keyof typeof ENDINGS | "refused" | "badOutput" | "badAudit" | "lostClaim";

/** What happened after commits and to what was prepared, in order. */
export const diary: string[] = [];

const anybody: Policy = { access: "signed-in" };
const Body = z.strictObject({ code: z.string(), ending: z.string(), preparing: z.string().default("well") });
const example = { input: { body: { code: "NEST", ending: "well" } }, output: { code: "NEST" } };

function end(ending: string): void {
  const failure = Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending as keyof typeof ENDINGS] : null;
  if (failure) {
    throw failure();
  }
}

async function build({ db, afterCommit }: Context, { code, ending }: z.output<typeof Body>) {
  await db.provisioningIntent.create({ data: { tenantId: uuidv7(), code } });
  afterCommit(() => diary.push(`committed ${code}`));
  if (ending === "lostClaim") {
    await prisma().idempotencyKey.deleteMany({ where: { key: code } });
  }
  end(ending);
  const entityId = ending === "badAudit" ? "x".repeat(65) : code;
  const audit = { action: "SNAPSHOT_CAPTURED" as const, entityType: "snapshot" as const, entityId, after: { code } };
  if (ending === "refused") {
    return { refused: new AppError("CONFLICT", "Built, but refused"), audit };
  }
  const data = { code: ending === "badOutput" ? (7 as unknown as string) : code, hidden: "must not leak" };
  return { data, version: 3, cascade: { eggs: 2 }, audit };
}

const write = {
  policy: anybody,
  limit: "admin",
  audit: ["SNAPSHOT_CAPTURED"],
  entityType: "snapshot",
  idempotent: true,
  input: { body: Body },
  output: z.object({ code: z.string() }),
  errors: ["CONFLICT"],
  example,
} as const;

const buildNest = operation({
  ...write,
  name: "buildNest",
  summary: "Build a nest",
  http: { method: "POST", path: "/nests", status: 201, message: "Nest built" },
  run: (ctx, { body }) => build(ctx, body),
});

const prepareNest = operation({
  ...write,
  name: "prepareNest",
  summary: "Build a nest after preparations",
  http: { method: "POST", path: "/prepared-nests", status: 202 },
  failedAction: "EXPORT_CREATED",
  async prepare(_caller, { body }) {
    end(body.preparing);
    diary.push(`prepared ${body.code}`);
    return { twigs: 3 };
  },
  async abandon(_caller, { body }, { twigs }) {
    diary.push(`abandoned ${body.code} with ${twigs} twigs`);
  },
  run: (ctx, { body }) => build(ctx, body),
});

const read = <P extends `/${string}`>(path: P, limit: LimitClass, ending: keyof typeof ENDINGS = "well") =>
  operation({
    name: `read ${path}`,
    summary: "Look at nests",
    http: { method: "GET", path },
    policy: anybody,
    limit,
    audit: null,
    input: {},
    output: z.object({ ok: z.boolean() }),
    errors: [],
    example: { input: {}, output: { ok: true } },
    run: async () => {
      end(ending);
      return { data: { ok: true } };
    },
  });

const endings = Object.keys(ENDINGS) as (keyof typeof ENDINGS)[];
const nestsApi: Api = {
  name: "nests",
  about: "Nests, for tests",
  base: "/api/v1/nests-api",
  envelope: genericResponse,
  operations: [
    erase(buildNest),
    erase(prepareNest),
    erase(read("/admin-class", "admin")),
    erase(read("/config-class", "config")),
    erase(read("/rule-class", "ruleExecution")),
    ...endings.map((ending) => erase(read(`/ends/${ending}`, "admin", ending))),
  ],
};

const handlers = serve(nestsApi, bearerActor);

/** Hands requests to this family alone; its paths begin with `/nests-api`. */
export const nests: Transport = (request) => handlers[request.method as keyof typeof handlers](request);

/** The person as a client of this family. */
export async function atNests(person: Person): Promise<SignedIn & { readonly client: Client }> {
  const signedIn = await signIn(person);
  return { ...signedIn, client: signedIn.client.at(nests) };
}
