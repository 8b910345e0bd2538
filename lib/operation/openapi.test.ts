import { describe, expect, test } from "vitest";
import { apis } from "../apis.ts";
import { openApi } from "./openapi.ts";

interface Schema {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}
interface Body {
  readonly schema: Schema;
  readonly example?: unknown;
}
type Content = Readonly<Record<string, Body>>;
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly description?: string;
  readonly schema?: Schema;
}
interface Described {
  readonly operationId: string;
  readonly summary?: string;
  readonly tags: readonly string[];
  readonly security?: readonly object[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description?: string; readonly content: Content }>>;
}
interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  readonly components: {
    readonly securitySchemes: Readonly<Record<string, object>>;
    readonly schemas: Readonly<Record<string, Schema>>;
  };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
}

const document = openApi(apis, "https://console.example", () => true) as unknown as Document;
const described = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, op]) => ({ label: `${method.toUpperCase()} ${path}`, path, method, op })),
);

/** Paths of properties without a description, however deep. */
function undescribed(schema: Schema, at: string): string[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => [
    ...(property.description ? [] : [`${at}.${name}`]),
    ...undescribed(property, `${at}.${name}`),
  ]);
  const inner = [
    ...(schema.items ? [schema.items] : []),
    ...(typeof schema.additionalProperties === "object" ? [schema.additionalProperties] : []),
    ...(schema.anyOf ?? []),
    ...(schema.allOf ?? []),
  ];
  return [...own, ...inner.flatMap((member) => undescribed(member, `${at}[]`))];
}

describe("SRS §17 OpenAPI: the document", () => {
  test("is OpenAPI 3.1 with title, version, server and a bearer scheme", () => {
    expect(document).toMatchObject({
      openapi: "3.1.0",
      info: { title: "Rookery", version: expect.stringMatching(/^\d+\.\d+\.\d+$/) },
      servers: [{ url: "https://console.example" }],
      security: [{ bearer: [] }],
      components: { securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } } },
    });
  });

  test("is plain JSON: nothing is lost on the way", () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });

  test("has every operation of every family, and no other", () => {
    const declared = apis.flatMap(({ base, operations }) =>
      operations.map(({ http }) => `${http.method} ${base}${http.path}`),
    );
    expect(described.map(({ label }) => label).sort()).toEqual(declared.sort());
  });

  test("names every operation once, under a tag of its own family", () => {
    const ids = described.map(({ op }) => op.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const tags = document.tags.map(({ name }) => name);
    expect(described.flatMap(({ op }) => op.tags).filter((tag) => !tags.includes(tag))).toEqual([]);
  });

  test("keeps every reference inside itself", () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, target]) => target);
    const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect(references.filter((target) => !known.includes(target ?? ""))).toEqual([]);
  });

  test("describes every property of what its operations share", () => {
    expect(Object.entries(document.components.schemas).flatMap(([name, schema]) => undescribed(schema, name))).toEqual(
      [],
    );
  });
});

describe.each(described)("SRS §17 $label", ({ path, method, op }) => {
  test("has a summary and describes every parameter", () => {
    expect(op.summary).toMatch(/\w/);
    for (const { name, in: place, description, schema, required } of op.parameters) {
      expect([name, place, description]).toEqual([name, place, expect.stringMatching(/\w{3}/)]);
      expect(schema).toBeTypeOf("object");
      expect(required || place !== "path").toBe(true);
    }
    const names = op.parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test("declares exactly the parameters of its path", () => {
    const inTemplate = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = op.parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name);
    expect(declared.sort()).toEqual(inTemplate.sort());
  });

  test("describes every property of its request and shows an example", () => {
    const [content, ...others] = Object.values(op.requestBody?.content ?? {});
    expect([op.requestBody === undefined, others]).toEqual([content === undefined, []]);
    expect(content ? undescribed(content.schema, "body") : []).toEqual([]);
    expect(content === undefined || content.example !== undefined).toBe(true);
    expect(content !== undefined && method === "get").toBe(false);
  });

  test("describes every property of every response, and shows an example of success", () => {
    const statuses = Object.keys(op.responses);
    for (const [status, { description, content }] of Object.entries(op.responses)) {
      expect([status, description]).toEqual([expect.stringMatching(/^[2-5]\d\d$/), expect.stringMatching(/\w/)]);
      expect(Object.keys(content)).not.toEqual([]);
      expect(Object.values(content).flatMap(({ schema }) => undescribed(schema, status))).toEqual([]);
      expect(status.startsWith("2") || content["application/json"]).toBeTruthy();
    }
    const successes = statuses.filter((status) => status.startsWith("2"));
    // A dry run is 200, also where the act itself is 201 or 202; what waits for a second person is 202.
    expect([1, 2, 3]).toContain(successes.length);
    for (const status of successes) {
      for (const [mediaType, { example }] of Object.entries(op.responses[status]?.content ?? {})) {
        expect([status, mediaType, example]).toEqual([status, mediaType, expect.anything()]);
      }
    }
  });

  test("names the failures that every operation can have", () => {
    const always = ["400", "429", "500", "503", ...(op.security ? [] : ["401", "403"])];
    expect(Object.keys(op.responses)).toEqual(expect.arrayContaining(always));
    // Open to anybody, or signed by a provider whose scheme the document names.
    const named = (op.security ?? []).flatMap((scheme) => Object.keys(scheme));
    expect(named.filter((scheme) => !(scheme in document.components.securitySchemes))).toEqual([]);
  });
});
