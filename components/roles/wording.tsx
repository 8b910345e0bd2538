/** Labels of a role's fields, for error summaries, conflicts and diffs. */
export const ROLE_FIELD_LABELS: Readonly<Record<string, string>> = {
  name: "Name",
  description: "Description",
  isGlobal: "Reach",
  permissions: "Permissions",
};

/** How far a role reaches, by the text of `isGlobal`. */
export const REACH_LABELS: Readonly<Record<string, string>> = {
  true: "Every tenant",
  false: "Assigned tenants",
};

/** Where a role comes from, by the text of `isSystem`. */
export const KIND_LABELS: Readonly<Record<string, string>> = { true: "System", false: "Custom" };

/** The columns of the roles table that can be switched off; apart from the table, so that the server can read them. */
export const ROLE_COLUMNS = [
  { id: "isSystem", label: "Kind" },
  { id: "isGlobal", label: "Reach" },
  { id: "permissions", label: "Permissions" },
  { id: "userCount", label: "Users" },
  { id: "createdOn", label: "Created" },
];
