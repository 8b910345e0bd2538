import { connect, createServer, type Socket } from "node:net";
import { Fields, type Message, MessageReader } from "./wire.ts";

/** A statement as a client ran it. `params` are as they went over the wire: text, bytes of a binary one, or null. */
export interface Statement {
  readonly connection: number;
  readonly text: string;
  readonly params: readonly (string | Buffer | null)[];
}

/** A proxy before PostgreSQL that notes every statement passing through it. */
export interface CaptureProxy {
  readonly port: number;
  /** The statements since the last call, in the order in which they were sent. */
  take(): Statement[];
  close(): void;
}

/** Connections of the application that have nothing to do with requests. */
const NOT_REQUESTS = new Set(["rookery-signals"]);

/** Listens on a free loopback port and passes everything on to a server that takes connections without TLS. */
export async function startProxy(host: string, port: number): Promise<CaptureProxy> {
  const log: Statement[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((client) => {
    const upstream = connect(port, host);
    const record = recorder(connections++, log);
    client.on("data", record);
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket
        .on("error", () => undefined)
        .on("close", () => {
          client.destroy();
          upstream.destroy();
        });
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    take: () => log.splice(0),
    close() {
      server.close();
      for (const socket of sockets) {
        socket.destroy();
      }
    },
  };
}

function recorder(connection: number, log: Statement[]): (bytes: Buffer) => void {
  const reader = new MessageReader(true);
  const texts = new Map<string, string>();
  let isIgnored = false;
  const note = ({ type, body }: Message) => {
    const fields = new Fields(body);
    if (type === "") {
      isIgnored = NOT_REQUESTS.has(applicationName(fields));
    } else if (type === "P") {
      const name = fields.text();
      texts.set(name, fields.text());
    } else if (type === "B") {
      log.push({ connection, ...boundStatement(fields, texts) });
    } else if (type === "Q") {
      log.push({ connection, text: fields.text(), params: [] });
    }
  };
  return (bytes) => {
    for (const message of reader.read(bytes)) {
      if (!isIgnored) {
        note(message);
      }
    }
  };
}

function applicationName(fields: Fields): string {
  fields.int32();
  for (let key = fields.text(); key !== ""; key = fields.text()) {
    const value = fields.text();
    if (key === "application_name") {
      return value;
    }
  }
  return "";
}

function boundStatement(fields: Fields, texts: ReadonlyMap<string, string>): Omit<Statement, "connection"> {
  fields.text();
  const text = texts.get(fields.text()) ?? "";
  const formats = fields.list(() => fields.int16());
  const values = fields.list(() => {
    const length = fields.int32();
    return length === -1 ? null : fields.bytes(length);
  });
  const isBinary = (n: number) => (formats.length === 1 ? formats[0] : (formats[n] ?? 0)) === 1;
  return { text, params: values.map((value, n) => (value === null || isBinary(n) ? value : value.toString("utf8"))) };
}
