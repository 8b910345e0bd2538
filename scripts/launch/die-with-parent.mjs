// Loaded into the server process before anything else: when the launcher is gone, even by kill -9, the server ends too. The
// worker that `next dev` starts inherits this, and ends with its own parent.
const GRACE_MS = 5000;

process.once("disconnect", () => {
  // The pipe to the launcher is broken, and a late message there must not change how we end.
  process.stdout.on("error", () => undefined);
  process.stderr.on("error", () => undefined);
  process.kill(process.pid, "SIGTERM");
  setTimeout(endGroup, GRACE_MS).unref();
});

/** Takes the workers of a server that does not end along: it leads their process group. */
function endGroup() {
  try {
    process.kill(-process.pid, "SIGKILL");
  } catch {
    process.exit(1);
  }
}
