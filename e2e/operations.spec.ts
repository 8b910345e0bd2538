import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import pg from "pg";
import { postgresHome } from "../lib/testing/postgres-home.ts";
import { freePort } from "../scripts/network.ts";
import { loopbackUrl } from "../scripts/postgres/roles.ts";
import { type PostgresServer, startServer } from "../scripts/postgres/server.ts";
import { inProject } from "../scripts/project.ts";
import { expect, signIn, test } from "./fixtures.ts";
import { missing, runnableBlocks, Shell } from "./pages/runbook.ts";

test.use({ role: null });
test.setTimeout(600_000);

const ADMIN = { email: "first@rookery.example", password: "The-First-Of-The-Rookery-1" };

test("issue 6, point 10: docs/operations.md, every command; whoever is signed in stays so while secrets are replaced", async ({
  page,
}) => {
  const needed = ["sh", "curl"].filter((tool) => spawnSync(tool, ["--version"]).error !== undefined);
  test.skip(needed.length > 0, `the page's commands need ${needed.join(" and ")}`);

  const home = await postgresHome({ fsync: "off" });
  const state = mkdtempSync(join(tmpdir(), "rookery-operations-"));
  let server: PostgresServer | null = null;
  let shell: Shell | null = null;
  try {
    server = await startServer(home.options);
    const [port, second] = [await freePort(), await freePort()];
    const url = (user: string, database: string) =>
      loopbackUrl(home.options.port, `rookery_${user}`, `${user}-password`, database);
    shell = new Shell({
      PATH: process.env["PATH"] ?? "",
      HOME: state,
      OWNER_DATABASE_URL: url("owner", "rookery"),
      APP_DATABASE_URL: url("app", "rookery"),
      DRILL_DATABASE_URL: url("owner", "rookery_drill"),
      PUBLIC_URL: `http://localhost:${port}`,
      STATE: state,
      PORT: String(port),
      SECOND_PORT: String(second),
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
    });
    const console = `http://localhost:${port}/console/account`;
    const isSignedIn = async () => new URL((await page.goto(console))?.url() ?? "").pathname === "/console/account";

    for (const [index, { kind, heading, text, expected }] of runnableBlocks("docs", "operations.md").entries()) {
      await test.step(`${index + 1} ${heading}`, async () => {
        const output = kind === "sql" ? await administer(home.superuserUrl, text) : await shell?.run(text);
        expect(missing(expected, output ?? ""), `${text}\nprinted\n${output}`).toEqual([]);
      });
      if (heading === "Updating without a pause") {
        await signIn(page, ADMIN, `http://localhost:${port}/login`);
      }
      if (heading === "Replacing keys and secrets") {
        expect(await isSignedIn(), "while the old secret is known").toBe(!text.includes("PREVIOUS ''"));
      }
    }
    await test.step("the image: its command starts with what is in it, writes nowhere but /tmp, and is healthy", async () => {
      const { command, health } = image();
      const output = await shell?.run(
        `(load; PORT=$PORT AUDIT_CHECKPOINT_DIR="$STATE/checkpoints" NODE_OPTIONS='${limits(state)}' exec ${command}) > "$STATE/image.log" 2>&1 & echo $! > "$STATE/image.pid"
        ready "$PORT" 2> /dev/null
        ${health.map((word) => `'${word}'`).join(" ")}
        stop image
        cat "$STATE/image.log"`,
      );
      expect(output).toContain('"status":"ready"');
      expect(output).not.toMatch(/ERR_ACCESS_DENIED|not in the image/);
    });
  } finally {
    shell?.end();
    await server?.stop();
    home.remove();
    rmSync(state, { recursive: true, force: true });
  }
});

/** What the image runs, and how it is asked whether it is well. */
function image(): { readonly command: string; readonly health: readonly string[] } {
  const text = readFileSync(inProject("docs", "deploy", "Containerfile"), "utf8");
  const listAfter = (word: RegExp): string[] =>
    JSON.parse(new RegExp(`^${word.source}CMD (\\[.*\\])$`, "m").exec(text)?.[1] ?? "[]");
  return { command: listAfter(/(?!HEALTH)/).join(" "), health: listAfter(/HEALTHCHECK .*/) };
}

/** A file system that is read-only but for /tmp and the volume, and the packages of production alone. */
const limits = (volume: string): string =>
  [
    "--permission --allow-fs-read=* --allow-child-process --allow-worker --allow-addons",
    `--allow-fs-write=${volume}`,
    `--import ${pathToFileURL(inProject("e2e", "support", "image.ts")).href}`,
  ].join(" ");

/** Runs SQL as the administrator of the database, one statement after the other. */
async function administer(url: string, text: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of text.split(/;\n/).filter((part) => part.trim() !== "")) {
      await client.query(statement);
    }
    return "";
  } finally {
    await client.end();
  }
}
