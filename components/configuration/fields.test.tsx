import { describe, expect, test } from "vitest";
import { CONFIGURATION_KEYS, DEFAULT_CONFIGURATION } from "#lib/configuration/definitions";
import { describedDefinitions } from "#lib/configuration/describe";
import { parseConfiguration } from "#lib/configuration/validate";
import {
  AREA_LABELS,
  allFields,
  changedInWords,
  isFound,
  labelsOf,
  messagesByField,
  textsOf,
  valueInWords,
  valuesOf,
} from "./fields.tsx";

const definitions = describedDefinitions();
const definitionOf = (key: string) => {
  const found = definitions.find((definition) => definition.key === key);
  if (!found) throw new Error(key);
  return found;
};

describe("decisions §5: forms derive from the definitions", () => {
  test("what a form shows of any values, it sends back as the same values", () => {
    const values = { ...DEFAULT_CONFIGURATION, "auth.mfaRequiredRoles": ["SuperAdmin", "Auditor"] };
    expect(parseConfiguration(valuesOf(definitions, textsOf(definitions, values)))).toEqual(values);
  });

  test("every key has controls, and every area a heading", () => {
    for (const key of CONFIGURATION_KEYS) {
      expect(allFields([definitionOf(key)]).length).toBeGreaterThan(0);
    }
    expect(definitions.filter(({ area }) => AREA_LABELS[area] === undefined)).toEqual([]);
  });

  test("bounds are those of the schema", () => {
    expect(allFields([definitionOf("auth.sessionTimeoutMinutes")])).toMatchObject([{ min: 5, max: 43_200 }]);
    expect(allFields([definitionOf("auth.passwordPolicy")])[0]).toMatchObject({
      name: "auth.passwordPolicy.minLength",
      min: 8,
      max: 128,
    });
  });

  test("what is empty is missing, what is no number stays for the server to name", () => {
    const only = [definitionOf("auth.sessionTimeoutMinutes")];
    const meant = (text: string) =>
      valuesOf(only, { "auth.sessionTimeoutMinutes": text })["auth.sessionTimeoutMinutes"];
    expect([meant(" 60 "), meant(""), meant("6e2"), meant("1.5")]).toEqual([60, undefined, "6e2", "1.5"]);
  });

  test("values are told in words", () => {
    expect(valueInWords(definitionOf("auth.sessionTimeoutMinutes"), 720)).toEqual(["720 minutes"]);
    expect(valueInWords(definitionOf("features.webhooks"), false)).toEqual(["off"]);
    expect(valueInWords(definitionOf("auth.mfaRequiredRoles"), [])).toEqual(["none"]);
    expect(valueInWords(definitionOf("auth.passwordPolicy"), DEFAULT_CONFIGURATION["auth.passwordPolicy"])[0]).toBe(
      "Shortest length: 12",
    );
  });

  test("a comparison holds what differs and nothing else", () => {
    const after = { ...DEFAULT_CONFIGURATION, "features.exports": false };
    expect(changedInWords(definitions, DEFAULT_CONFIGURATION, after)).toEqual({
      before: { "features.exports": "on" },
      after: { "features.exports": "off" },
    });
  });

  test("a message about a part of a value stands at its control", () => {
    const fields = allFields(definitions);
    expect(messagesByField(fields, { "auth.mfaRequiredRoles.3": "No", version: "Old" })).toEqual({
      "auth.mfaRequiredRoles": "No",
      version: "Old",
    });
    expect(labelsOf(definitions)["auth.passwordPolicy.minLength"]).toBe("Password policy: Shortest length");
  });

  test("a search finds keys by name, title and meaning", () => {
    expect(definitions.filter((definition) => isFound(definition, "TIMEOUT")).map(({ key }) => key)).toEqual([
      "auth.sessionTimeoutMinutes",
    ]);
    expect(definitions.filter((definition) => isFound(definition, " ")).length).toBe(definitions.length);
  });
});
