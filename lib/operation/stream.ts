/** A media type without parameters, such as `text/csv`. */
export type MediaType = `${string}/${string}`;

/** A body that is sent piece by piece outside the envelope, for what may be larger than memory. */
export interface Stream {
  /** One of those that the operation declares. */
  readonly mediaType: MediaType;
  /** What the reader's file is called: letters, digits, dots and dashes. */
  readonly filename: string;
  /**
   * Begins the body; called once, after the commit. What it throws before the first piece leaves in the envelope; later it breaks
   * the connection, so that half a file never looks whole. When the reader leaves, `return()` is called on it.
   */
  readonly open: () => AsyncGenerator<string | Uint8Array, void>;
}

/** How a body ended: all of it was handed over, the reader left, or making it failed. */
export type StreamEnd = "complete" | "left" | { readonly failure: unknown };

interface Sending {
  readonly headers: Readonly<Record<string, string>>;
  /** Aborted when the reader leaves, also before a single piece was asked for. */
  readonly signal: AbortSignal;
  /** Called once, when the body has ended; never throws. */
  readonly onEnd: (end: StreamEnd) => void;
}

/**
 * The response whose body is the stream, at the reader's pace: nothing but the first piece is made before it is asked for. Resolves
 * once that piece is there, and throws what making it threw; `onEnd` is for everything after.
 */
export async function streamResponse({ mediaType, filename, open }: Stream, sending: Sending): Promise<Response> {
  const { headers, signal } = sending;
  const pieces = open();
  let next: Promise<IteratorResult<string | Uint8Array, void>> | undefined = Promise.resolve(await pieces.next());
  let hasEnded = false;
  const end = (how: StreamEnd): void => {
    if (!hasEnded) {
      hasEnded = true;
      signal.removeEventListener("abort", leave);
      sending.onEnd(how);
    }
  };
  const leave = async (): Promise<void> => {
    end("left");
    // Nobody is there any more to be told that closing failed.
    await pieces.return().catch(() => undefined);
  };
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    try {
      const { done, value } = await (next ?? pieces.next());
      next = undefined;
      if (hasEnded) {
        return;
      }
      if (done) {
        end("complete");
        controller.close();
      } else {
        controller.enqueue(typeof value === "string" ? Buffer.from(value) : value);
      }
    } catch (failure) {
      end({ failure });
      controller.error(new DOMException("the body could not be completed", "AbortError"));
    }
  };
  signal.addEventListener("abort", leave);
  if (signal.aborted) {
    await leave();
  }
  const body = new ReadableStream<Uint8Array>({ pull, cancel: leave }, { highWaterMark: 0 });
  return new Response(body, { headers: { ...headers, ...describe(mediaType, filename) } });
}

const describe = (mediaType: MediaType, filename: string): Record<string, string> => ({
  "Content-Type": mediaType.startsWith("text/") ? `${mediaType}; charset=utf-8` : mediaType,
  "Content-Disposition": `attachment; filename="${filename.replace(/[^\w.-]/g, "-")}"`,
});
