import { z } from "zod";
import { parseInput } from "../operation/parse.ts";
import {
  CONFIGURATION_KEYS,
  type Configuration,
  type ConfigurationKey,
  DEFINITIONS,
  type Overrides,
} from "./definitions.ts";

const shape = (of: (key: ConfigurationKey) => z.ZodType) =>
  Object.fromEntries(CONFIGURATION_KEYS.map((key) => [key, of(key)]));

const Full = z.strictObject(shape((key) => DEFINITIONS[key].schema));
const Some = z.strictObject(
  shape((key) =>
    (DEFINITIONS[key].overridable ? DEFINITIONS[key].schema : z.never("Is the same for every tenant")).optional(),
  ),
);

/** The full model. Throws VALIDATION that names each missing, unknown and ill-typed key (decisions §5). */
export const parseConfiguration = (values: unknown): Configuration => parsed(Full, values) as Configuration;

/** A tenant's own values. Throws VALIDATION that names each unknown, ill-typed and not overridable key (SRS §9.2). */
export const parseOverrides = (overrides: unknown): Overrides => parsed(Some, overrides) as Overrides;

/** Errors stand at the key itself, not at its place in the body. */
const parsed = (schema: z.ZodType, body: unknown): unknown => parseInput({ input: { body: schema } }, { body }).body;
