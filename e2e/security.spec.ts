import { request as http } from "node:http";
import { accountOf, expect, test } from "./fixtures.ts";

test.use({ role: null });

/** The status and body of a call with a method that browsers and fetch refuse to send. */
const ask = (url: URL, method: string): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const call = http(
      url,
      { method, headers: { cookie: "token=a-secret", authorization: "Bearer a-secret" } },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
      },
    );
    call.on("error", reject);
    call.end();
  });

test("SRS §14: a form that another site sends does nothing", async ({ page, origin }) => {
  await page.goto("/login");
  const hidden = await page
    .locator("form input[type=hidden]")
    .evaluateAll((inputs) =>
      inputs.map((input) => [input.getAttribute("name") ?? "", input.getAttribute("value") ?? ""]),
    );
  const { email, password } = accountOf("Auditor");
  const send = (from: string) =>
    page.request.post("/login", {
      headers: { origin: from },
      multipart: { ...Object.fromEntries(hidden), email, password },
      maxRedirects: 0,
    });
  for (const foreign of ["https://evil.example", `${origin}.evil.example`, "null"]) {
    const refused = await send(foreign);
    expect(refused.status(), foreign).toBeGreaterThanOrEqual(400);
    expect(refused.headers()["set-cookie"] ?? "").not.toContain("session-token");
  }
  const own = await send(origin);
  expect([own.status(), own.headers()["set-cookie"]]).toEqual([303, expect.stringContaining("session-token")]);
});

test("SRS §14: no address gives back what a TRACE or a made-up method sends", async ({ origin }) => {
  for (const path of [
    "/login",
    "/api/v1/auth/me",
    "/api/auth/session",
    "/api/health/live",
    "/.well-known/security.txt",
  ]) {
    for (const method of ["TRACE", "PROPFIND"]) {
      const { status, body } = await ask(new URL(path, origin), method);
      expect(status, `${method} ${path}`).toBeGreaterThanOrEqual(400);
      expect(body).not.toContain("a-secret");
    }
  }
});

test("SRS §14: bodies are bounded everywhere, and every kind of answer forbids sniffing", async ({ request }) => {
  const long = "x".repeat(2 * 1024 * 1024);
  for (const path of ["/api/v1/auth/login", "/api/auth/callback/credentials"]) {
    const answer = await request.post(path, { headers: { "content-type": "application/json" }, data: `"${long}"` });
    expect([400, 413], path).toContain(answer.status());
  }
  const login = await request.get("/login");
  const file = /\/_next\/static\/[^"]+\.js/.exec(await login.text())?.[0] ?? "";
  for (const path of ["/login", file, "/api/v1/auth/me", "/.well-known/security.txt"]) {
    expect((await request.get(path)).headers()["x-content-type-options"], path).toBe("nosniff");
  }
  expect(await (await request.get("/.well-known/security.txt")).text()).toMatch(/^Contact: .+\nExpires: /);
});
