import { beforeAll, expect, test, vi } from "vitest";
import { openTicket, sealTicket } from "./sign-in-ticket.ts";

beforeAll(() => {
  vi.stubEnv("NEXTAUTH_SECRET", "a secret of the installation, long enough");
  vi.stubEnv("DATABASE_URL", "postgresql://nowhere");
  vi.stubEnv("JWT_SIGNING_KEYS", "[]");
});

const credentials = { email: "ann@example.com", password: "Correct horse 7 staple" };
const at = (seconds: number) => new Date(1_760_000_000_000 + seconds * 1000);

test("decisions §9 TOTP: a ticket holds the credentials for five minutes and shows none of them", () => {
  const ticket = sealTicket(credentials, at(0));
  expect(ticket).not.toContain("Correct");
  expect(openTicket(ticket, at(299))).toEqual(credentials);
  expect(openTicket(ticket, at(301))).toBeNull();
});

test.each(["", "x", "A".repeat(200)])("%j is no ticket", (ticket) => {
  expect(openTicket(ticket, at(0))).toBeNull();
});
