import { createHmac } from "node:crypto";
import { apis } from "../../apis.ts";
import { env } from "../../env.ts";
import { postmarkAuthorization } from "../../ingest/testing.ts";
import { isWrite } from "../../operation/operation.ts";
import type { SystemRoleName } from "../../policy/roles.ts";
import { as, type SignedIn } from "../client.ts";
import { configure } from "../configure.ts";
import { type ExampleInput, WRITE_FIXTURES } from "../write-fixtures.ts";
import type { Endpoint } from "./contract.ts";
import type { Attempt, Sender } from "./requests.ts";
import { canonical } from "./sample.ts";

const OTHERS: readonly SystemRoleName[] = ["PoolAdmin", "Auditor", "Support", "ROLE_EXECUTIVE_CEO", "ROLE_FINANCE"];
const FORGED = [
  "Bearer",
  "Bearer ",
  "Bearer a.b.c",
  "Basic Og==",
  "Bearer rk_nothing",
  `Bearer ${"x".repeat(7_000)}`,
  "\u00ff",
];

/** Things of every kind that a path can name, made by the fixtures of the writes: name of the parameter → ids. */
export async function makeThings(admin: SignedIn, rounds: number): Promise<Map<string, string[]>> {
  const ids = new Map<string, string[]>();
  const writes = apis.flatMap(({ operations }) => operations).filter((op) => isWrite(op) && op.http.path.includes("{"));
  const unique = new Map(writes.map((op) => [op.name, op]));
  for (const op of [...unique.values()].flatMap((each) => Array.from({ length: rounds }, () => each))) {
    const made = await WRITE_FIXTURES[op.name]?.(op.example.input as ExampleInput, admin);
    for (const [name, id] of Object.entries(made?.path ?? {})) {
      ids.set(canonical(name), [...(ids.get(canonical(name)) ?? []), id]);
    }
  }
  return ids;
}

const AMPLE = 100_000;

/** Allowances that no run uses up. */
export const allowAmply = (): Promise<number> =>
  configure({
    "rateLimits.superAdminPerMinute": AMPLE,
    "rateLimits.configPerMinute": AMPLE,
    "rateLimits.ruleExecutionPerMinute": AMPLE,
    "rateLimits.ingestPerMinute": AMPLE,
  });

/** People of several roles who sign their requests, and are replaced when a request has cost them their session or allowance. */
export class Cast {
  #entitled: SignedIn;
  readonly #others: (SignedIn & { readonly role: SystemRoleName })[];
  #turn = 0;
  #repairing: Promise<void> | undefined;

  private constructor(entitled: SignedIn, others: (SignedIn & { readonly role: SystemRoleName })[]) {
    this.#entitled = entitled;
    this.#others = others;
  }

  static async assemble(): Promise<Cast> {
    const others = [];
    for (const role of OTHERS) {
      others.push({ ...(await as(role)), role });
    }
    return new Cast(await as("SuperAdmin"), others);
  }

  /** The headers that make a request the sender's; a provider's call is signed as that provider does. */
  credentials(sender: Sender, endpoint: Endpoint, attempt: Attempt): Record<string, string> {
    this.#turn += 1;
    if (sender === "nobody") {
      return {};
    }
    if (sender === "forged") {
      return { authorization: FORGED[this.#turn % FORGED.length] ?? "" };
    }
    if (endpoint.path.startsWith("/api/v1/ingest/")) {
      return signed(endpoint, attempt);
    }
    const who = sender === "other" ? this.#others[this.#turn % this.#others.length] : this.#entitled;
    return { authorization: `Bearer ${who?.pair.accessToken}` };
  }

  /** Puts right what a request has cost: somebody new for whoever is signed out, locked or throttled, and the ample allowances. */
  async answered({ path }: Endpoint, { method, sender }: Attempt, status: number): Promise<void> {
    const isReconfigured = status === 200 && method !== "GET" && path.includes("/configurations/global");
    const isCostly = (status === 401 || status === 429) && sender !== "nobody" && sender !== "forged";
    if (isReconfigured || isCostly) {
      this.#repairing ??= this.#repair(isReconfigured).finally(() => {
        this.#repairing = undefined;
      });
      await this.#repairing;
    }
  }

  async #repair(isReconfigured: boolean): Promise<void> {
    if (isReconfigured) {
      // Another request may have saved a version in between: its own answer leads here again.
      await allowAmply().catch(() => undefined);
    }
    await this.#replace();
  }

  async #replace(): Promise<void> {
    const isGone = async ({ client }: SignedIn): Promise<boolean> => (await client.get("/auth/me")).status !== 200;
    if (await isGone(this.#entitled)) {
      this.#entitled = await as("SuperAdmin");
    }
    for (const [at, who] of this.#others.entries()) {
      if (await isGone(who)) {
        this.#others[at] = { ...(await as(who.role)), role: who.role };
      }
    }
  }
}

function signed({ path }: Endpoint, { body = "" }: Attempt): Record<string, string> {
  if (path.endsWith("/postmark")) {
    return { authorization: postmarkAuthorization() };
  }
  const at = Math.floor(Date.now() / 1000);
  const signature = createHmac("sha256", env().STRIPE_WEBHOOK_SECRET ?? "")
    .update(`${at}.`)
    .update(body)
    .digest("hex");
  return path.endsWith("/stripe") ? { "stripe-signature": `t=${at},v1=${signature}` } : {};
}
