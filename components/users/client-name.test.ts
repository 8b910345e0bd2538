import { expect, it } from "vitest";
import { clientName } from "./client-name.tsx";

it("names browsers and programs", () => {
  const edge =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0";
  const safari =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604";
  expect(clientName(edge)).toBe("Edge on Windows");
  expect(clientName(safari)).toBe("Safari on iOS");
  expect(clientName("curl/8.5.0")).toBe("curl/8.5.0");
  expect(clientName(null)).toBe("Unknown client");
});
