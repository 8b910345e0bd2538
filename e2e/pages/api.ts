import { randomBytes } from "node:crypto";

/** What a call came to; `response` is the payload, in whichever envelope it came. */
export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { readonly statusCode: number; readonly message: string; readonly response: T };
  readonly response: T;
}

interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A REST client of one installation, with the bearer token of one session. */
export class Api {
  readonly origin: string;
  readonly token: string;
  constructor(origin: string, token: string) {
    this.origin = origin;
    this.token = token;
  }

  /** Signs in over REST. */
  static async login(origin: string, { email, password }: Credentials): Promise<Api> {
    const anonymous = new Api(origin, "");
    const { response } = await anonymous.expect<TokenPair>(200, "POST", "/auth/login", { body: { email, password } });
    return new Api(origin, response.accessToken);
  }

  /** The same session, asked at another address. */
  at(origin: string): Api {
    return new Api(origin, this.token);
  }

  async call<T = Record<string, unknown>>(
    method: string,
    path: string,
    { body, headers = {} }: CallOptions = {},
  ): Promise<Answer<T>> {
    const answer = await fetch(`${this.origin}/api/v1${path}`, {
      method,
      headers: {
        ...(this.token !== "" && { authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const json = text === "" ? {} : JSON.parse(text);
    return { status: answer.status, headers: answer.headers, body: json, response: json.response ?? json.data };
  }

  /** A call that has to end with that status. */
  async expect<T = Record<string, unknown>>(
    status: number,
    method: string,
    path: string,
    options?: CallOptions,
  ): Promise<Answer<T>> {
    const answer = await this.call<T>(method, path, options);
    if (answer.status !== status) {
      throw new Error(
        `${method} ${path} answered ${answer.status} instead of ${status}: ${JSON.stringify(answer.body)}`,
      );
    }
    return answer;
  }

  /** A file, as it comes: its answer is outside the envelope. */
  async text(path: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
    const answer = await fetch(`${this.origin}/api/v1${path}`, {
      headers: { authorization: `Bearer ${this.token}`, ...headers },
    });
    if (!answer.ok) {
      throw new Error(`GET ${path} answered ${answer.status}`);
    }
    return answer.text();
  }

  get<T>(path: string): Promise<T> {
    return this.expect<T>(200, "GET", path).then(({ response }) => response);
  }

  /** Creates a tenant with a code of its own. */
  async newTenant(fields: Partial<TenantInput> = {}): Promise<Tenant> {
    const body = { ...tenantInput(), ...fields };
    return (await this.expect<Tenant>(201, "POST", "/super-admin/tenants", { body })).response;
  }

  /** Creates an active user who can sign in. */
  async newUser(role: string, tenantIds: readonly string[] = []): Promise<Member> {
    const email = `${uniqueCode("user").toLowerCase()}@nest.example`;
    const body = { email, name: `Test ${role}`, role, tenantIds, password: USER_PASSWORD };
    const { response } = await this.expect<{ userId: string }>(201, "POST", "/super-admin/users", { body });
    return { userId: response.userId, email, password: USER_PASSWORD };
  }

  /** Audit records that match, newest first. */
  async audit(query: Readonly<Record<string, string>>): Promise<readonly AuditRecord[]> {
    const page = await this.get<Page<AuditRecord>>(`/super-admin/audit-logs?${new URLSearchParams(query)}`);
    return page.items;
  }
}

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

export interface Member extends Credentials {
  readonly userId: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly totalItems: number;
}

interface TokenPair {
  readonly accessToken: string;
}

export interface TenantInput {
  readonly name: string;
  readonly code: string;
  readonly timezone: string;
  readonly currency: string;
  readonly segment: string | null;
  readonly plan: string | null;
  readonly isActive: boolean;
}

export interface Tenant extends TenantInput {
  readonly tenantId: string;
  readonly status: string;
  readonly statusReason: string | null;
  readonly userCount: number;
}

export interface AuditRecord {
  readonly auditId: string;
  readonly action: string;
  readonly outcome: string;
  readonly actorId: string | null;
  readonly entityId: string | null;
  readonly requestId: string;
  readonly reason: string | null;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}

/** Meets the default password policy. */
export const USER_PASSWORD = "Nest-Builder-2026";

/** A code that nobody else uses: `E2E-4F1B22C09A`. */
export const uniqueCode = (prefix = "E2E"): string => `${prefix}-${randomBytes(5).toString("hex").toUpperCase()}`;

/** The fields of a tenant that nobody else has. */
export function tenantInput(): TenantInput {
  const code = uniqueCode();
  return {
    name: `Test ${code}`,
    code,
    timezone: "Europe/Oslo",
    currency: "NOK",
    segment: null,
    plan: null,
    isActive: true,
  };
}
