import { beforeAll, describe, expect, test } from "vitest";
import { SYSTEM_ROLES } from "../policy/roles.ts";
import { createTenantRow } from "../testing/people.ts";
import { plansOf } from "../testing/plans.ts";
import { asOwner } from "../testing/rows.ts";
import { listUsers } from "./queries.ts";
import { ListUsersQuery, USER_SORTS } from "./schema.ts";

let tenantId: string;

/** Twenty thousand users, of whom few have the rarer role, standing and tenant. */
beforeAll(async () => {
  tenantId = await createTenantRow();
  await asOwner(
    `INSERT INTO users (id, email, name, role_id, status, created_on, last_login_on)
     SELECT gen_random_uuid(), md5(n::text) || '@example.com', 'Person ' || n,
       CASE WHEN n % 500 = 0 THEN $1::uuid ELSE $2::uuid END, CASE WHEN n % 400 = 0 THEN 'locked' ELSE 'active' END,
       now() - n * interval '1 minute', CASE WHEN n % 3 > 0 THEN now() - n * interval '1 minute' END
     FROM generate_series(1, 20000) n`,
    [SYSTEM_ROLES.Support.id, SYSTEM_ROLES.PoolAdmin.id],
  );
  await asOwner(
    `INSERT INTO user_tenants (tenant_id, user_id) SELECT $1::uuid, id FROM users WHERE email LIKE 'a1%'
     UNION ALL SELECT $2::uuid, id FROM users`,
    [tenantId, await createTenantRow()],
  );
  await asOwner("SELECT refresh_user_ranks(k.sort) FROM user_rank_keys('', '', now(), now()) k");
  await asOwner("VACUUM ANALYZE users, user_tenants, user_search");
});

describe("SRS §15 indexes for the search fields of users", () => {
  test.each<[string, () => object, RegExp]>([
    ["part of the e-mail address", () => ({ email: "c4ca4238" }), /user_search_grams_idx/],
    ["two characters of it", () => ({ email: "@z" }), /user_search_grams_idx/],
    ["one character of it", () => ({ email: "+" }), /user_search_grams_idx/],
    ["part of it among the users of a tenant", () => ({ email: "c4ca4238", tenantId }), /user_search_grams_idx/],
    ["role", () => ({ role: "Support" }), /users_role_(status_)?idx/],
    ["status", () => ({ status: "locked" }), /users_status_idx/],
    ["role and status", () => ({ role: "Support", status: "locked" }), /users_role_status_idx/],
    ["tenantId", () => ({ tenantId }), /^user_tenants_/],
    ["role, tenantId and status", () => ({ tenantId, role: "Support", status: "locked" }), /^user_tenants_/],
    ["tenantId by name", () => ({ tenantId, sort: "name" }), /^user_tenants_/],
    ["createdOn, the default order", () => ({}), /users_created_idx/],
    ["createdOn ascending", () => ({ sort: "createdOn" }), /users_created_idx/],
    ["name", () => ({ sort: "name" }), /users_name_idx/],
    ["email", () => ({ sort: "-email" }), /users_email_key/],
    ["lastLoginOn, latest first", () => ({ sort: "-lastLoginOn" }), /users_last_login_idx/],
    ["lastLoginOn, longest ago first", () => ({ sort: "lastLoginOn" }), /users_last_login_idx/],
  ])("%s", async (_case, query, index) => {
    const plans = await plansOf((db) => listUsers(db, ListUsersQuery.parse(query()), "global"));
    const indexes = plans.flatMap((node) => node["Index Name"] ?? []);
    expect(indexes.filter((name) => index.test(name)).length).toBeGreaterThan(0);
    expect(plans.filter((node) => node["Node Type"] === "Seq Scan" && node["Relation Name"] === "users")).toEqual([]);
  });

  test("within a scope of tenants", async () => {
    const plans = await plansOf((db) => listUsers(db, ListUsersQuery.parse({}), [tenantId]));
    expect(plans.some((node) => node["Index Name"] === "users_pkey")).toBe(true);
    expect(plans.filter((node) => node["Node Type"] === "Seq Scan" && node["Relation Name"] === "users")).toEqual([]);
  });
});

describe("decisions §4: a page far down is found, not walked to", () => {
  test.each(USER_SORTS.flatMap((sort) => [sort, `-${sort}`]))("sorted by %s", async (sort) => {
    const plans = await plansOf((db) => listUsers(db, ListUsersQuery.parse({ sort, page: "200" }), "global"));
    const steps = plans.filter((node) => node["Relation Name"] === "users");
    expect(plans.some((node) => node["Relation Name"] === "user_ranks")).toBe(true);
    expect(steps.map((node) => node["Node Type"])).toEqual(expect.not.arrayContaining(["Seq Scan"]));
  });
});
