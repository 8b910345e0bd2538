import { operation } from "../operation/operation.ts";
import { READERS, VIEWED } from "./access.ts";
import { readSources } from "./source-list.ts";
import { SourceList } from "./source-list-schema.ts";

export const getSources = operation({
  name: "getSystemSources",
  summary: "How every source of the figures stands: set up, last heard of, failing, unattributed",
  http: { method: "GET", path: "/sources" },
  policy: READERS.overview,
  limit: "admin",
  audit: null,
  viewed: VIEWED,
  input: {},
  output: SourceList,
  errors: [],
  example: {
    input: {},
    output: {
      sources: [
        {
          source: "infrastructure",
          way: "asked",
          is_connected: true,
          state: "stale",
          last_heard_at: "2026-11-20T09:30:00.000Z",
          last_asked_at: "2026-11-20T11:00:00.000Z",
          last_event_at: null,
          breaker: "open",
          failures: 6,
          error_class: "timeout",
          error: "No answer within 10 seconds",
          duration_ms: 10_004,
          stale_after_minutes: 60,
          missing_after_minutes: 1440,
          unattributed: null,
        },
      ],
    },
  },
  async run({ db, now }) {
    const data = await readSources(db, now);
    const meta = { data_source: "backbone_api", data_quality: "standard", last_updated: now.toISOString() } as const;
    return { data, meta };
  },
});
