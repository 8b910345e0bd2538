import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { erase, type Method, type Policy } from "./operation.ts";
import { createRouter, split } from "./router.ts";

const declare = (method: Method, path: `/${string}`, policy: Policy = { access: "signed-in" }) =>
  erase({ name: `${method} ${path}`, http: { method, path }, policy, input: {}, output: z.null() });

const PUBLIC: Policy = { access: "public" };
const route = createRouter({
  operations: [
    declare("GET", "/birds"),
    declare("POST", "/birds"),
    declare("GET", "/birds/{birdId}"),
    declare("PUT", "/birds/{birdId}"),
    declare("GET", "/birds/rare"),
    declare("GET", "/birds/{birdId}/eggs/{eggId}"),
    declare("DELETE", "/birds/{otherName}"),
    declare("POST", "/nests", PUBLIC),
  ],
});
const find = (method: string, path: string) => route(method, split(path));

describe("the router", () => {
  test("finds an operation by method and path", () => {
    expect(find("POST", "/birds")).toMatchObject({ kind: "found", op: { name: "POST /birds" }, path: {} });
    expect(find("GET", "/birds/b1/eggs/e2")).toMatchObject({ kind: "found", path: { birdId: "b1", eggId: "e2" } });
  });

  test("takes parameters under each operation's own names", () => {
    expect(find("DELETE", "/birds/b1")).toMatchObject({ kind: "found", path: { otherName: "b1" } });
  });

  test("prefers a literal to a parameter", () => {
    expect(find("GET", "/birds/rare")).toMatchObject({ op: { name: "GET /birds/rare" } });
    expect(find("GET", "/birds/common")).toMatchObject({ op: { name: "GET /birds/{birdId}" } });
  });

  test("decisions §4: a wrong method names the methods of that very path", () => {
    expect(find("PATCH", "/birds")).toEqual({ kind: "wrong-method", allow: ["GET", "POST"], isPublic: false });
    expect(find("POST", "/birds/b1")).toMatchObject({ kind: "wrong-method", allow: ["GET", "PUT", "DELETE"] });
    expect(find("PUT", "/birds/rare")).toMatchObject({ kind: "wrong-method", allow: ["GET"] });
  });

  test("decisions §9: a wrong method on a public path is known as public", () => {
    expect(find("GET", "/nests")).toEqual({ kind: "wrong-method", allow: ["POST"], isPublic: true });
  });

  test.each(["/", "/bird", "/birds/b1/eggs", "/birds/b1/eggs/e2/yolk", "/constructor", "/__proto__"])(
    "%s is unknown",
    (path) => {
      expect(find("GET", path)).toEqual({ kind: "unknown" });
    },
  );

  test("ignores empty segments, as servers do with doubled slashes", () => {
    expect(split("//birds//b1/")).toEqual(["birds", "b1"]);
  });

  test("gives any text in a parameter through as it came, and matches nothing else", () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        fc.pre(id !== "rare");
        expect(route("GET", ["birds", id])).toMatchObject({ kind: "found", path: { birdId: id } });
      }),
    );
  });
});
