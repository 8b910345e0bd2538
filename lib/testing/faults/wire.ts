import type { AddressInfo } from "node:net";
import { createServer, connect as open, type Socket } from "node:net";

/** A network between an instance and its database, to be cut. */
export interface Wire {
  /** The database's address through the wire. */
  readonly url: string;
  /** Ends every connection and takes no new one. */
  cut(): void;
  /** Keeps every connection and carries nothing. */
  silence(): void;
  mend(): void;
  /** The answer to the next commit is lost, and the connection with it. Resolves when that has happened. */
  loseCommit(): Promise<void>;
  close(): Promise<void>;
}

/** How the database says that a transaction is committed. */
const COMMITTED = Buffer.from("COMMIT\0");

/** Lays a wire on loopback to the database at `databaseUrl`. */
export async function layWire(databaseUrl: string): Promise<Wire> {
  const database = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let isCut = false;
  let isSilent = false;
  let lost: (() => void) | null = null;

  const dropAll = (): void => {
    for (const socket of sockets) {
      socket.destroy();
    }
  };
  const server = createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = open(Number(database.port), database.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    near.on("data", (bytes) => isSilent || far.write(bytes));
    far.on("data", (bytes) => {
      if (isSilent) {
        return;
      }
      if (lost !== null && bytes.includes(COMMITTED)) {
        lost();
        lost = null;
        near.destroy();
      } else {
        near.write(bytes);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(databaseUrl);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    cut() {
      isCut = true;
      dropAll();
    },
    silence: () => {
      isSilent = true;
    },
    mend() {
      // What was swallowed meanwhile is missing from the connections of that time.
      if (isSilent) {
        dropAll();
      }
      isCut = false;
      isSilent = false;
    },
    loseCommit: () =>
      new Promise((resolve) => {
        lost = resolve;
      }),
    async close() {
      dropAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
