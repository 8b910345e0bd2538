import { z } from "zod";
import { Id, Instant } from "../core/schema.ts";

const backlog = (what: string) =>
  z
    .object({
      waiting: z.int().describe("How many wait; a floor when waitingCapped is true"),
      waitingCapped: z.literal(true).optional().describe("Counting stopped at waiting; there are more"),
      ageSeconds: z.number().nullable().describe("How long the oldest has waited; null: none waits"),
    })
    .describe(what);

const Instance = z.object({
  instanceId: Id.describe("Made up at its start"),
  startedOn: Instant.describe("When the process started: it counts from then on"),
  reportedOn: Instant.describe("When it last told of itself"),
  memoryBytes: z.int().describe("Resident memory"),
  pool: z
    .object({
      max: z.int().describe("Connections that it may hold"),
      busy: z.int().describe("At work"),
      idle: z.int().describe("At rest"),
      waiting: z.int().describe("Calls that wait for one"),
    })
    .describe("Its connections to the database"),
});

const OperationStatus = z.object({
  operation: z.string().describe("Name of the operation"),
  family: z.string().describe("Family of endpoints; console: pages and forms"),
  calls: z.int().describe("Answers, refusals included"),
  errors: z.int().describe("Answers with a 5xx"),
  p50Ms: z.number().nullable().describe("Half of the calls took no longer, estimated; null: longer than 5 seconds"),
  p95Ms: z.number().nullable().describe("95 of 100 took no longer, estimated; null: longer than 5 seconds"),
  budgetMs: z.int().nullable().describe("What 95 of 100 calls may take; null: a stream, whose length decides"),
  withinBudget: z
    .number()
    .nullable()
    .describe("Share of the calls that took no longer than that, counted; null without a budget"),
  standing: z.enum(["met", "missed", "few", "none"]).describe("few: under 20 calls say nothing; none: no budget"),
});
export type OperationStatus = z.output<typeof OperationStatus>;

/** How the platform is doing, over all running instances. */
export const Status = z.object({
  readOn: Instant.describe("When this was read"),
  countedSince: Instant.describe("Start of the oldest running instance: each counts since its own start"),
  calls: z.int().describe("Answers of all operations"),
  errors: z.int().describe("Of these with a 5xx"),
  instances: z.array(Instance).describe("Every running instance, the one that answers first"),
  operations: z.array(OperationStatus).describe("Every operation that was called, those over their budget first"),
  outbox: backlog("Due jobs that have not been handed to what runs them"),
  aggregation: backlog("Raw delivery events that are not in the figures yet"),
  figures: z
    .array(
      z.object({
        name: z.string().describe("Read model"),
        ageSeconds: z.number().describe("Time since it was refreshed"),
      }),
    )
    .describe("How old the executive read models are"),
  queues: z
    .array(
      z.object({
        kind: z.string().describe("Kind of work"),
        waiting: z.int().describe("Due and waiting"),
        running: z.int().describe("Under way"),
        deadLetters: z.int().describe("Open dead letters"),
        ageSeconds: z.number().nullable().describe("How long the oldest has waited; null: none waits"),
      }),
    )
    .describe("Every kind that waits, runs or has open dead letters"),
  sources: z
    .array(
      z.object({
        source: z.string().describe("Its id"),
        state: z.enum(["fresh", "stale", "missing"]).describe("Whether figures can rely on it now"),
        lastHeardOn: Instant.nullable().describe("When it last answered or was heard of; null: never"),
      }),
    )
    .describe("Where figures come from"),
});
export type Status = z.output<typeof Status>;
