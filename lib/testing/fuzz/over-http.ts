import { setTimeout as sleep } from "node:timers/promises";
import { apis } from "../../apis.ts";
import { docsApi } from "../../docs-api.ts";
import { openApi } from "../../operation/openapi.ts";
import { Chance } from "./chance.ts";
import { type Document, type Endpoint, endpointsOf } from "./contract.ts";
import { type Oddity, oddityComplaint, oddityNear, sendOddity } from "./oddities.ts";
import type { Attempt, Sender } from "./requests.ts";
import type { Defect, Plan, Report, Subject } from "./run.ts";
import { fuzz } from "./run.ts";

interface Credentials {
  readonly email: string;
  readonly password: string;
}

const PASSWORD = "Contract-Fuzz-2026";
const OTHERS = ["PoolAdmin", "Auditor", "Support", "ROLE_EXECUTIVE_CEO"];
const SPARES = 8;
/** One request in so many is one that `fetch` would not send. */
const ODD = 6;
const AMPLE: Readonly<Record<string, number>> = {
  "rateLimits.superAdminPerMinute": 100_000,
  "rateLimits.configPerMinute": 100_000,
  "rateLimits.ruleExecutionPerMinute": 100_000,
  // All comes from one address, and many a made-up sign-in fails.
  "auth.loginAttemptsPerAddress": 100_000,
};

/**
 * Fuzzes a running instance over HTTP as the super admin given, through everything that stands in front of the API there. It writes
 * at random and changes the configuration: the instance has to be one that nobody needs.
 */
export async function fuzzOverHttp(origin: string, admin: Credentials, plan: Plan): Promise<Report> {
  const cast = await HttpCast.assemble(origin, admin);
  const document = openApi([...apis, docsApi], origin, () => true) as unknown as Document;
  const odd = Math.floor(plan.requests / ODD);
  const oddly = oddities(origin, document, () => cast.token, { ...plan, requests: odd });
  const report = await fuzz(
    {
      document,
      ids: new Map(),
      // Next leads a path that ends in a slash to the one without: that answer is judged, not where it leads.
      send: (request) =>
        fetch(new Request(request.url.replace("http://localhost:3000", origin), request), { redirect: "manual" }),
      credentials: (sender, _endpoint, attempt) => cast.credentials(sender, attempt),
      answered: (endpoint, attempt, status) => cast.answered(endpoint, attempt, status),
      isExcused: ({ path }, status) => isUnset(path, status),
    } satisfies Subject,
    { ...plan, requests: plan.requests - odd },
  );
  const strange = await oddly;
  const statuses = { ...report.statuses };
  for (const [status, count] of Object.entries(strange.statuses)) {
    statuses[Number(status)] = (statuses[Number(status)] ?? 0) + count;
  }
  return { ...report, statuses, defects: [...report.defects, ...strange.defects] };
}

type Oddly = Pick<Report, "defects" | "statuses">;

async function oddities(
  origin: string,
  document: Document,
  token: () => string,
  { seed, requests }: Plan,
): Promise<Oddly> {
  const endpoints = endpointsOf(document);
  const defects: Defect[] = [];
  const statuses: Record<number, number> = {};
  for (let index = 0; index < requests && defects.length < 20; index += 1) {
    const chance = new Chance(seed ^ 0x0dd, index);
    const path = chance.pick(endpoints).path.replace(/\{\w+\}/g, "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001");
    const oddity = oddityNear(path, chance);
    const answer = await patiently(path, () => sendOddity(origin, oddity, token()));
    statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
    const complaint = oddityComplaint(oddity, answer);
    if (complaint !== null) {
      defects.push(defectOf(index, complaint, oddity, answer));
    }
  }
  return { defects, statuses };
}

/** No provider's secret is known there: what providers send is answered by 503. */
const isUnset = (path: string, status: number): boolean => path.startsWith("/api/v1/ingest/") && status === 503;

/** A 503 of a busy machine passes, and so does a connection that was closed behind an earlier answer; what is a defect stays. */
async function patiently<T extends { readonly status: number }>(path: string, ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const answer = await ask().catch((thrown: unknown) => {
      if (tries === 6) {
        throw thrown;
      }
      return null;
    });
    const isPassing =
      answer === null || ((answer.status === 503 || answer.status === 0) && !isUnset(path, answer.status));
    if (answer !== null && (!isPassing || tries === 6)) {
      return answer;
    }
    await sleep(1_000 * tries);
  }
}

const defectOf = (
  index: number,
  complaint: string,
  oddity: Oddity,
  answer: { status: number; text: string },
): Defect => ({
  index,
  complaint,
  status: answer.status,
  request: JSON.stringify(oddity).slice(0, 4_000),
  answer: answer.text.slice(0, 1_000),
});

interface Member {
  readonly role: string;
  readonly token: string;
}

/** People who were made for the run, some of them in reserve: what is sent at random ends sessions and locks accounts. */
class HttpCast {
  readonly #origin: string;
  readonly #reserve: string[];
  readonly #accounts: Credentials[];
  #entitled: string;
  #others: readonly Member[];
  #turn = 0;
  #repairing: Promise<void> | undefined;

  private constructor(origin: string, admin: Credentials, token: string, others: readonly Member[]) {
    this.#origin = origin;
    this.#accounts = [admin];
    this.#entitled = token;
    this.#reserve = [];
    this.#others = others;
  }

  static async assemble(origin: string, admin: Credentials): Promise<HttpCast> {
    const token = await signIn(origin, admin);
    await allowAmply(origin, token);
    const others = [];
    for (const role of OTHERS) {
      others.push({ role, token: await newMember(origin, token, role) });
    }
    const cast = new HttpCast(origin, admin, token, others);
    await cast.#refill();
    return cast;
  }

  /** The token of the one who may do everything, at the moment. */
  get token(): string {
    return this.#entitled;
  }

  credentials(sender: Sender, _attempt: Attempt): Record<string, string> {
    this.#turn += 1;
    if (sender === "nobody") {
      return {};
    }
    const other = this.#others[this.#turn % this.#others.length]?.token ?? "";
    const token = sender === "forged" ? "a.b.c" : sender === "other" ? other : this.#entitled;
    return { authorization: `Bearer ${token}` };
  }

  async answered({ path }: Endpoint, { method, sender }: Attempt, status: number): Promise<void> {
    const isReconfigured = status === 200 && method !== "GET" && path.includes("/configurations/global");
    const isCostly = (status === 401 || status === 429) && (sender === "entitled" || sender === "other");
    if (isReconfigured || isCostly) {
      this.#repairing ??= this.#repair().finally(() => {
        this.#repairing = undefined;
      });
      await this.#repairing;
    }
  }

  async #repair(): Promise<void> {
    while (!(await isSignedIn(this.#origin, this.#entitled))) {
      this.#entitled = this.#reserve.shift() ?? (await this.#anew());
    }
    await allowAmply(this.#origin, this.#entitled);
    const others = [];
    for (const { role, token } of this.#others) {
      const isThere = await isSignedIn(this.#origin, token);
      others.push({ role, token: isThere ? token : await this.#replacement(role).catch(() => token) });
    }
    this.#others = others;
    await this.#refill();
  }

  /** An act on many may have ended the sessions of all at once: some of the accounts still let somebody in. */
  async #anew(): Promise<string> {
    for (const account of this.#accounts.toReversed()) {
      const token = await signIn(this.#origin, account).catch(() => null);
      if (token !== null) {
        return token;
      }
    }
    throw new Error("nobody is left who may do everything: give the run an instance of its own");
  }

  /** Whoever is in reserve may have been locked too: there have to be more of them than are lost at once. */
  async #refill(): Promise<void> {
    while (this.#reserve.length < SPARES) {
      const account = await newAccount(this.#origin, this.#entitled, "SuperAdmin").catch(() => null);
      const token = account && (await signIn(this.#origin, account).catch(() => null));
      if (account === null || token === null) {
        return;
      }
      this.#accounts.push(account);
      this.#reserve.push(token);
    }
  }

  #replacement(role: string): Promise<string> {
    return newMember(this.#origin, this.#entitled, role);
  }
}

async function call(origin: string, token: string, method: string, path: string, body?: object): Promise<Response> {
  return patiently(path, () =>
    fetch(`${origin}/api/v1${path}`, {
      method,
      headers: {
        // With TRUST_PROXY those who keep the run going are throttled by an address of their own.
        "x-forwarded-for": "198.51.100.1",
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body && { "content-type": Array.isArray(body) ? "application/json-patch+json" : "application/json" }),
      },
      ...(body && { body: JSON.stringify(body) }),
    }),
  );
}

async function signIn(origin: string, credentials: Credentials): Promise<string> {
  const answer = await call(origin, "", "POST", "/auth/login", credentials);
  const { message, response } = (await answer.json()) as { message: string; response: { accessToken: string } };
  if (answer.status !== 200) {
    throw new Error(`${credentials.email} cannot sign in: ${answer.status} ${message}`);
  }
  return response.accessToken;
}

let made = 0;

async function newMember(origin: string, token: string, role: string): Promise<string> {
  return signIn(origin, await newAccount(origin, token, role));
}

async function newAccount(origin: string, token: string, role: string): Promise<Credentials> {
  made += 1;
  const email = `fuzz-${process.pid}-${Date.now()}-${made}@example.com`;
  const answer = await call(origin, token, "POST", "/super-admin/users", {
    email,
    name: "Fuzz",
    role,
    password: PASSWORD,
  });
  if (answer.status !== 201) {
    throw new Error(`no ${role} could be made: ${answer.status} ${await answer.text()}`);
  }
  await answer.arrayBuffer();
  return { email, password: PASSWORD };
}

async function isSignedIn(origin: string, token: string): Promise<boolean> {
  const answer = await call(origin, token, "GET", "/auth/me");
  await answer.arrayBuffer();
  return answer.status === 200;
}

/** Allowances that no run uses up. Another request may have saved a version in between: its own answer leads here again. */
async function allowAmply(origin: string, token: string): Promise<void> {
  const body = Object.entries(AMPLE).map(([key, value]) => ({ op: "replace", path: `/${key}`, value }));
  await (await call(origin, token, "PATCH", "/super-admin/configurations/global", body)).arrayBuffer();
}
