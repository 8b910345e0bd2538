import { patchGlobalConfiguration } from "../../../lib/configuration/operations.ts";
import { replaceTenantOverrides } from "../../../lib/configuration/override-operations.ts";
import { clock } from "../../../lib/core/clock.ts";
import { prisma } from "../../../lib/db/client.ts";
import type { Caller } from "../../../lib/operation/operation.ts";
import { perform } from "../../../lib/operation/perform.ts";
import { createRole, updateRole } from "../../../lib/roles/operations.ts";
import { createView } from "../../../lib/views/operations.ts";
import { DAY_MS, HOUR_MS } from "../calendar.ts";
import { anew, callerOf } from "./caller.ts";
import { deliverPastEvents } from "./webhook-trail.ts";

const ROLE = "Deliverability desk";

/**
 * What the demo's administrator has set up in the last weeks, by the operations that people use: a role in two versions, three changes
 * of the configuration, a tenant's own values, shared views, and webhooks with what they were sent. Does nothing where it has been.
 */
export async function governDemo(nowMs: number): Promise<string> {
  const real = clock.now;
  try {
    if (await prisma().role.findFirst({ where: { name: ROLE }, select: { id: true } })) {
      return "The administrator's work is there already.";
    }
    const admin = await callerOf("admin@rookery.local");
    const at = (daysAgo: number) => {
      clock.now = () => new Date(nowMs - daysAgo * DAY_MS - 3 * HOUR_MS);
    };
    await haveRole(admin, at);
    await configureAll(admin, at);
    await overrideOne(admin, at);
    await shareViews(admin, at);
    const deliveries = await deliverPastEvents(admin, nowMs);
    return `Set up a role, the configuration, overrides and views; ${deliveries} webhook deliveries.`;
  } finally {
    clock.now = real;
  }
}

type At = (daysAgo: number) => void;

async function haveRole(admin: Caller, at: At): Promise<void> {
  const description = "Watches bounces and complaints, and talks to tenants about them";
  const permissions = ["TENANTS_VIEW", "SYSTEM_OVERVIEW_VIEW", "SYSTEM_TENANT_VIEW"];
  at(19);
  const { data } = await perform(createRole, anew(admin), { body: { name: ROLE, description, permissions } });
  at(6);
  await perform(updateRole, anew(admin), {
    path: { roleId: data.roleId },
    body: { name: ROLE, description, permissions: [...permissions, "SYSTEM_INTELLIGENCE_VIEW", "USERS_VIEW"] },
  });
}

/** Path into the values, value, and days ago. */
const CHANGES = [
  ["audit.retentionMonths", 120, 16],
  ["auth.passwordPolicy/historySize", 8, 9],
  ["audit.retentionMonths", 96, 3],
] as const;

async function configureAll(admin: Caller, at: At): Promise<void> {
  for (const [path, value, daysAgo] of CHANGES) {
    at(daysAgo);
    await perform(patchGlobalConfiguration, anew(admin), { body: [{ op: "replace", path: `/${path}`, value }] });
  }
}

async function overrideOne(admin: Caller, at: At): Promise<void> {
  const tenant = await prisma().tenant.findFirst({
    where: { isActive: true, deletedOn: null, segment: "enterprise" },
    orderBy: { createdOn: "asc" },
    select: { id: true },
  });
  if (tenant) {
    at(4);
    await perform(replaceTenantOverrides, anew(admin), {
      path: { tenantId: tenant.id },
      body: { overrides: { "auth.sessionTimeoutMinutes": 60 }, reason: "Asked for by their security team" },
    });
  }
}

const VIEWS = [
  { list: "tenants", name: "Suspended", query: { status: "suspended", sort: "-updatedOn" } },
  { list: "users", name: "Locked accounts", query: { status: "locked" } },
  { list: "audit", name: "Refusals", query: { action: "ACCESS_DENIED" } },
] as const;

async function shareViews(admin: Caller, at: At): Promise<void> {
  at(12);
  for (const view of VIEWS) {
    await perform(createView, anew(admin), { body: { ...view, isShared: true } });
  }
}
