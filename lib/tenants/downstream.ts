import { setTimeout as sleep } from "node:timers/promises";
import { env } from "../env.ts";
import type { CreateTenantInput } from "./schema.ts";

/** One try may take this long (decisions §5). */
const TRY_MS = 5000;
const TRIES = 3;
const BACK_OFF_MS = 150;

/** The downstream did not do what it was asked. `status` is null when it gave no answer. */
class DownstreamError extends Error {
  override readonly name = "DownstreamError";
  readonly status: number | null;

  constructor(status: number | null, options?: ErrorOptions) {
    super(status === null ? "the downstream gave no answer" : `the downstream answered ${status}`, options);
    this.status = status;
  }
}

/** Provisions the tenant downstream: three tries, of which only silence, 5xx and 429 lead to the next. Throws DownstreamError. */
export async function provisionDownstream(
  tenantId: string,
  { code, name, timezone, currency }: CreateTenantInput,
): Promise<void> {
  const body = JSON.stringify({ tenantId, code, name, timezone, currency });
  const headers = { "content-type": "application/json", "idempotency-key": tenantId };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send("POST", "/tenants", { headers, body });
    } catch (thrown) {
      if (attempt === TRIES || !(thrown instanceof DownstreamError) || !isTransient(thrown)) {
        throw thrown;
      }
      await sleep(BACK_OFF_MS * 2 ** (attempt - 1) * (1 + Math.random()));
    }
  }
}

/** Removes the tenant downstream; one that was never there counts as removed. Throws DownstreamError. */
export async function deprovisionDownstream(tenantId: string, signal: AbortSignal): Promise<void> {
  try {
    await send("DELETE", `/tenants/${tenantId}`, { headers: { "idempotency-key": tenantId }, signal });
  } catch (thrown) {
    if (!(thrown instanceof DownstreamError) || (thrown.status !== 404 && thrown.status !== 410)) {
      throw thrown;
    }
  }
}

const isTransient = ({ status }: DownstreamError): boolean => status === null || status === 429 || status >= 500;

async function send(
  method: string,
  path: string,
  { headers, body, signal }: RequestInit & { headers: Record<string, string> },
): Promise<void> {
  const { PROVISIONING_URL: url, PROVISIONING_TOKEN: token } = env();
  if (url === undefined) {
    throw new Error("PROVISIONING_URL is not set");
  }
  const limit = AbortSignal.timeout(TRY_MS);
  const response = await fetch(`${url.replace(/\/+$/, "")}${path}`, {
    method,
    headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    ...(body !== undefined && { body }),
    redirect: "manual",
    signal: signal ? AbortSignal.any([limit, signal]) : limit,
  }).catch((cause: unknown) => {
    throw new DownstreamError(null, { cause });
  });
  await response.body?.cancel().catch(() => undefined);
  if (!response.ok) {
    throw new DownstreamError(response.status);
  }
}
