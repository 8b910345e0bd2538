import { existsSync, readFileSync } from "node:fs";
import { parseYaml } from "@redocly/openapi-core";
import { describe, expect, test } from "vitest";
import { inProject } from "./project.ts";

const read = (...path: string[]): string => readFileSync(inProject(...path), "utf8");
const containerfile = read("docs", "deploy", "Containerfile");
const compose = parseYaml(read("docs", "deploy", "compose.yaml")) as {
  services: Record<
    string,
    { image: string; command?: string[]; environment?: Record<string, string>; volumes?: string[]; secrets?: string[] }
  >;
  secrets: object;
  volumes: object;
};
const known = new Set([...read(".env.example").matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name));

describe("docs/deploy/Containerfile", () => {
  test("copies what exists, and nothing that a build or a secret left behind", () => {
    const copied = [...containerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = ""]) =>
      paths.split(" "),
    );
    expect(copied.filter((path) => !existsSync(inProject(path)))).toEqual([]);
    expect(read("docs", "deploy", "Containerfile.dockerignore").split("\n")).toEqual(
      expect.arrayContaining([".env", ".data", ".next", "**/node_modules", "lib/db/generated"]),
    );
  });

  test("sets variables that exist, and agrees on the port with the proxy and with itself", () => {
    const [, line = ""] = /^ENV (.+)$/m.exec(containerfile) ?? [];
    const variables = new Map(line.split(" ").map((pair) => pair.split("=") as [string, string]));
    expect([...variables.keys()].filter((name) => name !== "NODE_ENV" && !known.has(name))).toEqual([]);
    const port = variables.get("PORT");
    expect(containerfile).toContain(`EXPOSE ${port}`);
    expect(read("docs", "deploy", "Caddyfile")).toContain(`reverse_proxy app:${port}`);
  });

  test("runs scripts of this repository as nobody special, on the Node that the repository asks for", () => {
    expect(containerfile.match(/^FROM (\S+)/gm)).toEqual(["FROM node:24-slim", "FROM node:24-slim"]);
    expect(containerfile).toMatch(/^USER node$/m);
    const [, script = ""] = /^CMD \["node", "(.+)"\]$/m.exec(containerfile) ?? [];
    expect(existsSync(inProject(script)), script).toBe(true);
  });
});

describe("docs/deploy/compose.yaml", () => {
  const { services } = compose;

  test("sets variables that exist, runs scripts that exist, and mounts what it declares", () => {
    for (const name of ["migrate", "app"]) {
      const { environment = {}, command = [], image } = services[name] ?? { image: "" };
      expect(image).toBe("rookery");
      expect(Object.keys(environment).filter((variable) => !known.has(variable))).toEqual([]);
      expect(command.slice(1).filter((script) => !existsSync(inProject(script)))).toEqual([]);
    }
    const mounted = Object.values(services).flatMap(({ volumes = [] }) =>
      volumes.map((each) => each.split(":")[0] ?? ""),
    );
    const named = mounted.filter((source) => !source.startsWith("."));
    expect(named.filter((name) => !(name in compose.volumes))).toEqual([]);
    expect(
      Object.values(services)
        .flatMap(({ secrets = [] }) => secrets)
        .filter((name) => !(name in compose.secrets)),
    ).toEqual([]);
    expect(
      mounted.filter((source) => source === "./Caddyfile" && !existsSync(inProject("docs", "deploy", source))),
    ).toEqual([]);
  });

  test("the application starts after the migrations, on a read-only file system, behind the proxy alone", () => {
    expect(services["app"]).toMatchObject({
      read_only: true,
      depends_on: { migrate: { condition: "service_completed_successfully" } },
    });
    expect(services["app"]).not.toHaveProperty("ports");
  });
});

test("docs/operations.md speaks of variables, metrics and files that exist", () => {
  const page = read("docs", "operations.md");
  const metrics = ["lib/observability/metrics.ts", "lib/status/gauges.ts"]
    .map((path) => read(...path.split("/")))
    .join();
  // The registry adds endings to histograms, and brings those of the process itself.
  const spoken = [...page.matchAll(/\brookery_[a-z_]+\b/g)].map(([name]) => name.replace(/_(count|sum|bucket)$/, ""));
  const others = /^rookery_(app|owner|drill|process_)/;
  expect(spoken.filter((name) => !others.test(name) && !metrics.includes(`"${name}"`))).toEqual([]);
  const links = [...page.matchAll(/\]\(([^)#]+)\)/g)].map(([, path = ""]) => path);
  expect(links.filter((path) => !existsSync(inProject("docs", path)))).toEqual([]);
  const variables = [...page.matchAll(/`([A-Z][A-Z0-9]+_[A-Z0-9_]+)(?:=[^`]*)?`/g)].map(([, name = ""]) => name);
  const inPage = new Set([...page.matchAll(/^\| `(\w+_DATABASE_URL)`|`(PUBLIC_URL|SECOND_PORT|ADMIN_\w+)`/gm)].flat());
  const elsewhere = new Set([
    "OTEL_TRACES_SAMPLER",
    "OTEL_TRACES_SAMPLER_ARG",
    "NODE_ENV",
    "ACCESS_DENIED",
    "USER_ERASED",
  ]);
  expect(variables.filter((name) => !known.has(name) && !inPage.has(name) && !elsewhere.has(name))).toEqual([]);
});
