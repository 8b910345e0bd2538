import { eventType } from "inngest";
import { z } from "zod";

/** A job row has come due. The event only points at it: the row says what to do and how often it was tried. */
export const jobRequested = eventType("rookery/job.requested", { schema: z.object({ jobId: z.uuid() }) });
