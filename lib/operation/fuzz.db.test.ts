import { beforeAll, describe, expect, test } from "vitest";
import { apis } from "../apis.ts";
import { docsApi } from "../docs-api.ts";
import { as } from "../testing/client.ts";
import type { Document } from "../testing/fuzz/contract.ts";
import { fuzz } from "../testing/fuzz/run.ts";
import { allowAmply, Cast, makeThings } from "../testing/fuzz/world.ts";
import { type Instance, startInstance } from "../testing/second-instance.ts";
import { openApi } from "./openapi.ts";

const seed = Number(process.env["FUZZ_SEED"] ?? 20_261_121);
const requests = Number(process.env["FUZZ_REQUESTS"] ?? 20_000);

let instance: Instance;

beforeAll(async () => {
  await allowAmply();
  instance = await startInstance({ LOG_LEVEL: process.env["FUZZ_LOG_LEVEL"] ?? "silent" });
  return () => instance.stop();
});

describe("SRS §5, §17, decisions §4: the contract under fuzz", () => {
  test(`${requests} requests of seed ${seed}: no 5xx, the envelope, documented statuses, answers of their schemas`, {
    timeout: 120_000 + requests * 100,
  }, async () => {
    console.log(`fuzz: FUZZ_SEED=${seed} FUZZ_REQUESTS=${requests}`);
    const cast = await Cast.assemble();
    const document = openApi([...apis, docsApi], "http://localhost:3000", () => true) as unknown as Document;
    const startedAt = performance.now();
    const report = await fuzz(
      {
        document,
        ids: await makeThings(await as("SuperAdmin"), 3),
        send: instance.transport,
        credentials: (...about) => cast.credentials(...about),
        answered: (...about) => cast.answered(...about),
      },
      { seed, requests, lanes: 8 },
    );
    console.log(
      `fuzz: ${JSON.stringify(report.statuses)}, ${report.succeeded.size} operations succeeded, ${Math.round(performance.now() - startedAt)} ms`,
    );
    for (const defect of report.defects) {
      console.error(`fuzz: ${JSON.stringify(defect)}`);
    }
    expect(report.defects).toEqual([]);
    expect(Object.values(report.statuses).reduce((sum, each) => sum + each, 0)).toBe(requests);
  });
});
