import { expect, test } from "vitest";
import { withRole } from "./external-database.ts";

test("adds the role to an address", () => {
  expect(withRole("postgresql://u:p@db:5432/rookery", "rookery_app")).toBe(
    "postgresql://u:p@db:5432/rookery?options=-c%20role%3Drookery_app",
  );
});

test("keeps the options and parameters that an address has", () => {
  const url = new URL(withRole("postgresql://u@db/r?sslmode=require&options=-c%20geqo%3Doff", "rookery_app"));
  expect(url.searchParams.get("sslmode")).toBe("require");
  expect(url.searchParams.get("options")).toBe("-c geqo=off -c role=rookery_app");
});
