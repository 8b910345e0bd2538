import { expect, test } from "vitest";
import { flashCookie, parseFlash } from "./flash.tsx";

test("a flash survives its cookie, plain or percent-encoded", () => {
  const { value } = flashCookie({ tone: "success", message: "Saved; all good", link: { href: "/a", label: "See" } });
  expect(parseFlash(value)).toMatchObject({ message: "Saved; all good", link: { href: "/a" } });
  expect(parseFlash(encodeURIComponent(value))).toEqual(parseFlash(value));
});

test.each(["", "x", "{}", "%7Bbroken", '{"id":"1","tone":"loud","message":"m"}'])("ignores %j", (value) => {
  expect(parseFlash(value)).toBeNull();
});

test.each(["//evil.example", "/\\evil.example", "https://evil.example"])("refuses a link to %s", (href) => {
  const { value } = flashCookie({ tone: "info", message: "m", link: { href, label: "l" } });
  expect(parseFlash(value)).toBeNull();
});
