import { request as httpRequest, type IncomingHttpHeaders } from "node:http";

/** An answer as it came over the wire. */
export interface Raw {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A request as it goes over the wire: nothing is decoded or followed. */
export function send(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>> = {},
  chunks: readonly (string | Buffer)[] = [],
): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const call = httpRequest(url, { method, headers }, async (answer) => {
      const received: Buffer[] = [];
      for await (const chunk of answer) received.push(chunk);
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(received) });
    });
    call.on("error", reject);
    for (const chunk of chunks) call.write(chunk);
    call.end();
  });
}

/** The body of an answer, parsed. */
export const json = ({ body }: Raw) => JSON.parse(body.toString());
