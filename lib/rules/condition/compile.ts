import { Environment, ParseError, TypeError as TypeFault } from "@marcbachmann/cel-js";
import { type Fact, type RuleEntity, VARIABLES } from "../catalogue.ts";
import { entityOf, type Mention, resolve } from "./names.ts";
import { type Problem, positionOf, Refusal } from "./problem.ts";
import { survey } from "./survey.ts";
import { translate } from "./translate.ts";
import type { Tree } from "./tree.ts";
import { hintFor, messageFor } from "./wording.ts";

/** The longest condition, in characters. */
export const SOURCE_MAX = 1000;
/** The most windowed metrics of one condition: each is a figure to count for every entity. */
const METRICS_MAX = 8;
const LIMITS = { maxAstNodes: 150, maxDepth: 24, maxListElements: 50, maxMapEntries: 4, maxCallArguments: 4 };

/** A condition that compiled: checked, bounded, and ready for every reading. */
export interface Condition {
  readonly source: string;
  readonly entity: RuleEntity;
  readonly tree: Tree;
  /** What it reads, each once, in the order of mention. */
  readonly facts: readonly Fact[];
}

export type Compiled =
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly problem: Problem };

/** Knows the shape of `user` and `tenant`; each condition's metrics are added to a copy. */
const environment = new Environment({ limits: LIMITS })
  .registerVariable("user", { schema: schemaOf("user") })
  .registerVariable("tenant", { schema: schemaOf("tenant") });

function schemaOf(entity: RuleEntity): Record<string, string> {
  const own = VARIABLES.filter(({ of }) => of === entity);
  return Object.fromEntries(own.map(({ name, type }) => [name.slice(entity.length + 1), type]));
}

/** Compiles a condition for an action, which decides what the rule acts on. Never throws: what cannot be used is a problem with a place. */
export function compile(source: string, action: string): Compiled {
  try {
    return { ok: true, condition: build(source, action) };
  } catch (thrown) {
    return { ok: false, problem: problemOf(source, thrown) };
  }
}

function build(source: string, action: string): Condition {
  if (source.length > SOURCE_MAX) {
    throw new Refusal("The condition is too long", SOURCE_MAX, `At most ${SOURCE_MAX} characters`);
  }
  const parsed = environment.parse(source);
  const mentions = survey(parsed.ast);
  const entity = entityOf(action, mentions);
  const facts = factsOf(mentions, entity);
  check(source, facts);
  const tree = translate(parsed.ast, (name) => factNamed(facts, name));
  return { source, entity, tree, facts };
}

function factsOf(mentions: readonly Mention[], entity: RuleEntity): Fact[] {
  const facts = new Map<string, Fact>();
  let metrics = 0;
  for (const mention of mentions) {
    if (facts.has(mention.name)) {
      continue;
    }
    const fact = resolve(mention, entity);
    metrics += fact.kind === "metric" ? 1 : 0;
    if (metrics > METRICS_MAX) {
      throw new Refusal(
        "Too many metrics",
        mention.at,
        `At most ${METRICS_MAX} metrics with their windows in one condition`,
      );
    }
    facts.set(mention.name, fact);
  }
  return [...facts.values()];
}

function factNamed(facts: readonly Fact[], name: string): Fact {
  const fact = facts.find((known) => known.name === name);
  if (!fact) {
    throw new Error(`the survey missed ${name}`);
  }
  return fact;
}

/** The library's own type check, in an environment that knows exactly what the condition reads. */
function check(source: string, facts: readonly Fact[]): void {
  const typed = environment.clone();
  for (const { kind, name, type } of facts) {
    if (kind === "metric") {
      typed.registerVariable(name, type);
    }
  }
  const result = typed.check(source);
  if (!result.valid && result.error) {
    throw result.error;
  }
}

function problemOf(source: string, thrown: unknown): Problem {
  if (thrown instanceof Refusal) {
    return { message: thrown.message, position: positionOf(source, thrown.at), hint: thrown.hint };
  }
  if (thrown instanceof ParseError || thrown instanceof TypeFault) {
    const at = Math.min(thrown.range?.start ?? 0, source.length);
    return {
      message: messageFor(thrown.summary),
      position: positionOf(source, at),
      hint: hintFor(thrown.code, source.slice(at)),
    };
  }
  if (thrown instanceof RangeError) {
    return {
      message: "The condition is nested too deeply",
      position: { line: 1, column: 1 },
      hint: "Use fewer brackets",
    };
  }
  throw thrown;
}
