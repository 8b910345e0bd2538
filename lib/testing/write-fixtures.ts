import { issueOneTimeToken } from "../auth/passwords.ts";
import { DEFAULT_CONFIGURATION } from "../configuration/definitions.ts";
import { saveConfiguration } from "../configuration/versions.ts";
import { prisma } from "../db/client.ts";
import { transaction } from "../db/transaction.ts";
import { addDecision, addInitiative, addMarketRecord, addReview } from "../planning/testing.ts";
import { addProposal } from "../proposals/testing.ts";
import { addExecution, addRule } from "../rules/testing.ts";
import { addDelivery, addWebhook } from "../webhooks/testing.ts";
import { addApiKey } from "./api-keys.ts";
import { as, type SignedIn, signIn } from "./client.ts";
import { createPerson, createRole, createTenantRow, PASSWORD } from "./people.ts";
import { randomCode, randomEmail, randomWord } from "./random.ts";
import { codeFor, enrol, startEnrolment } from "./totp.ts";

export interface ExampleInput {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** Makes what the write needs and returns the parts of its example input that must differ from the documented one. */
type Fixture = (example: ExampleInput, caller: SignedIn) => Promise<ExampleInput>;

const ownTenant: Fixture = async () => ({ path: { tenantId: await createTenantRow() } });
const somebody: Fixture = async () => ({ path: { userId: (await createPerson("Auditor")).userId } });
const ownRole: Fixture = async () => ({ path: { roleId: await createRole(["ORDERS_VIEW"]) } });
const someRule: Fixture = async () => ({ path: { ruleId: await addRule() } });
/** Of a tenant's rule, so that the run is one of that tenant's. */
const someRun: Fixture = async () => {
  const ruleId = await addRule({ tenantId: await createTenantRow() });
  return { path: { executionId: await addExecution(ruleId, "awaiting_approval") } };
};
const initiativeBody = async (body: object | undefined, { userId }: SignedIn) => ({
  body: { ...body, name: randomWord("Initiative "), owner_id: userId },
});
const someInitiative = async () => ({ path: { initiativeId: await addInitiative() } });
const someDecision = async () => ({ path: { decisionId: await addDecision() } });
const someReview = async (decisionId?: string) => ({ path: { reviewId: await addReview(decisionId) } });
const someMarketRecord = async () => ({ path: { marketRecordId: await addMarketRecord() } });
const someProposal: Fixture = async () => ({ path: { proposalId: await addProposal() } });
const ownWebhook: Fixture = async () => ({ path: await webhookPath() });

/** What each write needs to succeed, by operation name. A new write adds one line, and so does a read on record that names a thing. */
export const WRITE_FIXTURES: Readonly<Record<string, Fixture>> = {
  login: async () => ({ body: { email: (await createPerson("Auditor")).email, password: PASSWORD } }),
  refresh: async () => ({ body: { refreshToken: (await signIn(await createPerson("Auditor"))).pair.refreshToken } }),
  logout: async () => ({}),
  revokeSession: async (_example, caller) => ({ path: { sessionId: await sessionOf(await signIn(caller)) } }),
  changePassword: async ({ body }) => ({ body: { ...body, currentPassword: PASSWORD } }),
  stepUp: async () => ({ body: { password: PASSWORD } }),
  unlinkIdentity: async (_example, { userId }) => ({ path: { identityId: await linkedIdentity(userId) } }),
  startTotp: async () => ({}),
  verifyTotp: async (_example, caller) => ({ body: { totp: codeFor(await startEnrolment(caller)) } }),
  renewTotpCodes: async (_example, caller) => ({ body: { totp: await recoveryCode(caller) } }),
  disableTotp: async (_example, caller) => ({ body: { totp: await recoveryCode(caller) } }),
  acceptInvite: async ({ body }) => ({ body: { ...body, inviteToken: await tokenFor("invite") } }),
  resetPassword: async ({ body }) => ({ body: { ...body, resetToken: await tokenFor("reset") } }),
  createTenant: async ({ body }) => ({ body: { ...body, code: randomCode() } }),
  updateTenant: ownTenant,
  setTenantStatus: ownTenant,
  deleteTenant: ownTenant,
  createWebhook: ownTenant,
  updateWebhook: ownWebhook,
  deleteWebhook: ownWebhook,
  rotateWebhookSecret: ownWebhook,
  testWebhook: ownWebhook,
  redeliverWebhook: async () => {
    const path = await webhookPath();
    return { path: { ...path, deliveryId: await addDelivery(path.webhookId, { status: "failed" }) } };
  },
  createUser: async ({ body }) => ({ body: { ...body, email: randomEmail() } }),
  updateUser: somebody,
  setUserLock: somebody,
  forceLogout: somebody,
  endUserSession: async () => {
    const who = await signIn(await createPerson("Auditor"));
    return { path: { userId: who.userId, sessionId: await sessionOf(who) } };
  },
  inviteUserAgain: async () => ({ path: { userId: (await createPerson("Auditor", { status: "invited" })).userId } }),
  resetUserPassword: somebody,
  removeUserTotp: async () => {
    const who = await as("Auditor");
    await enrol(who);
    return { path: { userId: who.userId } };
  },
  createApiKey: async () => ({}),
  revokeApiKey: async () => ({ path: { apiKeyId: (await addApiKey("Auditor")).apiKeyId } }),
  createRole: async ({ body }) => ({ body: { ...body, name: randomWord("Role-") } }),
  updateRole: ownRole,
  deleteRole: ownRole,
  createRule: async ({ body }) => ({ body: { ...body, name: randomWord("Rule-") } }),
  updateRule: async ({ body }) => ({ path: { ruleId: await addRule() }, body: { ...body, name: randomWord("Rule-") } }),
  setRuleStatus: someRule,
  executeRule: someRule,
  approveExecution: someRun,
  cancelExecution: someRun,
  suspendUser: somebody,
  disableTenantWebhooks: ownTenant,
  backtestRule: async ({ body }) => ({ path: { ruleId: await addRule() }, body: { ...body, ...yesterday() } }),
  dryRunDraft: async ({ body }) => ({ body: { ...body } }),
  backtestDraft: async ({ body }) => ({ body: { ...body, ...yesterday() } }),
  archiveRule: someRule,
  restoreRuleVersion: async () => ({ path: { ruleId: await addRule({ versions: 2 }), version: "1" } }),
  replaceGlobalConfiguration: async () => ({}),
  patchGlobalConfiguration: async () => ({
    body: [{ op: "replace", path: "/auth.sessionTimeoutMinutes", value: 720 }],
  }),
  rollBackGlobalConfiguration: async () => {
    await transaction((tx) => saveConfiguration(tx, DEFAULT_CONFIGURATION, { createdById: null }));
    return { body: { version: 0 } };
  },
  replaceTenantOverrides: ownTenant,
  createView: async ({ body }) => ({ body: { ...body, name: randomWord("View ") } }),
  updateView: async (_example, caller) => ({ path: { viewId: await viewOf(caller) } }),
  deleteView: async (_example, caller) => ({ path: { viewId: await viewOf(caller) } }),
  startBulkOperation: async ({ body }) => ({ body: { ...body, ids: [await createTenantRow()] } }),
  cancelBulkOperation: async (_example, caller) => ({ path: { bulkOperationId: await bulkOf(caller) } }),
  exportBulkResults: async (_example, caller) => ({ path: { bulkOperationId: await bulkOf(caller) } }),
  retryDeadLetter: async () => ({ path: { deadLetterId: await deadLetter() } }),
  retryDeadLetters: async () => ({}),
  discardDeadLetter: async () => ({ path: { deadLetterId: await deadLetter() } }),
  publishQueueEvents: async () => ({}),
  importEspBilling: async () => ({}),
  setSourceChaos: async () => ({}),
  reviewNotification: async () => ({ path: { id: await alertId() } }),
  reviewNotifications: async ({ body }) => ({ body: { ...body, ids: [await alertId()] } }),
  createInitiative: ({ body }, caller) => initiativeBody(body, caller),
  updateInitiative: async ({ body }, caller) => ({
    ...(await someInitiative()),
    ...(await initiativeBody(body, caller)),
  }),
  deleteInitiative: someInitiative,
  createDecision: async () => ({}),
  updateDecision: someDecision,
  deleteDecision: someDecision,
  createReview: async ({ body }) => ({ body: { ...body, decision_id: await addDecision() } }),
  updateReview: async ({ body }) => {
    const decision_id = await addDecision();
    return { ...(await someReview(decision_id)), body: { ...body, decision_id } };
  },
  deleteReview: () => someReview(),
  createMarketRecord: async () => ({}),
  captureTenantSnapshot: ownTenant,
  updateMarketRecord: someMarketRecord,
  deleteMarketRecord: someMarketRecord,
  approveProposal: someProposal,
  rejectProposal: someProposal,
  withdrawProposal: async (_example, { userId }) => ({ path: { proposalId: await addProposal(userId) } }),
  setDefaultView: async (_example, caller) => ({ body: { viewId: await viewOf(caller) } }),
};

const recoveryCode = async (caller: SignedIn): Promise<string> => (await enrol(caller)).recoveryCodes[0] ?? "";

async function bulkOf({ userId: startedById }: SignedIn): Promise<string> {
  const data = { operation: "lockUsers", reason: "Fraud", selected: 0, total: 0, startedById, startedByRole: "" };
  return (await prisma().bulkOperation.create({ data })).id;
}

async function deadLetter(): Promise<string> {
  const job = { kind: "test.dead", payload: {}, status: "failed", finishedOn: new Date(), publishedOn: new Date() };
  const entry = { kind: "test.dead", attempts: 4, lastError: "Error: no" };
  return (await prisma().deadLetter.create({ data: { ...entry, job: { create: job } } })).id;
}

async function alertId(): Promise<string> {
  const data = { type: "test", priority: "low", title: "Test", summary: "A test" };
  return (await prisma().alert.create({ data })).id;
}

async function viewOf({ userId: ownerId }: SignedIn): Promise<string> {
  const data = { ownerId, list: "tenants", name: randomWord("View "), query: {} };
  return (await prisma().savedView.create({ data })).id;
}

async function webhookPath(): Promise<{ tenantId: string; webhookId: string }> {
  const { tenantId, webhookId } = await addWebhook(await createTenantRow(), "https://hooks.example.com/rookery");
  return { tenantId, webhookId };
}

/** A span that has passed, whatever the clock of the documentation says. */
const yesterday = () => ({
  from: new Date(Date.now() - 2 * 86_400_000).toISOString(),
  to: new Date(Date.now() - 86_400_000).toISOString(),
});

async function linkedIdentity(userId: string): Promise<string> {
  // A user has one identity of a provider.
  const data = { issuer: `https://${randomWord("id-")}.example.com`, subject: randomWord("sub-"), userId };
  return (await prisma().userIdentity.create({ data })).id;
}

async function sessionOf({ client }: SignedIn): Promise<string> {
  const { response } = await client.get<{ items: { sessionId: string; isCurrent: boolean }[] }>("/auth/sessions");
  return response.items.find(({ isCurrent }) => isCurrent)?.sessionId ?? "";
}

async function tokenFor(purpose: "invite" | "reset"): Promise<string> {
  const { userId } = await createPerson("Auditor", { status: purpose === "invite" ? "invited" : "active" });
  return transaction((tx) => issueOneTimeToken(tx, userId, purpose, new Date()));
}
