import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { type Answer, anonymous, as, type CallOptions, type SignedIn } from "../testing/client.ts";
import { createTenantRow, PASSWORD } from "../testing/people.ts";
import { randomCode, randomEmail } from "../testing/random.ts";

const MIB = 1_048_576;
let admin: SignedIn;
let tenantId: string;

beforeAll(async () => {
  admin = await as("SuperAdmin");
  tenantId = await createTenantRow();
});

const tenant = () => ({ name: "Good Name", code: randomCode(), timezone: "UTC", currency: "USD" });
const send = (options: CallOptions, path = "/super-admin/tenants") => admin.client.call("POST", path, options);

/** Expects the SRS §5.2 body with exactly these fields named. */
function expectInvalid({ status, body, errors }: Answer, ...fields: string[]): void {
  expect([status, body["statusCode"], body["message"]]).toEqual([400, 400, "Validation failed"]);
  expect(Object.entries(errors).map(([field]) => field)).toEqual(fields);
  expect(Object.values(errors).every((reason) => typeof reason === "string" && reason !== "")).toBe(true);
}

describe("decisions §4: unknown body keys are 400, named in errors", () => {
  test("one and several, next to other problems", async () => {
    expectInvalid(await send({ body: { ...tenant(), colour: "red" } }), "colour");
    expectInvalid(await send({ body: { ...tenant(), name: "x", a: 1, b: 2 } }), "name", "a", "b");
  });

  test.each(["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", ""])(
    "the key %j too",
    async (key) => {
      const raw = `${JSON.stringify(tenant()).slice(0, -1)},${JSON.stringify(key)}:{"isAdmin":true}}`;
      expectInvalid(await send({ raw }), key);
      expect(({} as Record<string, unknown>)["isAdmin"]).toBeUndefined();
    },
  );

  test.each(["__proto__", "constructor", "toString", "%00", "a.b", "items[]"])("the query key %s too", async (key) => {
    expectInvalid(await admin.client.get(`/super-admin/tenants?${key}=1`), decodeURIComponent(key));
  });

  test("a write takes no unknown query parameter either", async () => {
    const { code } = tenant();
    expectInvalid(await admin.client.post("/super-admin/tenants?force=true", { ...tenant(), code }), "force");
    expect(await prisma().tenant.count({ where: { code } })).toBe(0);
  });

  test("a body where none is taken is refused", async () => {
    expectInvalid(await admin.client.del("/auth/sessions/01930d5e-7a10-7c3e-9b1f-3f2a64d0c001", { why: "x" }), "why");
  });
});

describe("decisions §4: malformed JSON is 400", () => {
  test.each(["{", "", "nul", "{'name':'x'}", '{"name":}', "\u0000", '{"a":1}{"b":2}', "[1,]", "<xml/>"])(
    "%j",
    async (raw) => {
      const answer = await send({ raw, headers: { "content-type": "application/json" } });
      expect(answer.status).toBe(400);
      if (raw !== "") {
        expect(answer.errors).toEqual({ body: "Malformed JSON" });
      }
    },
  );

  test("bytes that are not UTF-8", async () => {
    expectInvalid(await send({ raw: new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]) }), "body");
  });

  test.each(["[]", "[{}]", "null", "true", "1", '"text"'])("a body that is no object: %s", async (raw) => {
    expectInvalid(await send({ raw }), "body");
  });

  test("nesting deeper than anything we take, with an Idempotency-Key too", async () => {
    const headers = { "idempotency-key": randomCode() };
    const deep = `{"name":${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
    expectInvalid(await send({ raw: deep }), "body");
    expectInvalid(await send({ raw: deep, headers }), "body");
  });
});

describe("decisions §4: a body over 1 MiB is 413", () => {
  const padded = (bytes: number) => {
    const text = JSON.stringify({ ...tenant(), name: "x" });
    return text + " ".repeat(bytes - text.length);
  };
  const chunked = (bytes: number) =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        const data = new TextEncoder().encode(padded(bytes));
        for (let at = 0; at < data.length; at += 65_536) {
          controller.enqueue(data.subarray(at, at + 65_536));
        }
        controller.close();
      },
    });

  test("by its Content-Length", async () => {
    const answer = await send({ raw: "{}", headers: { "content-length": String(MIB + 1) } });
    expect(answer.body).toEqual({ statusCode: 413, message: "Request body is too large", response: null });
  });

  test("by its bytes, sent at once or in chunks without a length", async () => {
    expect((await send({ raw: padded(MIB + 1) })).status).toBe(413);
    expect((await send({ raw: chunked(MIB + 1) })).status).toBe(413);
  });

  test("exactly 1 MiB is read, and refused for what is in it", async () => {
    expectInvalid(await send({ raw: padded(MIB) }), "name");
    expectInvalid(await send({ raw: chunked(MIB) }), "name");
  });
});

describe("decisions §4: a wrong Content-Type is 415", () => {
  test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "text/json", "*/*"])(
    "%s",
    async (type) => {
      const answer = await send({ raw: JSON.stringify(tenant()), headers: { "content-type": type } });
      expect(answer.body).toEqual({ statusCode: 415, message: "Unsupported content type", response: null });
    },
  );

  test.each(["application/json; charset=utf-8", "APPLICATION/JSON", "application/vnd.rookery+json"])(
    "%s is right",
    async (type) => {
      const answer = await send({ raw: JSON.stringify(tenant()), headers: { "content-type": type } });
      expect(answer.status).toBe(201);
    },
  );
});

describe("control characters and odd text", () => {
  test.each(["\u0000", "\u0007", "\u001b[31m", "\u007f"])("%j in a name is 400", async (odd) => {
    expectInvalid(await send({ body: { ...tenant(), name: `Good${odd}Name` } }), "name");
  });

  test.each([
    ["/super-admin/users", "email"],
    ["/super-admin/users", "role"],
    ["/super-admin/tenants", "search"],
    ["/super-admin/audit-logs", "entityId"],
    ["/super-admin/audit-logs", "requestId"],
  ])("%s?%s=%%00 is 400", async (path, name) => {
    expectInvalid(await admin.client.get(`${path}?${name}=a%00b`), name);
  });

  test("any other text is stored as it came, half a surrogate pair as its replacement", async () => {
    for (const name of [
      "O'Brien; DROP TABLE tenants;--",
      "Ünïcødé 🦅 株式会社",
      "<script>alert(1)</script>",
      "{{7*7}} and {% x %}",
    ]) {
      const { status, response } = await send({ body: { ...tenant(), name } });
      expect([status, response["name"]]).toEqual([201, name]);
    }
    const half = `${JSON.stringify({ ...tenant(), name: "@" }).replace("@", "Half \\ud83e pair")}`;
    expect((await send({ raw: half })).response["name"]).toBe("Half \ufffd pair");
  });

  test("a password may hold any character, U+0000 included", async () => {
    const email = randomEmail();
    const password = "Null\u0000 horse 7 staple";
    const body = { email, name: "Ann", role: "Auditor", password };
    expect((await send({ body }, "/super-admin/users")).status).toBe(201);
    expect((await anonymous().post("/auth/login", { email, password })).status).toBe(200);
    expect((await anonymous().post("/auth/login", { email, password: "Null" })).status).toBe(401);
  });
});

describe("very long input is refused, not obeyed", () => {
  test("a value of 100 000 characters in the query", async () => {
    const long = "a".repeat(100_000);
    expectInvalid(await admin.client.get(`/super-admin/users?email=${long}`), "email");
    expectInvalid(await admin.client.get(`/super-admin/tenants?search=${long}`), "search");
  });

  test("a thousand unknown parameters", async () => {
    const names = Array.from({ length: 1000 }, (_, n) => `p${n}`);
    expectInvalid(await admin.client.get(`/super-admin/users?${names.map((name) => `${name}=1`).join("&")}`), ...names);
  });

  test.each([
    ["name", "n".repeat(121)],
    ["code", "C".repeat(21)],
    ["timezone", "T".repeat(10_000)],
    ["currency", "U".repeat(10_000)],
  ])("%s", async (field, value) => {
    expectInvalid(await send({ body: { ...tenant(), [field]: value } }), field);
  });

  test("a reason of 501 characters, and of 2", async () => {
    const path = `/super-admin/tenants/${tenantId}/status`;
    for (const reason of ["r".repeat(501), "no", "   ", ""]) {
      expectInvalid(await admin.client.patch(path, { isActive: false, reason }), "reason");
    }
  });

  test("a password of 201 characters costs no hashing", async () => {
    expectInvalid(
      await anonymous().post("/auth/login", { email: randomEmail(), password: "p".repeat(201) }),
      "password",
    );
    expect(PASSWORD.length).toBeLessThanOrEqual(200);
  });
});
