import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { resetEnv } from "../env.ts";
import { type Attempt, post } from "./post.ts";

// decisions §9 Webhooks: receivers that hang, lie or never end, as bytes on a socket.

const servers: Server[] = [];
const sockets: Socket[] = [];

beforeAll(() => {
  process.env["WEBHOOK_ALLOW_PRIVATE"] = "true";
  resetEnv();
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** Posts to a server that does this with each connection once the request has begun to arrive. */
async function postTo(
  answer: (socket: Socket) => void,
  timeoutMs = 300,
  { signal } = new AbortController(),
): Promise<Attempt> {
  const server = createTcpServer((socket) => {
    sockets.push(socket.on("error", () => undefined));
    socket.once("data", () => answer(socket));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return post(url, { headers: {}, body: "{}" }, { signal, timeoutMs });
}

const endlessly = (socket: Socket, chunk: string) => {
  const timer = setInterval(() => socket.write(chunk), 5);
  socket.on("close", () => clearInterval(timer));
};

describe("an attempt ends in time, whatever the receiver does", () => {
  test.each<[string, (socket: Socket) => void]>([
    ["says nothing", () => undefined],
    ["drips its headers", (socket) => endlessly(socket, "HTTP/1.1 200 OK\r\nX: 1\r\n".slice(0, 3))],
    ["says continue for ever", (socket) => endlessly(socket, "HTTP/1.1 100 Continue\r\n\r\n")],
  ])("one that %s", async (_what, answer) => {
    const { statusCode, error, durationMs } = await postTo(answer);
    expect(statusCode).toBeNull();
    expect(error).not.toBeNull();
    expect(durationMs).toBeLessThan(1500);
  });

  test("the time limit is named", async () => {
    expect(await postTo(() => undefined)).toMatchObject({ error: "No answer within 0.3 seconds" });
  });

  test("the end of the process cuts it off", async () => {
    const stopping = new AbortController();
    const attempt = await postTo(() => stopping.abort(), 5000, stopping);
    expect(attempt).toMatchObject({ statusCode: null, error: expect.stringContaining("failed") });
    expect(attempt.durationMs).toBeLessThan(1000);
  });
});

describe("the status decides; the body is taken only as far as it is short", () => {
  test("an endless body is cut off", async () => {
    const attempt = await postTo((socket) => {
      socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      endlessly(socket, `4000\r\n${"x".repeat(0x4000)}\r\n`);
    }, 5000);
    expect(attempt).toMatchObject({ statusCode: 200, error: null });
    expect(attempt.durationMs).toBeLessThan(2000);
  });

  test("one that promises more than it sends", async () => {
    const attempt = await postTo((socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort"));
    expect(attempt).toMatchObject({ statusCode: 200, error: null });
  });

  test("one that drips its body keeps the status and ends at the limit", async () => {
    const attempt = await postTo((socket) => {
      socket.write("HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n");
      endlessly(socket, "1\r\nx\r\n");
    });
    expect(attempt).toMatchObject({ statusCode: 503, error: "The address answered 503" });
  });

  test("endless headers are refused", async () => {
    const attempt = await postTo((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      endlessly(socket, `X-${"y".repeat(9000)}: 1\r\n`);
    }, 5000);
    expect(attempt).toMatchObject({ statusCode: null, error: "The headers of the answer are too long" });
  });

  test.each([
    ["cuts the connection", (socket: Socket) => socket.destroy()],
    ["speaks no HTTP", (socket: Socket) => socket.end("SSH-2.0-OpenSSH_9.9\r\n")],
  ])("one that %s is a failure without a status", async (_what, answer) => {
    const { statusCode, error } = await postTo(answer);
    expect(statusCode).toBeNull();
    expect(error).toMatch(/^(The connection was cut|The request failed|No answer)/);
  });

  test("one that switches protocols has not taken the event", async () => {
    const answer = "HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n";
    expect(await postTo((socket) => socket.write(answer))).toMatchObject({ error: "The address answered 101" });
  });

  test("nothing that the receiver says is kept", async () => {
    const attempt = await postTo((socket) => socket.end("HTTP/1.1 500 token=abc\r\n\r\npassword=hunter2"));
    expect(JSON.stringify(attempt)).not.toMatch(/abc|hunter2/);
  });
});
