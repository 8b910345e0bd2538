import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inProject } from "./project.ts";
import { publishedApi } from "./published-api.ts";

test("SRS §17, §18: the published OpenAPI document, Postman collection and configuration keys are those of the operations and definitions", async () => {
  const published = await publishedApi();
  expect(Object.keys(published)).toEqual([
    "openapi.json",
    "rookery.postman_collection.json",
    "rookery.postman_environment.json",
    "configuration.md",
  ]);
  for (const [file, text] of Object.entries(published)) {
    expect(readFileSync(inProject("docs", "api", file), "utf8"), `${file}: run npm run api:publish`).toBe(text);
  }
});
