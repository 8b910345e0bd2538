import { describe, expect, test } from "vitest";
import { anonymous, as, asCustom } from "../testing/client.ts";

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

const fetchAs = async (who: Awaited<ReturnType<typeof as>>) =>
  (await who.client.get("/openapi.json")).body as unknown as Document;
const pathsOf = ({ paths }: Document) => Object.keys(paths);

describe("SRS §14, §17 GET /api/v1/openapi.json", () => {
  test("needs authentication, refused in the generic envelope", async () => {
    const { status, body } = await anonymous().get("/openapi.json");
    expect([status, body]).toEqual([401, { statusCode: 401, message: "Unauthorized", response: null }]);
  });

  test("is the bare document, since its tools read no envelope", async () => {
    const document = await fetchAs(await as("SuperAdmin"));
    expect(document.openapi).toBe("3.1.0");
    expect(document).not.toHaveProperty("statusCode");
  });

  test("shows a SuperAdmin every family", async () => {
    const paths = pathsOf(await fetchAs(await as("SuperAdmin")));
    expect(paths).toEqual(
      expect.arrayContaining([
        "/api/v1/auth/login",
        "/api/v1/super-admin/tenants",
        "/api/v1/admin/users",
        "/api/v1/system/overview",
      ]),
    );
  });

  test("is filtered by role: an Auditor sees no /super-admin and no write of /admin", async () => {
    const document = await fetchAs(await as("Auditor"));
    expect(pathsOf(document).filter((path) => path.startsWith("/api/v1/super-admin"))).toEqual([]);
    const admin = Object.entries(document.paths).filter(([path]) => path.startsWith("/api/v1/admin/"));
    expect(admin.flatMap(([, methods]) => Object.keys(methods)).filter((method) => method !== "get")).toEqual([]);
    expect(pathsOf(document)).toContain("/api/v1/admin/audit-logs");
    expect(pathsOf(document)).toContain("/api/v1/system/overview");
  });

  test("is filtered by permission: a custom role sees what its permissions open", async () => {
    const without = pathsOf(await fetchAs(await asCustom(["ORDERS_VIEW"])));
    const having = pathsOf(await fetchAs(await asCustom(["SYSTEM_OVERVIEW_VIEW"])));
    expect(without.every((path) => path.startsWith("/api/v1/auth/"))).toBe(true);
    expect(having.filter((path) => !without.includes(path))).toEqual([
      "/api/v1/system/overview",
      "/api/v1/system/trends",
      "/api/v1/system/figures/{figureId}/lineage",
      "/api/v1/system/sources",
    ]);
  });

  test("takes no parameters and no other method", async () => {
    const { client } = await as("Auditor");
    expect((await client.get("/openapi.json?pretty=1")).errors).toEqual({ pretty: "Unknown parameter" });
    const { status, headers } = await client.post("/openapi.json", {});
    expect([status, headers.get("allow")]).toEqual([405, "GET"]);
  });
});
