import { createConfig, lintFromString } from "@redocly/openapi-core";
import { expect, test } from "vitest";
import { apis } from "../apis.ts";
import { openApi } from "./openapi.ts";

test("SRS §17: the OpenAPI document is clean by the linter's recommended rules, its examples of their schemas too", async () => {
  const source = JSON.stringify(openApi(apis, "https://console.example", () => true));
  const config = await createConfig({
    extends: ["recommended"],
    rules: {
      "no-invalid-media-type-examples": "error",
      "no-invalid-parameter-examples": "error",
      "no-invalid-schema-examples": "error",
      "operation-operationId-unique": "error",
      "operation-parameters-unique": "error",
      "tag-description": "error",
    },
  });
  const problems = await lintFromString({ source, absoluteRef: "openapi.json", config });
  expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([]);
}, 60_000);
