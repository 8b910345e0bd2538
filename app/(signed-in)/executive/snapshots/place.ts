export const SNAPSHOTS_PATH = "/executive/snapshots";

/** The snapshots of one tenant. */
export const snapshotsOf = (tenantId: string): string => `${SNAPSHOTS_PATH}?tenant_id=${tenantId}`;
