import type { z } from "zod";
import type { AuthUser, TokenPair } from "./schema.ts";

/** Values for the documentation; they satisfy their schemas, which the conformance test checks. */
export const EXAMPLE_ID = "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001";

export const exampleUser: z.input<typeof AuthUser> = {
  userId: EXAMPLE_ID,
  email: "ann.lee@example.com",
  name: "Ann Lee",
  role: "SuperAdmin",
  permissions: ["*"],
  tenantScope: "global",
};

export const examplePair: z.input<typeof TokenPair> = {
  accessToken: "eyJhbGciOiJFUzI1NiIsImtpZCI6ImsxIn0.eyJzdWIiOiIuLi4ifQ.c2lnbmF0dXJl",
  refreshToken: "q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c",
  tokenType: "Bearer",
  expiresIn: 3600,
  user: exampleUser,
};
