import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Answer, Client } from "../client.ts";
import { randomCode, randomEmail, randomWord } from "../random.ts";

/** Longer than any outage that a test makes: a write that is not answered by then is a failure of its own. */
const PATIENCE_MS = 120_000;

/** What one try of a write came to; null: nobody answered. */
interface Try {
  readonly requestId: string;
  readonly status: number | null;
}

/** A write that a client wanted, with all its tries; `entityId` stands once it has been acknowledged. */
export interface Wanted {
  readonly kind: "tenant" | "user" | "apiKey" | "rename" | "lock";
  /** What the entity is found by: code, e-mail or name; the new name or the state of a change. */
  readonly mark: string;
  readonly tries: Try[];
  entityId: string | null;
  /** What refused it for good, which nothing should. */
  refusal: string | null;
}

/** Everything that the clients wanted and were told. */
export class Ledger {
  readonly wanted: Wanted[] = [];
  reads = 0;
  /** Answers that no fault excuses, such as a 401 during an outage. */
  readonly wrong: string[] = [];
  #isOver = false;

  get acknowledged(): number {
    return this.wanted.filter(({ entityId }) => entityId !== null).length;
  }

  get requests(): number {
    return this.reads + this.wanted.reduce((sum, { tries }) => sum + tries.length, 0);
  }

  /** How often a client was answered so. */
  count(status: number | null): number {
    return this.wanted.flatMap(({ tries }) => tries).filter((one) => one.status === status).length;
  }

  end(): void {
    this.#isOver = true;
  }

  /** Lets `clients` write and read at once, each one thing after the other, until `end`; resolves when each write has its answer. */
  async run(clients: readonly Client[], thinkMs = 5): Promise<void> {
    await Promise.all(clients.map((client, n) => new Writer(this, client, n).run(() => this.#isOver, thinkMs)));
  }
}

const SETTINGS = { timezone: "UTC", currency: "USD" };
const RETRIED = new Set([502, 503]);

/** One client, which knows what it has made. */
class Writer {
  readonly #ledger: Ledger;
  readonly #client: Client;
  #turn: number;
  #tenantId: string | null = null;
  #userId: string | null = null;
  #isLocked = false;

  constructor(ledger: Ledger, client: Client, turn: number) {
    this.#ledger = ledger;
    this.#client = client;
    this.#turn = turn;
  }

  async run(isOver: () => boolean, thinkMs: number): Promise<void> {
    while (!isOver()) {
      await this.#act(this.#turn++ % 6);
      await pause(thinkMs);
    }
  }

  async #act(which: number): Promise<void> {
    if (which === 0) {
      this.#tenantId = await this.#createTenant();
    } else if (which === 1) {
      this.#userId = await this.#createUser();
      this.#isLocked = false;
    } else if (which === 2) {
      await this.#createApiKey();
    } else if (which === 3 && this.#tenantId !== null) {
      await this.#rename(this.#tenantId);
    } else if (which === 4 && this.#userId !== null) {
      await this.#lock(this.#userId);
    } else {
      await this.#read();
    }
  }

  #createTenant(): Promise<string | null> {
    const code = randomCode();
    const body = { name: `Tenant ${code}`, code, ...SETTINGS };
    return this.#keyed("tenant", code, "/super-admin/tenants", body, "tenantId");
  }

  #createUser(): Promise<string | null> {
    const email = randomEmail();
    return this.#keyed("user", email, "/super-admin/users", { email, name: "Ann", role: "Auditor" }, "userId");
  }

  #createApiKey(): Promise<string | null> {
    const name = randomWord("Key ");
    return this.#keyed("apiKey", name, "/super-admin/api-keys", { name, role: "Auditor" }, "apiKeyId");
  }

  async #keyed(kind: Wanted["kind"], mark: string, path: string, body: object, id: string): Promise<string | null> {
    const key = randomUUID();
    const wanted = this.#want(kind, mark);
    await this.#until(wanted, (headers) => this.#client.post(path, body, { ...headers, "idempotency-key": key }), id);
    return wanted.entityId;
  }

  async #rename(tenantId: string): Promise<void> {
    // A try that may have taken effect is not repeated under the same name: each acknowledged one changes something.
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
      const name = randomWord("Name ");
      const wanted = this.#want("rename", name);
      const put = (headers: Record<string, string>) =>
        this.#client.put(`/super-admin/tenants/${tenantId}`, { name, ...SETTINGS }, headers);
      if (await this.#try(wanted, put, "tenantId")) {
        return;
      }
    }
  }

  async #lock(userId: string): Promise<void> {
    const isLocked = !this.#isLocked;
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
      const reason = randomWord("Because ");
      const wanted = this.#want("lock", reason);
      const patch = (headers: Record<string, string>) =>
        this.#client.patch(`/super-admin/users/${userId}/lock`, { isLocked, reason }, headers);
      if (await this.#try(wanted, patch, "userId")) {
        this.#isLocked = isLocked;
        return;
      }
    }
  }

  async #read(): Promise<void> {
    this.#ledger.reads += 1;
    const answer = await this.#client.get("/super-admin/tenants?pageSize=5").catch(() => null);
    this.#judge("a read", answer);
  }

  #want(kind: Wanted["kind"], mark: string): Wanted {
    const wanted: Wanted = { kind, mark, tries: [], entityId: null, refusal: null };
    this.#ledger.wanted.push(wanted);
    return wanted;
  }

  async #until(wanted: Wanted, send: Send, id: string): Promise<void> {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
      if (await this.#try(wanted, send, id)) {
        return;
      }
    }
    wanted.refusal = "no answer in time";
  }

  /** True when the write has come to its end, good or bad. */
  async #try(wanted: Wanted, send: Send, id: string): Promise<boolean> {
    const requestId = randomUUID();
    const answer = await send({ "x-request-id": requestId }).catch(() => null);
    wanted.tries.push({ requestId, status: answer?.status ?? null });
    this.#judge(wanted.kind, answer);
    if (answer !== null && answer.status < 300) {
      wanted.entityId = String(answer.response[id]);
      return true;
    }
    if (answer === null || RETRIED.has(answer.status) || isStillRunning(answer)) {
      await pause(50);
      return false;
    }
    wanted.refusal = `${answer.status} ${answer.text}`;
    return true;
  }

  #judge(what: string, answer: Answer | null): void {
    if (answer === null || answer.status < 300 || answer.status === 502) {
      return;
    }
    const isWhole =
      answer.status === 503
        ? answer.headers.has("retry-after") &&
          JSON.stringify(answer.body).includes(answer.headers.get("x-request-id") ?? "?")
        : isStillRunning(answer);
    if (!isWhole) {
      this.#ledger.wrong.push(`${what}: ${answer.status} ${answer.text}`);
    }
  }
}

type Send = (headers: Record<string, string>) => Promise<Answer>;

const isStillRunning = ({ status, errors }: Answer): boolean => status === 409 && "Idempotency-Key" in errors;
