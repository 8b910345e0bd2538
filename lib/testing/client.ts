import type { SystemRoleName } from "../policy/roles.ts";
import { inProcess } from "./handlers.ts";
import { createPerson, createRole, PASSWORD, type Person, type PersonOptions } from "./people.ts";
import { randomAddress } from "./random.ts";

/** Answers a request: the handlers in this process, or another instance over HTTP. */
export type Transport = (request: Request) => Promise<Response>;

type Fields = Readonly<Record<string, unknown>>;

export interface Answer<R = Fields> {
  readonly status: number;
  readonly headers: Headers;
  /** The whole JSON body; empty when the body is of another type. */
  readonly body: Fields;
  /** The body as it came. */
  readonly text: string;
  /** `response` of the generic envelope, `data` of the executive one. */
  readonly response: R;
  /** Field → reason, from `response.errors`. */
  readonly errors: Readonly<Record<string, string>>;
}

export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly raw?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
}

export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly tokenType: string;
  readonly expiresIn: number;
  readonly user: Fields;
}

/** Talks to the API as one caller from one address; paths are relative to `/api/v1`. */
export class Client {
  readonly transport: Transport;
  readonly address: string;
  readonly token: string | undefined;

  constructor(transport: Transport, token?: string, address = randomAddress()) {
    this.transport = transport;
    this.token = token;
    this.address = address;
  }

  get<R = Fields>(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer<R>> {
    return this.call<R>("GET", path, headers ? { headers } : {});
  }
  post<R = Fields>(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer<R>> {
    return this.call<R>("POST", path, { body, ...(headers && { headers }) });
  }
  put<R = Fields>(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer<R>> {
    return this.call<R>("PUT", path, { body, ...(headers && { headers }) });
  }
  patch<R = Fields>(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer<R>> {
    return this.call<R>("PATCH", path, { body, ...(headers && { headers }) });
  }
  del<R = Fields>(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer<R>> {
    return this.call<R>("DELETE", path, { body, ...(headers && { headers }) });
  }

  async call<R = Fields>(method: string, path: string, options: CallOptions = {}): Promise<Answer<R>> {
    const response = await this.transport(this.request(method, path, options));
    return readAnswer<R>(response);
  }

  request(method: string, path: string, { headers, body, raw }: CallOptions = {}): Request {
    const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    return new Request(`http://localhost:3000/api/v1${path}`, {
      method,
      headers: {
        "x-forwarded-for": this.address,
        ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
        ...(content !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(content !== undefined && { body: content, duplex: "half" }),
    });
  }

  /** The same address under another token; without one, nobody. */
  with(token?: string): Client {
    return new Client(this.transport, token, this.address);
  }

  /** The same caller at another instance. */
  at(transport: Transport): Client {
    return new Client(transport, this.token, this.address);
  }
}

async function readAnswer<R>(response: Response): Promise<Answer<R>> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json");
  const body = (isJson ? JSON.parse(text) : {}) as Fields;
  const inner = body["response"] ?? body["data"] ?? null;
  const errors = (inner as Fields | null)?.["errors"] ?? {};
  return {
    status: response.status,
    headers: response.headers,
    body,
    text,
    response: inner as R,
    errors: errors as never,
  };
}

/** Somebody who has not signed in, from an address of their own. */
export const anonymous = (): Client => new Client(inProcess);

export interface SignedIn extends Person {
  readonly client: Client;
  readonly pair: TokenPair;
}

/** Signs the person in through the login endpoint. */
export async function signIn(person: Person, transport: Transport = inProcess): Promise<SignedIn> {
  const client = new Client(transport);
  const { status, response, body } = await client.post<TokenPair>("/auth/login", {
    email: person.email,
    password: PASSWORD,
  });
  if (status !== 200) {
    throw new Error(`sign-in answered ${status}: ${JSON.stringify(body)}`);
  }
  return { ...person, pair: response, client: client.with(response.accessToken) };
}

/** A new user of the role, signed in. */
export const as = async (role: SystemRoleName, options: PersonOptions = {}): Promise<SignedIn> =>
  signIn(await createPerson(role, options));

/** A new user of a new custom role with these permissions, signed in. */
export const asCustom = async (permissions: readonly string[], options: PersonOptions = {}): Promise<SignedIn> =>
  as("Support", { ...options, roleId: await createRole(permissions) });
