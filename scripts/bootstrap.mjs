// Runs before anything is installed, on whatever Node the user has: builtins only, no syntax newer than Node 14.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lockfile = join(root, "package-lock.json");
const stamp = join(root, "node_modules", ".rookery-install");
const [major, minor] = process.versions.node.split(".").map(Number);

/** Installs what is missing, then runs a TypeScript entry of this folder on a Node that understands it. */
export async function bootstrap(entry) {
  if (!atLeast(20, 19)) {
    fail(
      `Rookery needs Node.js 20.19 or newer to start; this is ${process.version}. Install a current LTS release from https://nodejs.org.`,
    );
  }
  process.chdir(root);
  install();
  const node = chooseNode();
  // Children ask for `node` by name (the schema engine's shebang does): let them find the same one.
  process.env.PATH = [dirname(node), join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
  const script = join(root, "scripts", entry);
  if (realpathSync(node) === realpathSync(process.execPath) && atLeast(24, 0)) await import(pathToFileURL(script).href);
  else await reexec(node, script);
}

function atLeast(wantedMajor, wantedMinor) {
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

function fail(message) {
  console.error(`\n${message}\n`);
  process.exit(1);
}

function install() {
  const wanted = createHash("sha256").update(readFileSync(lockfile)).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  if (!installedAsLocked()) {
    console.log("Installing dependencies, which takes a minute or two …");
    const { isDone, output } = npm("ci");
    // npm ci insists on an entry for every optional package of every platform, which not every registry could provide when
    // the versions were locked. npm install keeps to the locked versions too.
    const isDoneNow = isDone || (output.includes("in sync") && npm("install", "--no-save").isDone);
    if (!isDoneNow) fail(`${output}\nThe dependencies could not be installed; Rookery was not started.`);
  }
  writeFileSync(stamp, wanted);
}

function npm(...args) {
  // The console is built on this machine, so the build tools are needed under NODE_ENV=production too.
  const options = ["--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const script = process.env.npm_execpath;
  const [command, first] = script ? [process.execPath, [script]] : ["npm", []];
  const { status, error, stdout, stderr } = spawnSync(command, [...first, ...args, ...options], {
    cwd: root,
    encoding: "utf8",
  });
  if (error) fail(`npm could not be run (${error.message}). Install npm, or run "npm ci" yourself and start again.`);
  return { isDone: status === 0, output: `${stdout}${stderr}` };
}

/** Whether somebody already ran npm by hand: every package of the lockfile is there in its version. */
function installedAsLocked() {
  const hidden = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(hidden)) return false;
  const have = JSON.parse(readFileSync(hidden, "utf8")).packages;
  const want = JSON.parse(readFileSync(lockfile, "utf8")).packages;
  const mayBeAbsent = (entry) =>
    entry.optional || entry.devOptional || (entry.dev && process.env.NODE_ENV === "production");
  return Object.keys(want).every((path) => {
    if (path === "" || want[path].link) return true;
    return have[path] ? have[path].version === want[path].version : mayBeAbsent(want[path]);
  });
}

function chooseNode() {
  const bundled = join(root, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");
  // It is there but does not run where the C library is another one.
  if (existsSync(bundled) && spawnSync(bundled, ["-v"]).status === 0) return bundled;
  if (atLeast(22, 18)) return process.execPath;
  return fail(
    `Rookery runs on Node.js 22.18 or newer; this is ${process.version} and no bundled one exists for ${process.platform}-${process.arch}.`,
  );
}

function reexec(node, script) {
  const args = ["--disable-warning=ExperimentalWarning", script, ...process.argv.slice(2)];
  // The channel tells the child when this process is gone, however it went.
  const child = spawn(node, args, { cwd: root, stdio: ["inherit", "inherit", "inherit", "ipc"] });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  return new Promise(() => {
    child.on("error", (error) => fail(`${node} could not be started: ${error.message}`));
    child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
  });
}
