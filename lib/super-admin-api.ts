import { explainOver, operationsOver, permissionsOver, userAccessOver } from "./access/operations.ts";
import { listAlerts } from "./alerts/operations.ts";
import { createApiKey, getApiKey, listApiKeys, revokeApiKey } from "./api-keys/operations.ts";
import { exportAuditLogs, getAuditLog, listAuditLogs } from "./audit/operations.ts";
import { getAuditSeal, verifyAuditLogs } from "./audit/seal-operations.ts";
import { authApi } from "./auth-api.ts";
import {
  cancelBulkOperation,
  exportBulkResults,
  getBulkOperation,
  listBulkOperations,
  listBulkResults,
  selectRows,
  startBulkOperation,
} from "./bulk/operations.ts";
import { getChaos, setChaos } from "./chaos/operations.ts";
import {
  getGlobalConfiguration,
  getGlobalConfigurationHistory,
  patchGlobalConfiguration,
  replaceGlobalConfiguration,
  rollBackGlobalConfiguration,
} from "./configuration/operations.ts";
import {
  getTenantOverrides,
  getTenantOverridesHistory,
  replaceTenantOverrides,
} from "./configuration/override-operations.ts";
import { ingestApi } from "./ingest-api.ts";
import {
  discardDeadLetter,
  getDeadLetter,
  listDeadLetters,
  retryDeadLetter,
  retryDeadLetters,
} from "./jobs/dead-letter-operations.ts";
import { getJob, getQueues, listJobs } from "./jobs/operations.ts";
import type { Api } from "./operation/api.ts";
import { genericResponse } from "./operation/envelope.ts";
import { type AnyOperation, erase } from "./operation/operation.ts";
import { approveOver, getProposal, listProposals, rejectProposal, withdrawProposal } from "./proposals/operations.ts";
import { queueApi } from "./queue-api.ts";
import { createRole, deleteRole, getRole, getRoleHistory, listRoles, updateRole } from "./roles/operations.ts";
import { backtestDraft, backtestRule } from "./rules/backtest-operations.ts";
import {
  approveExecution,
  cancelExecution,
  getExecution,
  listAllExecutions,
  listRuleExecutions,
} from "./rules/execution-operations.ts";
import { listRuleMetrics, validateRule } from "./rules/language-operations.ts";
import { archiveRule, createRule, getRule, listRules, setRuleStatus, updateRule } from "./rules/operations.ts";
import { dryRunDraft, executeRule } from "./rules/trial-operations.ts";
import { listRuleVersions, restoreRuleVersion } from "./rules/version-operations.ts";
import { importEspBilling } from "./sources/operations.ts";
import { statusOver } from "./status/operations.ts";
import { systemApi } from "./system-api.ts";
import {
  createTenant,
  deleteTenant,
  getTenant,
  listTenants,
  setTenantStatus,
  updateTenant,
} from "./tenants/operations.ts";
import { createUser, getUser, listUsers, updateUser } from "./users/operations.ts";
import { removeUserTotp } from "./users/second-factor-operation.ts";
import {
  endUserSession,
  forceLogout,
  inviteUserAgain,
  resetUserPassword,
  setUserLock,
} from "./users/standing-operations.ts";
import { suspendUser } from "./users/suspend-operation.ts";
import { listWebhookDeliveries, redeliverWebhook, testWebhook } from "./webhooks/delivery-operations.ts";
import { disableTenantWebhooks } from "./webhooks/disable-operation.ts";
import {
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  rotateWebhookSecret,
  updateWebhook,
} from "./webhooks/operations.ts";

/** Every family of endpoints. It stands here because the operations that explain access belong to two of them. */
export const everyFamily = (): readonly Api[] => [authApi, superAdminApi, adminApi, systemApi, ingestApi, queueApi];

export const explainAccess = explainOver(everyFamily);
export const getUserAccess = userAccessOver(everyFamily);
export const listOperations = operationsOver(everyFamily);
export const listPermissions = permissionsOver(everyFamily);
export const approveProposal = approveOver(everyFamily);
export const getStatus = statusOver(everyFamily);

const operations: readonly AnyOperation[] = [
  listTenants,
  createTenant,
  getTenant,
  updateTenant,
  setTenantStatus,
  deleteTenant,
  listWebhooks,
  createWebhook,
  getWebhook,
  updateWebhook,
  deleteWebhook,
  rotateWebhookSecret,
  testWebhook,
  listWebhookDeliveries,
  redeliverWebhook,
  listUsers,
  createUser,
  getUser,
  updateUser,
  setUserLock,
  forceLogout,
  endUserSession,
  inviteUserAgain,
  resetUserPassword,
  removeUserTotp,
  listRoles,
  createRole,
  getRole,
  updateRole,
  deleteRole,
  getRoleHistory,
  listRules,
  createRule,
  validateRule,
  listRuleMetrics,
  getRule,
  updateRule,
  setRuleStatus,
  archiveRule,
  listRuleVersions,
  restoreRuleVersion,
  executeRule,
  getGlobalConfiguration,
  replaceGlobalConfiguration,
  patchGlobalConfiguration,
  getGlobalConfigurationHistory,
  rollBackGlobalConfiguration,
  getTenantOverrides,
  replaceTenantOverrides,
  getTenantOverridesHistory,
  dryRunDraft,
  backtestDraft,
  backtestRule,
  listRuleExecutions,
  listAllExecutions,
  getExecution,
  approveExecution,
  cancelExecution,
  suspendUser,
  disableTenantWebhooks,
  listPermissions,
  explainAccess,
  getUserAccess,
  listOperations,
  listAuditLogs,
  verifyAuditLogs,
  getAuditSeal,
  exportAuditLogs,
  getAuditLog,
  selectRows,
  startBulkOperation,
  listBulkOperations,
  getBulkOperation,
  listBulkResults,
  exportBulkResults,
  cancelBulkOperation,
  listJobs,
  getQueues,
  getJob,
  listDeadLetters,
  retryDeadLetters,
  getDeadLetter,
  retryDeadLetter,
  discardDeadLetter,
  listAlerts,
  getStatus,
  importEspBilling,
  getChaos,
  setChaos,
  listApiKeys,
  createApiKey,
  getApiKey,
  revokeApiKey,
  listProposals,
  getProposal,
  approveProposal,
  rejectProposal,
  withdrawProposal,
].map(erase);

/** `/api/v1/super-admin` (SRS): 403 to every role but SuperAdmin, whatever its permissions (decisions §3). */
export const superAdminApi: Api = {
  name: "super-admin",
  about: "Governance of tenants, users, roles, rules and configuration; for SuperAdmin alone",
  base: "/api/v1/super-admin",
  envelope: genericResponse,
  onlyRoles: ["SuperAdmin"],
  operations,
};

/** `/api/v1/admin`: the same operations for every role that their policies name (decisions §3). */
export const adminApi: Api = {
  name: "admin",
  about: "The same operations for every role that their policies name, within its scope",
  base: "/api/v1/admin",
  envelope: genericResponse,
  operations,
};
