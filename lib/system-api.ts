import { getDegradedSources } from "./chaos/notice.ts";
import {
  getCostOptimization,
  getIntelligence,
  getPlanning,
  getRevenueProtection,
} from "./executive/business-operations.ts";
import { getOverview, getTenantSummary, listSystemTenants } from "./executive/operations.ts";
import {
  getFigureLineage,
  getTenantTrends,
  getTrends,
  listSystemIncidents,
  listTenantIncidents,
} from "./executive/series-operations.ts";
import { getSources } from "./executive/source-operations.ts";
import type { Api } from "./operation/api.ts";
import { systemEnvelope } from "./operation/envelope.ts";
import { erase } from "./operation/operation.ts";
import { planningOperations } from "./planning/operations.ts";
import { captureSnapshot, getSnapshot, listSnapshots } from "./snapshots/operations.ts";

/** `/api/v1/system` (executive contract, decisions §7). */
export const systemApi: Api = {
  name: "system",
  about: "The executive API: figures, planning, snapshots and where they come from",
  base: "/api/v1/system",
  envelope: systemEnvelope,
  operations: [
    getOverview,
    listSystemTenants,
    getTenantSummary,
    getTenantTrends,
    listTenantIncidents,
    getRevenueProtection,
    getCostOptimization,
    getIntelligence,
    getPlanning,
    getTrends,
    getFigureLineage,
    getSources,
    listSystemIncidents,
    captureSnapshot,
    listSnapshots,
    getSnapshot,
    getDegradedSources,
    ...planningOperations,
  ].map(erase),
};
