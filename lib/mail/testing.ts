import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

/** A mail as it arrived. */
export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly user: string | undefined;
  /** Headers and body, as they were sent. */
  readonly source: string;
  /** The body's text with line endings and quoted-printable undone. */
  readonly text: string;
}

/** A mail server on loopback that keeps what it is sent. */
export class Postbox {
  readonly received: Received[] = [];
  /** Set: every recipient is refused with these words. */
  refusal: string | undefined;
  #server: SMTPServer | undefined;
  #port = 0;

  /** Starts it; `password` is what a client must sign in with, as any user. */
  async start(password?: string): Promise<this> {
    const server = new SMTPServer({
      disabledCommands: ["STARTTLS"],
      authOptional: password === undefined,
      allowInsecureAuth: true,
      logger: false,
      onAuth: (auth, _session, done) =>
        auth.password === password ? done(null, { user: auth.username ?? "" }) : done(new Error("wrong password")),
      onRcptTo: ({ address }, _session, done) =>
        done(this.refusal === undefined ? null : new Error(`${this.refusal} <${address}>`)),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => {
          const source = Buffer.concat(chunks).toString("utf8");
          const { mailFrom, rcptTo } = session.envelope;
          this.received.push({
            from: mailFrom ? mailFrom.address : "",
            to: rcptTo.map(({ address }) => address),
            user: session.user,
            source,
            text: textOf(source),
          });
          done();
        });
      },
    });
    // A client that dies in the middle is the client's matter.
    server.on("error", () => undefined);
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.#port = (server.server.address() as AddressInfo).port;
    return this;
  }

  /** Its address for SMTP_URL. */
  url(credentials = "", query = ""): string {
    return `smtp://${credentials}127.0.0.1:${this.#port}${query}`;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => (this.#server ? this.#server.close(() => resolve()) : resolve()));
  }
}

function textOf(source: string): string {
  const body = source.slice(source.indexOf("\r\n\r\n") + 4).replaceAll("\r\n", "\n");
  if (!/^content-transfer-encoding: quoted-printable/im.test(source)) {
    return body;
  }
  const bytes = body
    .replace(/=\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
