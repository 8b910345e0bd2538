import type { Inngest, InngestFunction } from "inngest";
import { JOBS } from "../lib/jobs/all.ts";
import type { Catalogue } from "../lib/jobs/job.ts";
import { inngest } from "./client.ts";
import { jobFunction } from "./job-function.ts";

/** The functions of all jobs of the catalogue: everything that Inngest may call. */
export const functions = (client: Inngest = inngest(), { byKind }: Catalogue = JOBS): InngestFunction.Any[] =>
  [...byKind.values()].map((declared) => jobFunction(client, declared));
