import { describe, expect, test } from "vitest";
import { type Stream, type StreamEnd, streamResponse } from "./stream.ts";

/** A stream that writes down what is asked of it. */
function streamOf(make: () => AsyncGenerator<string | Uint8Array, void>) {
  const diary: string[] = [];
  const ends: StreamEnd[] = [];
  const leaving = new AbortController();
  const stream: Stream = {
    mediaType: "text/csv",
    filename: 'a "file"\r\n.csv',
    async *open() {
      try {
        for await (const piece of make()) {
          diary.push(`made ${piece}`);
          yield piece;
        }
      } finally {
        diary.push("closed");
      }
    },
  };
  const send = () =>
    streamResponse(stream, { headers: { "X-Own": "1" }, signal: leaving.signal, onEnd: (end) => ends.push(end) });
  return { diary, ends, leaving, send };
}

async function* three(failAfter = 3): AsyncGenerator<string, void> {
  for (const [n, piece] of ["a", "b", "c"].entries()) {
    if (n === failAfter) {
      throw new Error("out of reach");
    }
    yield piece;
  }
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe("issue 3: an operation that answers with a stream", () => {
  test("says what it is, and a file's name cannot break out of its header", async () => {
    const { send } = streamOf(three);
    const { headers, status } = await send();
    expect([status, headers.get("content-type"), headers.get("x-own")]).toEqual([200, "text/csv; charset=utf-8", "1"]);
    expect(headers.get("content-disposition")).toBe('attachment; filename="a--file---.csv"');
  });

  test("hands everything over, text and bytes, and says that it was complete", async () => {
    const { send, ends } = streamOf(async function* () {
      yield "ä";
      yield new Uint8Array([98]);
    });
    expect(await (await send()).text()).toBe("äb");
    expect(ends).toEqual(["complete"]);
  });

  test("an empty body is complete too", async () => {
    const { send, ends } = streamOf(async function* () {});
    expect(await (await send()).text()).toBe("");
    expect(ends).toEqual(["complete"]);
  });

  test("makes one piece ahead of the response, and no other before it is asked for", async () => {
    const { send, diary } = streamOf(three);
    const reader = (await send()).body?.getReader();
    await settled();
    expect(diary).toEqual(["made a"]);
    await reader?.read();
    await settled();
    expect(diary).toEqual(["made a"]);
    await reader?.read();
    expect(diary).toEqual(["made a", "made b"]);
  });

  test("what fails before the first piece is thrown, for the envelope", async () => {
    const { send, ends } = streamOf(() => three(0));
    await expect(send()).rejects.toThrow("out of reach");
    expect(ends).toEqual([]);
  });

  test("what fails later breaks the body off, with nothing of the cause in it", async () => {
    const { send, ends, diary } = streamOf(() => three(1));
    const response = await send();
    await expect(response.text()).rejects.toThrow("the body could not be completed");
    expect(ends).toMatchObject([{ failure: { message: "out of reach" } }]);
    expect(diary.at(-1)).toBe("closed");
  });

  test("a reader who cancels, or whose connection goes, or who never came, ends the making once", async () => {
    for (const way of ["cancel", "abort", "never"] as const) {
      const { send, ends, diary, leaving } = streamOf(three);
      if (way === "never") {
        leaving.abort();
      }
      const { body } = await send();
      if (way === "cancel") {
        await body?.cancel();
      }
      leaving.abort();
      await settled();
      expect([way, ends, diary]).toEqual([way, ["left"], ["made a", "closed"]]);
    }
  });

  test("leaving while a piece is being made lets it finish and throws it away", async () => {
    let release = () => {};
    const { send, ends, diary } = streamOf(async function* () {
      yield "a";
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      yield "b";
    });
    const reader = (await send()).body?.getReader();
    await reader?.read();
    const reading = reader?.read();
    await settled();
    const leaving = reader?.cancel();
    release();
    await Promise.all([reading, leaving]);
    expect([ends, diary]).toEqual([["left"], ["made a", "made b", "closed"]]);
  });
});
