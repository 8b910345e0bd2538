import { z } from "zod";
import { can } from "../operation/authorize.ts";
import type { Actor, AnyOperation } from "../operation/operation.ts";
import type { Client, SignedIn } from "./client.ts";
import { operations } from "./scope-world.ts";
import type { ExampleInput } from "./write-fixtures.ts";

/** Of a parameter that takes one of many words, as many; every order of a list is tried. */
const CHOICES_MAX = 3;

/** Values to try for a parameter, by its name. */
export type Pools = Readonly<Record<string, readonly string[]>>;

export interface Reading {
  readonly status: number;
  readonly body: string;
}

/** Address → what it answered. */
export type Readings = ReadonlyMap<string, Reading>;

/** The caller as policies see them. */
export function actorOf({ pair: { user }, userId }: SignedIn): Actor {
  const { role, permissions, tenantScope } = user as { role: string; permissions: string[]; tenantScope: string[] };
  return { id: userId, role, permissions: new Set(permissions), tenantScope, sessionId: null };
}

/** The reads that the caller may make; those that leave a record of themselves are left out, or are all there is. */
export const readsOf = (who: SignedIn, leavesRecord: boolean): AnyOperation[] =>
  operations().filter(
    (op) =>
      op.http.method === "GET" &&
      can(actorOf(who), op.policy) &&
      (op.audit !== null || op.viewed !== undefined) === leavesRecord,
  );

/** Makes every read with every value of every parameter, one parameter at a time. */
export async function walk(client: Client, ops: readonly AnyOperation[], pools: Pools): Promise<Readings> {
  const readings = new Map<string, Reading>();
  for (const op of ops) {
    for (const address of addressesOf(op, pools)) {
      readings.set(address, await readAt(client, address));
    }
  }
  return readings;
}

/** Asks for one address of the family of lower roles. */
export async function readAt(client: Client, address: string): Promise<Reading> {
  const response = await client.transport(client.request("GET", `/admin${address}`));
  // Ages grow between two readings; nothing else may differ.
  const body = (await response.text()).replace(/"ageSeconds":[\d.]+/g, '"ageSeconds":0');
  return { status: response.status, body };
}

/** Every address of a read. */
export function addressesOf(op: AnyOperation, pools: Pools): string[] {
  const queries = queriesOf(op, pools);
  return pathsOf(op, pools).flatMap((path) => queries.map((query) => (query === "" ? path : `${path}?${query}`)));
}

function pathsOf({ http }: AnyOperation, pools: Pools): string[] {
  return http.path
    .split("/")
    .reduce<string[]>(
      (paths, part) => {
        const name = /^\{(\w+)\}$/.exec(part)?.[1];
        const values = name === undefined ? [part] : (pools[name] ?? []);
        return paths.flatMap((path) => values.map((value) => (path === "" && value === "" ? "" : `${path}/${value}`)));
      },
      [""],
    )
    .map((path) => path.replace(/^\/+/, "/"));
}

interface Parameter {
  readonly enum?: readonly string[];
  readonly const?: string;
}

function queriesOf({ input, example }: AnyOperation, pools: Pools): string[] {
  if (!input.query) {
    return [""];
  }
  const { properties = {}, required = [] } = z.toJSONSchema(input.query, { io: "input", unrepresentable: "any" });
  const given = (example.input as ExampleInput).query ?? {};
  const needed = Object.fromEntries(required.map((name) => [name, given[name] ?? ""]));
  const varied = Object.entries(properties).flatMap(([name, schema]) =>
    valuesOf(name, schema as Parameter, pools).map((value) => ({ ...needed, [name]: value })),
  );
  return [needed, ...varied].map((query) => new URLSearchParams(query).toString());
}

const valuesOf = (name: string, { enum: values, const: only }: Parameter, pools: Pools): readonly string[] =>
  pools[name] ?? values?.slice(0, name === "sort" ? values.length : CHOICES_MAX) ?? (only === undefined ? [] : [only]);

/** Reads a list to its end in small pages; null for what is no list. */
export async function allPages(client: Client, path: string): Promise<{ items: unknown[]; totalItems: number } | null> {
  const items: unknown[] = [];
  for (let page = 1; ; page++) {
    const joint = path.includes("?") ? "&" : "?";
    const { status, body } = await readAt(client, `${path}${joint}page=${page}&pageSize=3`);
    const response = status === 200 && body.startsWith("{") ? JSON.parse(body).response : null;
    if (!Array.isArray(response?.items)) {
      return null;
    }
    items.push(...response.items);
    if (page >= response.totalPages) {
      return { items, totalItems: response.totalItems };
    }
  }
}

/** Every `…Id` that stands in the answers, by its name. */
export function idsIn(readings: Readings): Record<string, Set<string>> {
  const ids: Record<string, Set<string>> = {};
  for (const { status, body } of readings.values()) {
    if (status === 200 && body.startsWith("{")) {
      JSON.parse(body, (key, value) => {
        if (/Id$/.test(key) && typeof value === "string") {
          ids[key] = (ids[key] ?? new Set()).add(value);
        }
        return value;
      });
    }
  }
  return ids;
}
