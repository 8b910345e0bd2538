import type { z } from "zod";
import type { PlanningKind } from "#components/planning/wording";
import type { DryRun } from "#lib/operation/dry-run";
import type { Caller } from "#lib/operation/operation";
import { dryRun, type PerformOptions, perform } from "#lib/operation/perform";
import type { Records } from "#lib/planning/crud";
import { decisions } from "#lib/planning/decisions";
import { initiatives } from "#lib/planning/initiatives";
import { marketRecords } from "#lib/planning/market-records";
import { reviews } from "#lib/planning/reviews";

type Fields = Readonly<Record<string, unknown>>;
type Rehearsal = Promise<{ readonly data: DryRun }>;

/** What a form does with one kind of planning record, whose operations' schemas judge what it has sent. */
interface Acts {
  readonly read: (caller: Caller, id: string) => Promise<{ readonly record: Fields; readonly version: number }>;
  readonly create: (caller: Caller, body: Fields, options: PerformOptions) => Promise<string>;
  readonly update: (caller: Caller, id: string, body: Fields, options: PerformOptions) => Promise<void>;
  readonly rehearseUpdate: (caller: Caller, id: string, body: Fields, options: PerformOptions) => Rehearsal;
  readonly remove: (caller: Caller, id: string, body: Fields, options: PerformOptions) => Promise<void>;
  readonly rehearseRemove: (caller: Caller, id: string) => Rehearsal;
}

function actsOf<R extends z.ZodObject, W extends z.ZodObject, Q extends z.ZodObject, P extends z.ZodObject>(
  { get, create, update, remove }: Records<R, W, Q, P>,
  pathKey: string,
  idKey: string,
): Acts {
  // Sound: the schemas of the operation take nothing that is not theirs.
  const input = (id: string | null, body?: Fields) =>
    ({ ...(id !== null && { path: { [pathKey]: id } }), body }) as never;
  return {
    read: async (caller, id) => {
      const { data, version = 0 } = await perform(get, caller, input(id));
      return { record: data, version };
    },
    create: async (caller, body, options) => {
      const { data } = await perform(create, caller, input(null, body), options);
      return String((data as Fields)[idKey]);
    },
    update: async (caller, id, body, options) => {
      await perform(update, caller, input(id, body), options);
    },
    rehearseUpdate: (caller, id, body, options) => dryRun(update, caller, input(id, body), options),
    remove: async (caller, id, body, options) => {
      await perform(remove, caller, input(id, body), options);
    },
    rehearseRemove: (caller, id) => dryRun(remove, caller, input(id, {})),
  };
}

export const KINDS: Readonly<Record<PlanningKind, Acts>> = {
  initiatives: actsOf(initiatives, "initiativeId", "initiative_id"),
  decisions: actsOf(decisions, "decisionId", "decision_id"),
  reviews: actsOf(reviews, "reviewId", "review_id"),
  market: actsOf(marketRecords, "marketRecordId", "market_record_id"),
};

export const PATH = "/executive/planning";
