import { hostname } from "node:os";
import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { parseTraceParent } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import type { SpanFields, SpanStart, Tracing } from "./span.ts";
import { surroundings, within } from "./surroundings.ts";

const EXPORT_TIMEOUT_MS = 2000;

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const satisfies Record<SpanStart["kind"], SpanKind>;

/**
 * Sends spans in batches to the collector at `endpoint`, by OTLP over HTTP. Nothing is registered globally: no library adds spans of its
 * own. A collector that is down costs spans, never answers. OTEL_TRACES_SAMPLER and its like are the SDK's own and hold as well.
 */
export function otlpTracing(endpoint: string): Tracing {
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, "")}/v1/traces`,
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({
      "service.name": "rookery",
      "service.instance.id": `${hostname()}:${process.pid}`,
    }),
    spanProcessors: [new BatchSpanProcessor(exporter, { scheduledDelayMillis: 1000 })],
  });
  const tracer = provider.getTracer("rookery");

  return {
    span(start, work) {
      const span = tracer.startSpan(
        start.name,
        { kind: KINDS[start.kind], attributes: attributesOf(start.fields()) },
        parentOf(start, around()),
      );
      return within({ ...surroundings(), span }, async () => {
        try {
          return await work((fields) => note(span, fields));
        } catch (thrown) {
          span.setStatus({ code: SpanStatusCode.ERROR, message: thrown instanceof Error ? thrown.name : "unknown" });
          throw thrown;
        } finally {
          span.end();
        }
      });
    },
    ids() {
      const span = around();
      return span && { traceId: span.spanContext().traceId };
    },
    stop: () => provider.shutdown(),
  };
}

/** Spans are put there by `span` above alone. */
const around = (): Span | undefined => surroundings()?.span as Span | undefined;

function parentOf({ parent, isRoot }: SpanStart, around: Span | undefined): Context {
  const remote = parent ? parseTraceParent(parent) : null;
  if (remote) {
    return trace.setSpanContext(ROOT_CONTEXT, { ...remote, isRemote: true });
  }
  return around && !isRoot ? trace.setSpan(ROOT_CONTEXT, around) : ROOT_CONTEXT;
}

function note(span: Span, fields: SpanFields): void {
  span.setAttributes(attributesOf(fields));
  if (Number(fields["http.response.status_code"]) >= 500) {
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
}

const attributesOf = (fields: SpanFields): Attributes =>
  Object.fromEntries(Object.entries(fields).flatMap(([key, value]) => (value === null ? [] : [[key, value]])));
