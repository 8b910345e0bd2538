// npm run api:publish: writes docs/api from the operations themselves. A test fails when the files are out of date.
import { mkdirSync, writeFileSync } from "node:fs";
import { inProject } from "./project.ts";
import { publishedApi } from "./published-api.ts";

mkdirSync(inProject("docs", "api"), { recursive: true });
for (const [file, text] of Object.entries(await publishedApi())) {
  writeFileSync(inProject("docs", "api", file), text);
  console.log(`docs/api/${file}`);
}
