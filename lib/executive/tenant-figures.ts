import { monthlyCost } from "../figures/formulas/cost.ts";
import { deliverabilityClass, deliveryRate, type Volume, volume } from "../figures/formulas/deliverability.ts";
import { revenueAtRisk } from "../figures/formulas/revenue.ts";
import type { FigureSheet } from "../figures/sheet.ts";
import type { Coefficients } from "./coefficients.ts";
import { complainedShare } from "./refresh/mail.ts";
import type { TenantRow } from "./tenant-row.ts";

/** Where in the answer a tenant's figures stand, and what names them in their ids where that is not the path. */
export interface Place {
  readonly path: string;
  readonly key?: string;
}

const at = ({ path, key }: Place, name: string) => ({
  path: path === "" ? name : `${path}.${name}`,
  ...(key !== undefined && { key: `${key}.${name}` }),
});

/** The mail of the tenant's 30 days; null until a job has summed it. */
export const mailOf = (row: TenantRow, { volumeFloor }: Coefficients): Volume | null =>
  row.mailAt && {
    sent: row.sent,
    delivered: row.delivered,
    bounced: row.bounced,
    complained: row.complained,
    volumeFloor,
  };

/** What every figure of a tenant's mail says of itself. */
export const ofMail = (row: TenantRow) => ({
  sources: ["esp_events"] as const,
  sampleSize: row.sent,
  rows: { tenant_daily_facts: row.mailRows },
});

/** What every figure of a tenant's cost says of itself. */
export const ofCost = (row: TenantRow) => ({
  sources: ["infrastructure"] as const,
  sampleSize: row.addresses,
  rows: { smtp_ips: row.addresses },
});

/** Messages of 30 days as a range. */
export function sentFigure(sheet: FigureSheet, row: TenantRow, coefficients: Coefficients, place: Place) {
  const { path, ...named } = at(place, "sent_30d");
  const mail = mailOf(row, coefficients);
  return sheet.text(path, {
    ...ofMail(row),
    ...named,
    formula: volume,
    inputs: mail && { sent: mail.sent },
    rounding: "volume",
  });
}

/** Delivered percent of 30 days as a range. */
export function deliveryFigure(sheet: FigureSheet, row: TenantRow, coefficients: Coefficients, place: Place) {
  const { path, ...named } = at(place, "delivery_rate");
  return sheet.text(path, {
    ...ofMail(row),
    ...named,
    formula: deliveryRate,
    inputs: mailOf(row, coefficients),
    rounding: "percent",
  });
}

/** The class of deliverability, which is what tenants are ranked by. */
export function riskFigure(sheet: FigureSheet, row: TenantRow, coefficients: Coefficients, place: Place) {
  const { path, ...named } = at(place, "risk");
  const mail = mailOf(row, coefficients);
  return sheet.word(path, {
    ...ofMail(row),
    ...named,
    formula: deliverabilityClass,
    inputs: mail && { ...mail, ...coefficients.limits },
  });
}

/** Money that the tenant's bounces and complaints of 30 days put at risk, as a range. */
export function atRiskFigure(sheet: FigureSheet, row: TenantRow, coefficients: Coefficients, place: Place) {
  const { path, ...named } = at(place, "revenue_at_risk");
  const mail = mailOf(row, coefficients);
  return sheet.text(path, {
    ...ofMail(row),
    ...named,
    formula: revenueAtRisk,
    inputs: mail && { bounced: mail.bounced, complainedShare: complainedShare(mail), ...coefficients.rates },
    rounding: "modelledMoney",
  });
}

/** Approximate cost of a month, as a range. */
export function costFigure(sheet: FigureSheet, row: TenantRow, place: Place) {
  const { path, ...named } = at(place, "monthly_cost");
  return sheet.text(path, {
    ...ofCost(row),
    ...named,
    formula: monthlyCost,
    inputs: row.costAt && { serverCents: row.serverCents, addressCents: row.addressCents },
    rounding: "tenantCost",
  });
}
