import { METRICS, type Metric, RULE_ENTITIES, VARIABLES, type Variable } from "./catalogue.ts";
import { connectedDeliveries } from "./planning/deliveries.ts";
import type { CatalogueEntry } from "./schema.ts";

const SAMPLE: Readonly<Record<string, string>> = {
  int: "> 30",
  double: "> 5.0",
  bool: "== true",
};

/** Whether anything counts for the metric; of one that nobody counts for, every value is unknown. */
export const isAvailable = ({ sources }: Metric): boolean =>
  Object.values(sources).every((source) => source !== "deliveries") || connectedDeliveries() !== null;

const ofMetric = (metric: Metric): CatalogueEntry => ({
  name: metric.name,
  kind: "metric",
  entities: RULE_ENTITIES.filter((entity) => metric.sources[entity] !== undefined),
  type: metric.type,
  unit: metric.unit,
  values: null,
  isNullable: metric.unit === "percent" || !isAvailable(metric),
  isAvailable: isAvailable(metric),
  description: metric.description,
  example: `${metric.name}_${metric.unit === "percent" ? "7d > 5.0" : "10m > 5"}`,
});

const ofVariable = ({ name, of, type, values, presence, description }: Variable): CatalogueEntry => ({
  name,
  kind: "variable",
  entities: of === "tenant" ? ["user", "tenant"] : ["user"],
  type,
  unit: null,
  values: values ? [...values] : null,
  isNullable: presence !== undefined,
  isAvailable: true,
  description,
  example: `${name} ${SAMPLE[type] ?? `== "${values?.[0] ?? (name === "user.role" ? "PoolAdmin" : "TNT001")}"`}`,
});

/** The whole catalogue, metrics first (decisions §6). */
export const catalogue = (): readonly CatalogueEntry[] => [...METRICS.map(ofMetric), ...VARIABLES.map(ofVariable)];

/** The first entry, which needs no source that may be missing: for documentation, which is made without an environment. */
export const CATALOGUE_EXAMPLE: readonly CatalogueEntry[] = METRICS.slice(0, 1).map(ofMetric);
