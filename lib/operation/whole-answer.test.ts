import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { ANSWER, awaitAnswer, leaveWhole } from "./whole-answer.ts";

const TEXT = JSON.stringify({ name: "Zoë" });
const WHOLE = { headers: { "Content-Type": "application/json", "X-Request-Id": "r1" }, body: TEXT };

/** What a client receives from a server that hands its answers to `answer`. */
async function received(answer: RequestListener, init: RequestInit = {}) {
  const server = createServer((request, response) => {
    awaitAnswer(request, response);
    answer(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}`, { headers: { [ANSWER]: "1" }, ...init });
    const [length, coding] = ["content-length", "transfer-encoding"].map((name) => response.headers.get(name));
    const id = response.headers.get("x-request-id");
    return { status: response.status, body: await response.text(), length, coding, id };
  } finally {
    server.close();
  }
}

const given = (request: { readonly headers: NodeJS.Dict<string | string[]> }): Headers =>
  new Headers({ [ANSWER]: String(request.headers[ANSWER]) });

describe("an answer passes by Next", () => {
  test("and leaves with its length and in no chunks when Next ends the answer", async () => {
    const answer = await received((request, response) => {
      expect(leaveWhole(given(request), WHOLE)).toBe(true);
      response.statusCode = 201;
      response.end();
    });
    expect(answer).toEqual({ status: 201, body: TEXT, length: "15", coding: null, id: "r1" });
  });

  test.each([
    ["ASCII", JSON.stringify("a".repeat(70_000))],
    ["Latin", JSON.stringify("é".repeat(70_000))],
    ["wider", JSON.stringify("…".repeat(70_000))],
  ])("in whatever characters: %s", async (_, body) => {
    const answer = await received((request, response) => {
      leaveWhole(given(request), { headers: {}, body });
      response.end();
    });
    expect(answer).toMatchObject({ body, length: String(Buffer.byteLength(body)) });
  });

  test("past whatever puts itself in the place of a header's setter", async () => {
    const answer = await received((request, response) => {
      leaveWhole(given(request), WHOLE);
      response.setHeader = () => response;
      response.end();
    });
    expect(answer).toMatchObject({ body: TEXT, length: "15", id: "r1" });
  });

  test("HEAD has its length alone", async () => {
    const end: RequestListener = (request, response) => {
      leaveWhole(given(request), WHOLE);
      response.end();
    };
    expect(await received(end, { method: "HEAD" })).toMatchObject({ body: "", length: "15" });
  });

  test("what Next says itself stands, and what is streamed streams", async () => {
    const failed = await received((request, response) => {
      leaveWhole(given(request), WHOLE);
      response.writeHead(500).end("broken");
    });
    expect(failed).toMatchObject({ status: 500, body: "broken" });
    const streamed = await received((_request, response) => {
      response.write("one");
      response.end("two");
    });
    expect(streamed).toMatchObject({ body: "onetwo", coding: "chunked" });
  });

  test("nothing is kept of a client that leaves, nor taken from one that names an answer itself", async () => {
    let name = "";
    const controller = new AbortController();
    const gone = new Promise<void>((resolve) => {
      received(
        (request, response) => {
          name = String(request.headers[ANSWER]);
          response.once("close", resolve);
          controller.abort();
        },
        { signal: controller.signal },
      ).catch(() => undefined);
    });
    await gone;
    expect(leaveWhole(new Headers({ [ANSWER]: name }), WHOLE)).toBe(false);
    expect(leaveWhole(new Headers({ [ANSWER]: "999999" }), WHOLE)).toBe(false);
    expect(leaveWhole(new Headers(), WHOLE)).toBe(false);
  });
});
