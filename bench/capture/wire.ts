/** One message of PostgreSQL's protocol; `type` is empty for the first, which has none. */
export interface Message {
  readonly type: string;
  readonly body: Buffer;
}

/** Cuts a byte stream into messages, whatever pieces it arrives in. */
export class MessageReader {
  #rest: Buffer = Buffer.alloc(0);
  #isStarted: boolean;

  /** The side that opens the connection sends its first message without a type. */
  constructor(opens: boolean) {
    this.#isStarted = !opens;
  }

  /** The messages that are complete with these bytes. */
  *read(bytes: Buffer): Generator<Message> {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    for (;;) {
      const head = this.#isStarted ? 1 : 0;
      if (this.#rest.length < head + 4) {
        return;
      }
      const end = head + this.#rest.readUInt32BE(head);
      if (this.#rest.length < end) {
        return;
      }
      const type = this.#rest.toString("latin1", 0, head);
      const body = this.#rest.subarray(head + 4, end);
      this.#rest = this.#rest.subarray(end);
      this.#isStarted = true;
      yield { type, body };
    }
  }
}

/** Reads the fields of one message in order. */
export class Fields {
  readonly #body: Buffer;
  #at = 0;

  constructor(body: Buffer) {
    this.#body = body;
  }

  text(): string {
    const end = this.#body.indexOf(0, this.#at);
    const text = this.#body.toString("utf8", this.#at, end);
    this.#at = end + 1;
    return text;
  }

  int16(): number {
    this.#at += 2;
    return this.#body.readInt16BE(this.#at - 2);
  }

  int32(): number {
    this.#at += 4;
    return this.#body.readInt32BE(this.#at - 4);
  }

  bytes(length: number): Buffer {
    this.#at += length;
    return Buffer.from(this.#body.subarray(this.#at - length, this.#at));
  }

  list<T>(read: () => T): T[] {
    return Array.from({ length: this.int16() }, read);
  }
}
