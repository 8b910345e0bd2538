import { createHash, timingSafeEqual } from "node:crypto";
import { env } from "../env.ts";
import { clientAddress } from "../operation/request.ts";

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;

/** With METRICS_TOKEN only its bearer may read, from anywhere; without it only a client on this machine (decisions §1, §9). */
export function isMetricsReader(headers: Headers): boolean {
  const { METRICS_TOKEN } = env();
  if (METRICS_TOKEN === undefined) {
    return LOOPBACK.test(clientAddress(headers) ?? "");
  }
  const given = /^Bearer (.+)$/.exec(headers.get("authorization") ?? "")?.[1] ?? "";
  return timingSafeEqual(digest(given), digest(METRICS_TOKEN));
}

const digest = (value: string): Buffer => createHash("sha256").update(value).digest();
