import { AsyncLocalStorage } from "node:async_hooks";
import { singleton } from "../core/singleton.ts";

/** What code inside a function may learn about the execution that it is part of. */
export interface CurrentCall {
  readonly lease: number;
  /** Aborts when the process stops, and when another process has taken the run over. */
  readonly signal: AbortSignal;
}

const storage = (): AsyncLocalStorage<CurrentCall> =>
  singleton("runnerCalls", () => new AsyncLocalStorage<CurrentCall>());

/** The embedded runner's call that the caller runs in; undefined elsewhere. */
export const currentCall = (): CurrentCall | undefined => storage().getStore();

/** Runs `work` as that call. */
export const withinCall = <T>(call: CurrentCall, work: () => Promise<T>): Promise<T> => storage().run(call, work);
