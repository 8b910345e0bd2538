import type { Tone } from "#components/ui/tone";
import type { User } from "#lib/users/schema";

export const USER_STATUS_LOOKS: Readonly<Record<User["status"], { readonly tone: Tone; readonly word: string }>> = {
  active: { tone: "success", word: "Active" },
  invited: { tone: "info", word: "Invited" },
  locked: { tone: "danger", word: "Locked" },
  suspended: { tone: "warning", word: "Suspended" },
};

/** The columns of the users table that can be switched off; apart from the table, so that the server can read them. */
export const USER_COLUMNS = [
  { id: "status", label: "Status" },
  { id: "roleName", label: "Role" },
  { id: "tenants", label: "Tenants" },
  { id: "lastLoginOn", label: "Last sign-in" },
  { id: "createdOn", label: "Created" },
];
