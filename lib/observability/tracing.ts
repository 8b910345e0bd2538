import { singleton } from "../core/singleton.ts";
import type { Note, SpanStart, Tracing } from "./span.ts";

const slot = singleton("tracing", (): { current: Tracing | null } => ({ current: null }));
const nothing: Note = () => undefined;

/** Runs `work` as a span, or as it is where no traces are written. */
export const traced = <T>(start: SpanStart, work: (note: Note) => Promise<T>): Promise<T> =>
  slot.current === null ? work(nothing) : slot.current.span(start, work);

/** True while traces are written. */
export const isTracing = (): boolean => slot.current !== null;

/** Fields that log lines need to be found from a trace; undefined where none is written. */
export const traceIds = (): { readonly traceId: string } | undefined => slot.current?.ids();

/** Begins to send traces to the collector, once per process; does and loads nothing without an address of one. */
export async function startTracing(endpoint: string | undefined): Promise<void> {
  if (endpoint !== undefined && slot.current === null) {
    const { otlpTracing } = await import("./otlp.ts");
    slot.current ??= otlpTracing(endpoint);
  }
}

/** Sends what is left, within the exporter's own time limit. */
export async function stopTracing(): Promise<void> {
  const { current } = slot;
  slot.current = null;
  await current?.stop().catch(() => undefined);
}
