import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { listPermissions } from "#lib/super-admin-api";

/** The whole permission catalogue: it is shorter than a page. */
export const permissionCatalogue = async (caller: Caller) =>
  (await perform(listPermissions, caller, { query: { pageSize: "100" } })).data.items;
