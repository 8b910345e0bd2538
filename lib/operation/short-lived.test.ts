import { AsyncLocalStorage } from "node:async_hooks";
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { patchSetHeaderWithCookieSupport } from "next/dist/server/lib/patch-set-header.js";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ownSetHeader, plainSnapshots } from "./short-lived.ts";

describe("a response's own setHeader", () => {
  let server: Server;
  /** What becomes of one request in the server; its result is the answer's body. */
  let handle: (response: ServerResponse) => string;
  /** The end of the last one in the server, which its client may hear of first. */
  let closed: Promise<unknown>;

  beforeAll(async () => {
    server = createServer((_, response) => {
      ownSetHeader(response);
      closed = once(response, "close");
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
    await closed;
    return answer;
  };

  /** As Next's server does it. */
  const byServer = (response: ServerResponse): boolean => {
    const { setHeader } = response;
    patchSetHeaderWithCookieSupport(response.req, response);
    return response.setHeader !== setHeader;
  };
  /** As its routes do: the same, compiled into another file with a mark of its own. */
  const mark = Symbol("next.patchSetHeaderWithCookieSupport");
  const byRoute = (response: ServerResponse): boolean => {
    const isReplaced = Reflect.get(response, mark) === undefined;
    Object.defineProperty(response, mark, { value: true });
    return isReplaced;
  };

  test("is left in its place by whoever would replace it, once it has been seen doing so", async () => {
    handle = (response) => JSON.stringify([byServer(response), byRoute(response)]);
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
