import {
  type Fact,
  METRICS,
  type Metric,
  type RuleEntity,
  splitWindow,
  VARIABLES,
  WINDOW_MAX_DAYS,
} from "../catalogue.ts";
import { Refusal } from "./problem.ts";
import { nearest } from "./suggest.ts";

/** A name that a condition mentions, and where. */
export interface Mention {
  readonly name: string;
  readonly at: number;
}

const isReadable = (metric: Metric, entity: RuleEntity): boolean => metric.sources[entity] !== undefined;

/** The fact that the name stands for in a rule on the entity. Throws Refusal with what was probably meant. */
export function resolve({ name, at }: Mention, entity: RuleEntity): Fact {
  const variable = VARIABLES.find((known) => known.name === name);
  if (variable) {
    if (entity === "tenant" && variable.of === "user") {
      throw new Refusal(`${name} is not known of a tenant`, at, "A rule on tenants reads tenant.* and tenant metrics");
    }
    return { kind: "variable", name, type: variable.type, variable };
  }
  const split = splitWindow(name);
  const metric = METRICS.find((known) => known.name === (split?.base ?? name));
  if (!metric) {
    throw unknownName(name, at, entity);
  }
  if (!isReadable(metric, entity)) {
    const owner = entity === "user" ? "tenants" : "users";
    throw new Refusal(`${metric.name} is counted for ${owner} only`, at, `This rule acts on ${entity}s`);
  }
  if (!split) {
    throw new Refusal(`${name} needs a window`, at, `Write for example ${name}_10m, ${name}_24h or ${name}_30d`);
  }
  if (split.windowSec === null) {
    throw new Refusal(
      `The window of ${name} is out of range`,
      at,
      `From 1 minute (_1m) to ${WINDOW_MAX_DAYS} days (_${WINDOW_MAX_DAYS}d), without leading zeros`,
    );
  }
  return { kind: "metric", name, type: metric.type, metric, windowSec: split.windowSec };
}

function unknownName(name: string, at: number, entity: RuleEntity): Refusal {
  const owner = VARIABLES.filter(({ name: known }) => known.startsWith(`${name}.`)).map(({ name: known }) => known);
  if (owner.length > 0) {
    return new Refusal(`${name} has several properties`, at, `Name one of ${owner.join(", ")}`);
  }
  const split = splitWindow(name);
  const metrics = METRICS.filter((metric) => isReadable(metric, entity)).map((metric) => metric.name);
  const variables = VARIABLES.filter(({ of }) => of === "tenant" || entity === "user").map((known) => known.name);
  const meant = nearest(split?.base ?? name, [...metrics, ...variables]);
  if (meant === null) {
    return new Refusal(`Unknown variable ${name}`, at, "The metric catalogue lists what a condition may read");
  }
  const window = split ? name.slice(split.base.length) : "_10m";
  return new Refusal(
    `Unknown variable ${name}`,
    at,
    `Did you mean ${metrics.includes(meant) ? meant + window : meant}?`,
  );
}

/**
 * What the rule acts on (decisions §5, §6, §9). RAISE_ALERT is about tenants when the condition reads only what tenants have: plain
 * tenant variables, or a metric that is counted for tenants alone.
 */
export function entityOf(action: string, mentions: readonly Mention[]): RuleEntity {
  if (action === "SUSPEND_TENANT" || action === "DISABLE_WEBHOOKS") {
    return "tenant";
  }
  if (action !== "RAISE_ALERT" || mentions.length === 0) {
    return "user";
  }
  const metricOf = (name: string) => METRICS.find((known) => known.name === (splitWindow(name)?.base ?? name));
  const isTenantsAlone = ({ name }: Mention) => {
    const metric = metricOf(name);
    return metric !== undefined && !isReadable(metric, "user");
  };
  const isPlain = ({ name }: Mention) => name.startsWith("tenant.");
  const isUserName = ({ name }: Mention) => name.startsWith("user.");
  const readsTenantMetric = mentions.some(isTenantsAlone) && !mentions.some(isUserName);
  return readsTenantMetric || mentions.every(isPlain) ? "tenant" : "user";
}
