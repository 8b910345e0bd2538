/** Called by Next once per server process, never by a build: settles whom to believe about addresses, starts jobs, upkeep and signals, and stops them with the process. */
export async function register(): Promise<void> {
  // biome-ignore lint/style/noProcessEnv: Next replaces exactly this expression to keep server code out of other runtimes.
  if (process.env.NEXT_RUNTIME !== "nodejs") {
    return;
  }
  const { distrustForwardedHeaders } = await import("./lib/operation/peer-address.ts");
  distrustForwardedHeaders();
  const { startBackgroundWork } = await import("./inngest/start.ts");
  await startBackgroundWork();
}
