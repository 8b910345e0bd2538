/** Segments and plans in the words of the people who sell them. */
export const SEGMENT_LABELS: Readonly<Record<string, string>> = {
  enterprise: "Enterprise",
  mid_market: "Mid-market",
  smb: "Small business",
  startup: "Start-up",
};

export const PLAN_LABELS: Readonly<Record<string, string>> = {
  free: "Free",
  starter: "Starter",
  professional: "Professional",
  enterprise: "Enterprise",
};

/** A label table as the options of a select. */
export const optionsOf = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));

/** The columns of the tenants table that can be switched off; apart from the table, so that the server can read them. */
export const TENANT_COLUMNS = [
  { id: "status", label: "Status" },
  { id: "segment", label: "Segment" },
  { id: "plan", label: "Plan" },
  { id: "userCount", label: "Users" },
  { id: "timezone", label: "Time zone" },
  { id: "currency", label: "Currency" },
  { id: "updatedOn", label: "Updated" },
  { id: "createdOn", label: "Created" },
];

export const STATUS_LABELS: Readonly<Record<string, string>> = {
  active: "Active",
  suspended: "Suspended",
  deleted: "Deleted",
};
