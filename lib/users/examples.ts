import type { User, UserDetail } from "./schema.ts";

/** The user of every documented example. */
export const example: User = {
  userId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001",
  email: "ann.lee@example.com",
  name: "Ann Lee",
  role: "PoolAdmin",
  status: "active",
  tenants: [{ tenantId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c002", code: "TNT001", name: "Tenant Name" }],
  lastLoginOn: "2026-11-20T09:30:00.000Z",
  createdOn: "2026-01-05T08:00:00.000Z",
  mfaEnabled: false,
};

/** The same in full. */
export const exampleDetail: UserDetail = {
  ...example,
  isWithinReach: true,
  updatedOn: example.createdOn,
  erasedOn: null,
  lock: null,
  sessions: [],
  recentActivity: [],
};

export const path = { userId: example.userId };

/** A one-time token as answers show it. */
export const EXAMPLE_TOKEN = "q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c";
