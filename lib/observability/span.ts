export type SpanFields = Readonly<Record<string, string | number | boolean | null>>;

/** How a span begins. */
export interface SpanStart {
  readonly name: string;
  /** server: a request that came in; client: a call to something else; consumer: a job; internal: a part of any of them. */
  readonly kind: "server" | "client" | "consumer" | "internal";
  /** Only asked for when traces are written. Null values are left out. */
  readonly fields: () => SpanFields;
  /** The caller's `traceparent` header; without it the span belongs to the one around it. */
  readonly parent?: string | null;
  /** Belongs to none. */
  readonly isRoot?: true;
}

/** Adds fields to the span under way; an `http.response.status_code` of 500 or more marks it as failed. */
export type Note = (fields: SpanFields) => void;

/** What writes spans; there is one only while OTEL_EXPORTER_OTLP_ENDPOINT is set. */
export interface Tracing {
  span<T>(start: SpanStart, work: (note: Note) => Promise<T>): Promise<T>;
  /** Ids of the trace under way, for log lines. */
  ids(): { readonly traceId: string } | undefined;
  stop(): Promise<void>;
}
