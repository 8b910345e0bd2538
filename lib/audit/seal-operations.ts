import type { z } from "zod";
import { env } from "../env.ts";
import { operation, type Policy } from "../operation/operation.ts";
import { AuditSealStatus, AuditVerification, type AuditSealStatus as Status, VerifyAuditLogsQuery } from "./schema.ts";
import { sealKeys } from "./seals/keys.ts";
import { countUnsealed, lastSeal } from "./seals/store.ts";
import { RECORDS_BY_DEFAULT, verifyAudit } from "./seals/verify.ts";

/** Seals span all tenants, so that who is bound to some is not told of them. */
const READERS: Policy = {
  access: "roles",
  roles: ["SuperAdmin", "Auditor"],
  permission: "AUDIT_VIEW",
  allTenants: true,
};

const LAST = {
  number: 214,
  fromSequence: 4650,
  toSequence: 4711,
  records: 60,
  sealedOn: "2026-11-20T09:31:00.000Z",
  keyId: "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
  hash: "9f64a747e1b97f131fabb6b447296c9b6f0201e79fb3c5356e6c77e89b6a806a",
};

export const verifyAuditLogs = operation({
  name: "verifyAuditLogs",
  summary: `Verify the chain of seals, and that the records are those that were sealed: the newest ${RECORDS_BY_DEFAULT.toLocaleString("en-US")} unless a range is given`,
  http: { method: "GET", path: "/audit-logs/verify" },
  policy: READERS,
  limit: "admin",
  audit: null,
  input: { query: VerifyAuditLogsQuery },
  output: AuditVerification,
  errors: [],
  example: {
    input: { query: { fromSequence: "1" } },
    output: { valid: true, fromSequence: 1, toSequence: 4711, records: 4690, unsealed: 3, erased: 12 },
  },
  run: async ({ now }, { query }) => ({ data: await verifyAudit(query, now) }),
});

export const getAuditSeal = operation({
  name: "getAuditSeal",
  summary: "How far the audit log is sealed",
  http: { method: "GET", path: "/audit-logs/seal" },
  policy: READERS,
  limit: "admin",
  audit: null,
  input: {},
  output: AuditSealStatus,
  errors: [],
  example: { input: {}, output: { isOn: true, lastSeal: LAST, unsealed: 3, publishesTo: ["directory"] } },
  async run() {
    const last = await lastSeal();
    const data: z.input<typeof AuditSealStatus> = {
      isOn: sealKeys() !== null,
      lastSeal: last && { ...last },
      unsealed: await countUnsealed(last),
      publishesTo: sinks(),
    };
    return { data };
  },
});

function sinks(): Status["publishesTo"] {
  const { AUDIT_CHECKPOINT_DIR: directory, AUDIT_CHECKPOINT_URL: url } = env();
  return [
    ...(directory === undefined ? [] : (["directory"] as const)),
    ...(url === undefined ? [] : (["url"] as const)),
  ];
}
