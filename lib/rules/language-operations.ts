import { toPage } from "../core/page.ts";
import { operation } from "../operation/operation.ts";
import { METRICS } from "./catalogue.ts";
import { CATALOGUE_EXAMPLE, catalogue, isAvailable } from "./catalogue-entries.ts";
import { compiled } from "./compiled.ts";
import { readingOf } from "./condition/reading.ts";
import { example } from "./examples.ts";
import { bucketSec } from "./planning/bucket.ts";
import { looksAtAll } from "./planning/plan.ts";
import { RULE_READERS, RULE_WRITERS } from "./policies.ts";
import { CataloguePage, CatalogueQuery, RuleValidated, ValidateRuleInput } from "./schema.ts";
import { tenantOf } from "./service.ts";

export const validateRule = operation({
  name: "validateRule",
  summary: "Compile a condition without saving it",
  http: { method: "POST", path: "/rules/validate", message: "The condition compiles" },
  policy: RULE_WRITERS,
  limit: "admin",
  audit: null,
  asks: true,
  idempotent: true,
  input: { body: ValidateRuleInput },
  output: RuleValidated,
  errors: [],
  example: {
    input: { body: { condition: example.condition, action: example.action, scope: example.scope } },
    output: {
      isValid: true,
      entity: "user",
      reading: example.reading,
      reads: [{ name: "failed_logins_10m", type: "int", isAvailable: true }],
      looksAtAll: false,
      bucketSeconds: 600,
    },
  },
  async run(ctx, { body: { condition: source, action, scope } }) {
    const condition = compiled(source, action);
    await tenantOf(ctx, scope);
    const reads = condition.facts.map((fact) => ({
      name: fact.name,
      type: fact.type,
      isAvailable: fact.kind === "variable" || isAvailable(fact.metric),
    }));
    return {
      data: {
        isValid: true as const,
        entity: condition.entity,
        reading: readingOf(condition),
        reads,
        looksAtAll: looksAtAll(condition),
        bucketSeconds: bucketSec(condition),
      },
    };
  },
});

export const listRuleMetrics = operation({
  name: "listRuleMetrics",
  summary: "The metric catalogue: all that a condition can read",
  http: { method: "GET", path: "/rules/metrics" },
  policy: RULE_READERS,
  limit: "admin",
  audit: null,
  input: { query: CatalogueQuery },
  output: CataloguePage,
  errors: [],
  example: {
    input: { query: { entity: "user" } },
    output: { items: [...CATALOGUE_EXAMPLE], page: 1, pageSize: 50, totalItems: METRICS.length, totalPages: 1 },
  },
  async run(_ctx, { query }) {
    const entries = catalogue().filter(({ entities }) => query.entity === undefined || entities.includes(query.entity));
    const from = (query.page - 1) * query.pageSize;
    const items = entries.slice(from, from + query.pageSize);
    return { data: { ...toPage(items, query, { totalItems: entries.length }), items } };
  },
});
