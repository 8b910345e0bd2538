import { z } from "zod";
import type { Api } from "../operation/api.ts";
import { responsesOf } from "../operation/openapi-responses.ts";
import type { AnyOperation } from "../operation/operation.ts";
import { split } from "../operation/router.ts";
import { judgement, skipUnlessByHand } from "./scripts.ts";
import type { Folder, Step } from "./step.ts";
import { WALK } from "./walk.ts";

interface ExampleInput {
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

interface Found {
  readonly api: Api;
  readonly op: AnyOperation;
}

type IsVisible = (op: AnyOperation, api: Api) => boolean;

/**
 * A Postman collection (schema v2.1) that walks through every operation from top to bottom: ids and tokens of earlier answers are
 * variables of later requests, and each answer is judged. What `isVisible` turns away is left out. What the walk has no place for stands at the end, to be sent by hand. Throws where the walk names what is no operation.
 */
export function postmanCollection(apis: readonly Api[], isVisible: IsVisible = () => true): object {
  const named = new Map<string, Found>();
  for (const api of apis) {
    for (const op of api.operations) {
      named.set(`${api.name}.${op.name}`, { api, op });
    }
  }
  const left = new Set(named.keys());
  const folders = WALK.map((folder, at) => toFolder(folder, at, named, left, isVisible));
  const steps = [...left].map((op) => ({ op, byHand: "Nothing in the walk leads up to it." }));
  folders.push(toFolder({ ...BY_HAND, steps }, WALK.length, named, left, isVisible));
  return {
    info: {
      name: "Rookery",
      description: ABOUT,
      schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
    },
    auth: bearer("accessToken"),
    item: folders.filter(({ item }) => item.length > 0),
  };
}

const BY_HAND = { name: "8 By hand", about: "What nothing in the walk leads up to", api: "" };

const ABOUT = `Runs from top to bottom with the environment beside it: give it the e-mail address and password of a super admin. It works on
tenants, accounts, roles and rules of its own; what would change the whole platform is sent as a dry run. What only a person can
prepare is left out of a run and says why; with the variable byHand set to yes it is sent.`;

const VARIABLES = ["baseUrl", "email", "password", "accessToken", "refreshToken", "byHand"] as const;

/** The environment that the collection runs in; who signs in is left to be filled in. */
export const postmanEnvironment = (baseUrl = "http://localhost:3000"): object => ({
  name: "Rookery",
  values: VARIABLES.map((key) => ({
    key,
    value: { baseUrl, byHand: "no" }[key as string] ?? "",
    type: /password|Token/.test(key) ? "secret" : "default",
    enabled: true,
  })),
  _postman_variable_scope: "environment",
});

const bearer = (variable: string) => ({
  type: "bearer",
  bearer: [{ key: "token", value: `{{${variable}}}`, type: "string" }],
});

function toFolder(
  { name, about, api, steps }: Folder,
  at: number,
  named: ReadonlyMap<string, Found>,
  left: Set<string>,
  isVisible: IsVisible,
) {
  const letter = String.fromCharCode(65 + at);
  const item = steps.flatMap((step) => {
    const key = step.op.includes(".") ? step.op : `${api}.${step.op}`;
    const found = named.get(key);
    if (!found) {
      throw new Error(`lib/postman/walk.ts names ${key}, which is no operation`);
    }
    left.delete(key);
    return isVisible(found.op, found.api) ? [toItem(step, found, letter)] : [];
  });
  return { name, description: about, item };
}

function toItem(step: Step, { api, op }: Found, letter: string): object {
  const name = `${api.name}: ${op.summary}${step.title ? ` (${step.title})` : ""}`;
  const before = [...(step.byHand ? skipUnlessByHand : []), ...(step.before ?? [])];
  const judged = judgement(step, { statuses: statusesOf(step, op, api), envelope: envelopeOf(op, api), name });
  const written = JSON.stringify({ name, request: requestOf(step, api, op) }).replaceAll("{{letter}}", letter);
  return {
    ...JSON.parse(written),
    event: [
      ...(before.length > 0 ? [{ listen: "prerequest", script: { type: "text/javascript", exec: before } }] : []),
      { listen: "test", script: { type: "text/javascript", exec: judged } },
    ],
    response: [],
  };
}

function requestOf(step: Step, api: Api, op: AnyOperation): object {
  const { body } = op.example.input as ExampleInput;
  const isPublic = op.policy.access === "public" || op.policy.access === "signed-webhook";
  return {
    method: op.http.method,
    description: [op.summary, step.byHand, step.orElse?.because].filter(Boolean).join("\n\n"),
    ...(isPublic && { auth: { type: "noauth" } }),
    ...(step.as && { auth: bearer("memberToken") }),
    header: [
      ...(body === undefined ? [] : [{ key: "Content-Type", value: op.http.accepts ?? "application/json" }]),
      ...(op.idempotent ? [{ key: "Idempotency-Key", value: "{{$guid}}" }] : []),
    ],
    url: urlOf(step, api, op),
    ...(body !== undefined && {
      body: {
        mode: "raw",
        raw: JSON.stringify(bodyOf(step, body), null, 2),
        options: { raw: { language: "json" } },
      },
    }),
  };
}

const bodyOf = ({ body }: Step, example: unknown): unknown =>
  body === undefined || Array.isArray(body) ? (body ?? example) : { ...(example as object), ...body };

function urlOf(step: Step, api: Api, op: AnyOperation): object {
  const names = Object.keys(op.input.path?.shape ?? {});
  const pathname = `${api.base}${op.http.path}`.replace(/\{(\w+)\}/g, ":$1");
  const given = step.query ?? (op.example.input as ExampleInput).query ?? {};
  const query = Object.entries({ ...given, ...(step.dryRun && { dryRun: "true" }) }).map(([key, value]) => ({
    key,
    value: String(value).replace(UUID, "{{tenantId}}"),
  }));
  const search = query.map(({ key, value }) => `${key}=${value}`).join("&");
  return {
    raw: `{{baseUrl}}${pathname}${search ? `?${search}` : ""}`,
    host: ["{{baseUrl}}"],
    path: split(pathname),
    query,
    variable: names.map((key) => ({ key, value: step.path?.[key] ?? `{{${key}}}` })),
  };
}

/** The one id that examples of a query name is a tenant's. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{22}$/;

/** The declared successes; a rehearsal is a plain 200. */
function statusesOf({ dryRun, orElse }: Step, op: AnyOperation, api: Api): number[] {
  const declared = Object.keys(responsesOf(op, api)).map(Number);
  const { status = 200 } = op.http;
  const successes = declared.filter((each) => each < 300 && each >= status);
  return [...(dryRun ? [200] : successes), ...(orElse ? [orElse.status] : [])];
}

function envelopeOf(op: AnyOperation, { envelope }: Api) {
  if (op.output instanceof z.ZodNever) {
    return null;
  }
  return envelope.name === "System"
    ? { members: ["success", "data"], payload: "data" }
    : { members: ["statusCode", "message", "response"], payload: "response" };
}
