/** A request that can be sent again and again. */
export interface LoadRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** The body is a new tenant's each time. */
  readonly createsTenant: boolean;
}

/** What the load generator does next: so many requests one after the other, or many clients at once for a time. */
export type LoadJob = {
  readonly port: number;
  /** Bearer tokens, taken in turn; none sends no authorization. */
  readonly tokens: readonly string[];
  /** Begins the codes of tenants that are created. */
  readonly codePrefix: string;
} & (
  | { readonly kind: "sequence"; readonly requests: readonly LoadRequest[]; readonly count: number }
  | {
      readonly kind: "crowd";
      readonly mix: readonly { readonly weight: number; readonly requests: readonly LoadRequest[] }[];
      readonly clients: number;
      readonly durationMs: number;
    }
);

/** What came of it. */
export interface LoadResult {
  /** Of each answered request, in milliseconds. */
  readonly latencies: readonly number[];
  readonly elapsedMs: number;
  /** The first answers that were no success. */
  readonly failures: readonly string[];
}
