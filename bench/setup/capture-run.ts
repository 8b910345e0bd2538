import { captureReplays, type Replays } from "../capture/capture.ts";
import { startProxy } from "../capture/proxy.ts";
import { type Scenario, tenantBody } from "../scenarios.ts";
import type { BenchDatabase } from "./databases.ts";
import { type BenchServer, signIn, startApp } from "./servers.ts";
import type { Subjects } from "./subjects.ts";

/** Runs the application behind a watching proxy and notes what each scenario does in the database. */
export async function captureScenarios(
  { appUrl }: BenchDatabase,
  scenarios: readonly Scenario[],
  subjects: Subjects,
  codePrefix: string,
): Promise<Replays> {
  const url = new URL(appUrl);
  const proxy = await startProxy(url.hostname, Number(url.port || 5432));
  url.hostname = "127.0.0.1";
  url.port = String(proxy.port);
  try {
    const app = await startApp(url.href, "capture");
    try {
      const [token = ""] = await signIn(app, subjects);
      let created = 0;
      return await captureReplays(
        scenarios,
        (scenario, variant) =>
          send(app, token, scenario, variant, `${codePrefix}${(created++).toString(36).toUpperCase()}`),
        proxy.take,
      );
    } finally {
      await app.stop();
    }
  } finally {
    proxy.close();
  }
}

async function send(
  { port }: BenchServer,
  token: string,
  scenario: Scenario,
  variant: number,
  code: string,
): Promise<{ code: string | null }> {
  const { method = "GET", path = "/" } = scenario.variants[variant] ?? {};
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(scenario.isWrite && { "content-type": "application/json" }) },
    ...(scenario.isWrite && { body: tenantBody(code) }),
  });
  const answer = await response.text();
  if (!response.ok) {
    throw new Error(`${scenario.name}: ${response.status} ${answer}`);
  }
  return { code: scenario.isWrite ? code : null };
}
