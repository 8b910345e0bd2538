/** Called by Next once per server process, never by a build: tidies requests, starts jobs, upkeep and signals, and stops them with the process. */
export async function register(): Promise<void> {
  // biome-ignore lint/style/noProcessEnv: Next replaces exactly this expression to keep server code out of other runtimes.
  if (process.env.NEXT_RUNTIME !== "nodejs") {
    return;
  }
  const { tidyIncomingRequests } = await import("./lib/operation/incoming.ts");
  tidyIncomingRequests();
  const { plainSnapshots } = await import("./lib/operation/short-lived.ts");
  plainSnapshots();
  const { startBackgroundWork } = await import("./inngest/start.ts");
  await startBackgroundWork();
}
