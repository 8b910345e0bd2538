import { apis } from "#lib/apis";
import { describedDefinitions } from "#lib/configuration/describe";
import { openApi } from "#lib/operation/openapi";
import { postmanCollection, postmanEnvironment } from "#lib/postman/collection";

/** The files of docs/api: name → text. They depend on the operations alone, never on the machine. */
export async function publishedApi(): Promise<Record<string, string>> {
  const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
  return {
    "openapi.json": json(openApi(apis, "http://localhost:3000", () => true)),
    "rookery.postman_collection.json": json(postmanCollection(apis)),
    "rookery.postman_environment.json": json(postmanEnvironment()),
    "configuration.md": configurationGuide(),
  };
}

/** Every configuration key as a table, read off the definitions. */
function configurationGuide(): string {
  const rows = describedDefinitions().map(
    ({ key, type, default: fallback, unit, constraints, overridable, description }) => [
      `\`${key}\``,
      description,
      [type, limits(constraints), unit].filter(Boolean).join(", "),
      `\`${JSON.stringify(fallback)}\``,
      overridable ? "yes" : "no",
    ],
  );
  const table = [["Key", "What it does", "Value", "Default", "Per tenant"], Array(5).fill("---"), ...rows];
  return `${INTRODUCTION}\n\n${table.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`;
}

const limits = ({ minimum, maximum }: Readonly<Record<string, unknown>>): string =>
  minimum === undefined ? "" : `${minimum} to ${maximum}`;

const INTRODUCTION = `# Configuration keys

Made from the definitions by \`npm run api:publish\`. A change is in force on every instance within a second.

A key that may be set per tenant holds for the tenant's members: the tenant's own value, or else the global one. For a member of
several tenants the strictest of what holds in each is in force, member by member for the password policy. For a SuperAdmin the
global value has its say too, so that no tenant can loosen it. A tenant's \`features.*\` hold for what is done to that tenant.`;
