import { describe, expect, test } from "vitest";
import { z } from "zod";
import { AppError } from "../core/errors.ts";
import { erase } from "./operation.ts";
import { clientAddress, etagOf, readBody, readIfMatch, readQuery, scopeOf } from "./request.ts";

const withBody = erase({ http: {}, input: { body: z.unknown() } });
const withoutBody = erase({ http: {}, input: {} });
const withPatch = erase({ http: { accepts: "application/json-patch+json" }, input: { body: z.unknown() } });
const MIB = 1_048_576;

function post(body: string | Uint8Array<ArrayBuffer> | ReadableStream, headers: Record<string, string> = {}): Request {
  const init = { method: "POST", body, duplex: "half", headers: { "content-type": "application/json", ...headers } };
  return new Request("http://localhost/x", init);
}

async function refusal(work: Promise<unknown>): Promise<[code: string, fields?: unknown]> {
  const thrown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  return thrown instanceof AppError ? [thrown.code, thrown.detail.fields] : [String(thrown)];
}

describe("decisions §4 X-Request-Id", () => {
  test.each(["a", "REQ-1.2_3", "x".repeat(64), "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001"])("%s is taken over", (id) => {
    expect(scopeOf(new Headers({ "x-request-id": id })).requestId).toBe(id);
  });

  test.each(["", "x".repeat(65), "two words", "a/b", 'a"b', "é", "a,b"])("for %j a new one is minted", (id) => {
    const { requestId } = scopeOf(new Headers({ "x-request-id": id }));
    expect(requestId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test("no two requests without one share theirs", () => {
    const ids = Array.from({ length: 100 }, () => scopeOf(new Headers()).requestId);
    expect(new Set(ids).size).toBe(100);
  });
});

describe("decisions §9: the client's address", () => {
  const headers = new Headers({ "x-forwarded-for": "203.0.113.9, 198.51.100.7, 127.0.0.1" });

  test("is the last hop of X-Forwarded-For; what stands before it is the client's claim", () => {
    expect(clientAddress(headers)).toBe("127.0.0.1");
    expect(clientAddress(new Headers({ "x-forwarded-for": " 203.0.113.9 " }))).toBe("203.0.113.9");
  });

  test.each(["", " ", "203.0.113.9,", "203.0.113.9, "])("%j has none", (value) => {
    expect(clientAddress(new Headers({ "x-forwarded-for": value }))).toBeNull();
    expect(clientAddress(new Headers())).toBeNull();
  });

  test("PII policy: what may be stored is the network only", () => {
    expect(scopeOf(headers)).toMatchObject({ ipAddress: "127.0.0.0/24", clientAddress: "127.0.0.1" });
    expect(scopeOf(new Headers({ "x-forwarded-for": `${"a".repeat(99)}:1:2` })).ipAddress).toBeNull();
    expect(scopeOf(new Headers())).toMatchObject({ ipAddress: null, clientAddress: "unknown" });
  });

  test("a user agent is cut at 200 characters", () => {
    expect(scopeOf(new Headers({ "user-agent": "u".repeat(300) })).userAgent).toHaveLength(200);
    expect(scopeOf(new Headers()).userAgent).toBeNull();
  });
});

describe("decisions §4 query", () => {
  const query = (search: string) => readQuery(new URL(`http://localhost/x?${search}`));

  test("is read as text", () => {
    expect(query("a=1&b=&c=%20x%2By&d")).toEqual({ a: "1", b: "", c: " x+y", d: "" });
  });

  test.each(["a", "__proto__", "toString"])("a parameter %s given twice is refused by name", async (name) => {
    const [code, fields] = await refusal((async () => query(`${name}=1&${name}=1`))());
    expect(code).toBe("VALIDATION");
    expect(Object.entries(fields as object)).toEqual([[name, "Given more than once"]]);
  });

  test("__proto__ is a parameter like any other", () => {
    expect(Object.entries(query("__proto__=1"))).toEqual([["__proto__", "1"]]);
  });
});

describe("decisions §4 body", () => {
  test("is read as JSON in UTF-8, a byte order mark or a charset set aside", async () => {
    expect(await readBody(post('{"a":"ä"}'), withBody)).toEqual({ a: "ä" });
    expect(await readBody(post('\uFEFF{"a":1}'), withBody)).toEqual({ a: 1 });
    const type = { "content-type": "Application/JSON; charset=utf-8" };
    expect(await readBody(post('{"a":1}', type), withBody)).toEqual({ a: 1 });
    const patch = { "content-type": "application/json-patch+json" };
    expect(await readBody(post("[]", patch), withBody)).toEqual([]);
  });

  test("nothing is an empty object where a body is declared and nothing where none is", async () => {
    expect(await readBody(post(""), withBody)).toEqual({});
    expect(await readBody(post(""), withoutBody)).toBeUndefined();
  });

  test.each(["{", "{'a':1}", "{a:1}", "undefined", "01", '{"a":1}}', '"\u0000"', "\u0000"])(
    "%j is malformed JSON",
    async (text) => {
      expect(await refusal(readBody(post(text), withBody))).toEqual(["VALIDATION", { body: "Malformed JSON" }]);
    },
  );

  test("bytes that are not UTF-8 are malformed JSON", async () => {
    const bytes = new Uint8Array([0x22, 0xc3, 0x28, 0x22]);
    expect(await refusal(readBody(post(bytes), withBody))).toEqual(["VALIDATION", { body: "Malformed JSON" }]);
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "json"])(
    "content type %j is 415",
    async (type) => {
      expect(await refusal(readBody(post("{}", { "content-type": type }), withBody))).toEqual([
        "UNSUPPORTED_MEDIA_TYPE",
        undefined,
      ]);
    },
  );

  test("decisions §5: where one media type is named, only that is taken", async () => {
    const typed = (type: string) => readBody(post("[]", { "content-type": type }), withPatch);
    expect(await typed("application/json-patch+json; charset=utf-8")).toEqual([]);
    expect(await refusal(typed("application/json"))).toEqual(["UNSUPPORTED_MEDIA_TYPE", undefined]);
  });

  test("1 MiB is taken, a byte more is 413", async () => {
    const text = (bytes: number) => JSON.stringify("x".repeat(bytes - 2));
    expect(await readBody(post(text(MIB)), withBody)).toHaveLength(MIB - 2);
    expect(await refusal(readBody(post(text(MIB + 1)), withBody))).toEqual(["PAYLOAD_TOO_LARGE", undefined]);
  });

  test("a declared length over 1 MiB is 413 before a byte is read", async () => {
    const untouched = new ReadableStream({ pull: (controller) => controller.error(new Error("was read")) });
    const request = post(untouched, { "content-length": String(MIB + 1) });
    expect(await refusal(readBody(request, withBody))).toEqual(["PAYLOAD_TOO_LARGE", undefined]);
  });

  test("a stream without a length is read no further than 1 MiB, and then let go", async () => {
    let sent = 0;
    let isCancelled = false;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536).fill(0x20));
      },
      cancel() {
        isCancelled = true;
      },
    });
    expect(await refusal(readBody(post(endless), withBody))).toEqual(["PAYLOAD_TOO_LARGE", undefined]);
    expect(sent).toBeLessThan(2 * MIB);
    expect(isCancelled).toBe(true);
  });

  test("64 levels are taken, deeper nesting is refused however deep", async () => {
    const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
    expect(await readBody(post(nested(64)), withBody)).toHaveLength(1);
    const tooDeep = ["VALIDATION", { body: "Nested deeper than 64 levels" }];
    expect(await refusal(readBody(post(nested(65)), withBody))).toEqual(tooDeep);
    expect(await refusal(readBody(post(nested(500_000)), withBody))).toEqual(tooDeep);
    expect(await refusal(readBody(post(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`), withBody))).toEqual(
      tooDeep,
    );
  });
});

describe("decisions §4 ETag and If-Match", () => {
  test.each([
    [undefined, null],
    ["*", null],
    ["", null],
    ['"3"', [3]],
    ['"3", "12"', [3, 12]],
    ['W/"3"', [-1]],
    ["3", [-1]],
    ['"three"', [-1]],
    ['"9999999999"', [-1]],
  ])("If-Match %j names the versions %j", (header, versions) => {
    expect(readIfMatch(new Headers(header === undefined ? {} : { "if-match": header }))).toEqual(versions);
  });

  test("an ETag of ours comes back as its version", () => {
    expect(readIfMatch(new Headers({ "if-match": etagOf(42) }))).toEqual([42]);
  });
});
