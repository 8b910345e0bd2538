import { describe, expect, test } from "vitest";
import { projectRoot } from "../project.ts";
import { readSettings } from "./settings.ts";

const url = "postgresql://owner:secret@db.example.com/rookery";
const hosted = { DATABASE_URL: url, NODE_ENV: "production" };

test("nothing set means: embedded, on loopback, with demo data", () => {
  expect(readSettings({}, [])).toEqual({
    mode: "embedded",
    isDevelopment: false,
    port: 3000,
    host: "127.0.0.1",
    appUrl: "http://localhost:3000",
    dataDir: `${projectRoot}/.data`,
    databaseUrl: null,
    wantsDemoData: true,
    demoHistoryDays: 400,
    bootstrapAdmin: null,
  });
});

test("an empty variable is an unset one", () => {
  expect(readSettings({ PORT: "", DATABASE_URL: "", HOST: "" }, [])).toEqual(readSettings({}, []));
});

test("a given database is served to the network, without demo data", () => {
  const settings = readSettings({ DATABASE_URL: url }, []);
  expect(settings).toMatchObject({ mode: "external", host: "0.0.0.0", wantsDemoData: false });
});

test("a given database in production is hosted, and never gets demo data", () => {
  const settings = readSettings({ ...hosted, APP_URL: "https://console.example.com", DEMO_DATA: "on" }, []);
  expect(settings).toMatchObject({ mode: "hosted", host: "0.0.0.0", wantsDemoData: false });
});

describe("SRS §14: the hosted mode insists on https", () => {
  test.each([
    [{ APP_URL: "http://console.example.com" }],
    [{ APP_URL: "http://console.example.com", HOST: "127.0.0.1" }],
    [{ APP_URL: "http://localhost.example.com" }],
    [{ APP_URL: "console.example.com" }],
    [{ HOST: "0.0.0.0" }],
    [{ APP_URL: "http://localhost:3000", HOST: "0.0.0.0" }],
  ])("%j is refused", (given) => {
    expect(() => readSettings({ ...hosted, ...given }, [])).toThrow(/APP_URL must be the https:/);
  });

  test.each([
    [{}],
    [{ APP_URL: "http://localhost:8080" }],
    [{ APP_URL: "http://127.0.0.1:3000", HOST: "127.0.0.1" }],
    [{ APP_URL: "http://[::1]:3000", HOST: "::1" }],
  ])("%j is for this machine alone", (given) => {
    expect(["127.0.0.1", "::1"]).toContain(readSettings({ ...hosted, ...given }, []).host);
  });

  test("behind a proxy that ends TLS it listens where it is told", () => {
    const address = { APP_URL: "https://console.example.com", HOST: "10.0.0.7" };
    expect(readSettings({ ...hosted, ...address }, []).host).toBe("10.0.0.7");
  });
});

describe("refuses", () => {
  test.each([
    [{ PORT: "eighty" }, /PORT must be a number/],
    [{ PORT: "70000" }, /PORT must be a number/],
    [{ DATABASE_URL: "mysql://db/rookery" }, /DATABASE_URL must be a postgresql/],
    [{ DATABASE_URL: "postgresql://db.example.com" }, /DATABASE_URL must be a postgresql/],
    [{ DEMO_DATA: "yes" }, /DEMO_DATA must be on or off/],
    [{ DEMO_HISTORY_DAYS: "0" }, /DEMO_HISTORY_DAYS must be a number from 1 to 400/],
    [{ DEMO_HISTORY_DAYS: "401" }, /DEMO_HISTORY_DAYS/],
    [{ BOOTSTRAP_ADMIN_EMAIL: "a@example.com" }, /go together/],
    [{ INNGEST_EVENT_KEY: "key" }, /INNGEST_SIGNING_KEY/],
    [{ INNGEST_BASE_URL: "http://inngest:8288", INNGEST_SIGNING_KEY: "ab" }, /INNGEST_EVENT_KEY/],
  ])("%j", (env, problem) => {
    expect(() => readSettings(env, [])).toThrow(problem);
  });

  test("an unknown argument", () => {
    expect(() => readSettings({}, ["--prod"])).toThrow(/--prod/);
  });

  test("everything wrong at once", () => {
    expect(() => readSettings({ PORT: "x", DEMO_DATA: "x" }, [])).toThrow(/PORT[\s\S]*DEMO_DATA/);
  });
});
