import { AsyncLocalStorage } from "node:async_hooks";
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ownSetHeader, plainSnapshots } from "./short-lived.ts";

describe("a response's own setHeader", () => {
  let server: Server;
  /** What becomes of one request in the server; its result is the answer's body. */
  let handle: (response: ServerResponse) => string;

  beforeAll(async () => {
    server = createServer((_, response) => {
      ownSetHeader(response);
      response.end(handle(response));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const ask = async (): Promise<Response> => {
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    // By then the response was closed as well.
    await answer.clone().text();
    return answer;
  };

  /** As Next does it, in its server and in its routes. */
  const replaces = () => {
    const mark = Symbol("next.patchSetHeaderWithCookieSupport");
    return (response: ServerResponse): boolean => {
      if (Reflect.get(response, mark) !== undefined) {
        return false;
      }
      Object.defineProperty(response, mark, { value: true });
      return true;
    };
  };

  test("is left in its place by whoever would replace it, once it has been seen doing so", async () => {
    const [one, other] = [replaces(), replaces()];
    handle = (response) => JSON.stringify([one(response), other(response)]);
    const answers = [await ask(), await ask(), await ask()];
    expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([
      [true, true],
      [false, false],
      [false, false],
    ]);
  });

  test("sets headers until they are sent, and is silent from then on", async () => {
    handle = (response) => {
      response.setHeader("x-early", ["1", "2"]).setHeader("x-other", 3);
      response.flushHeaders();
      expect(response.setHeader("x-late", "1")).toBe(response);
      return "";
    };
    const { headers } = await ask();
    expect(["x-early", "x-other", "x-late"].map((name) => headers.get(name))).toEqual(["1, 2", "3", null]);
  });
});

describe("a snapshot", () => {
  const { snapshot } = AsyncLocalStorage;
  afterEach(() => {
    AsyncLocalStorage.snapshot = snapshot;
  });

  test.each(["Node's", "ours"])("runs in what was current when it was taken: %s", async (whose) => {
    if (whose === "ours") {
      plainSnapshots();
    }
    const storage = new AsyncLocalStorage<string>();
    const seen = async (...given: readonly number[]) => {
      await null;
      return [storage.getStore(), ...given];
    };
    const [outer, inner] = [AsyncLocalStorage.snapshot(), storage.run("inner", () => AsyncLocalStorage.snapshot())];
    await storage.run("now", async () => {
      expect(await inner(seen, 1, 2)).toEqual(["inner", 1, 2]);
      expect(await outer(seen)).toEqual([undefined]);
      expect(storage.getStore()).toBe("now");
    });
  });
});
