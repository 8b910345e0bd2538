import { demoAccounts, demoPassword } from "../demo-accounts.ts";
import { CommandFailed } from "../run-command.ts";
import { Refusal } from "./refusal.ts";

const OUTPUT_LINES = 40;

/** What is said once the console answers. */
export function welcomeText(url: string, hasDemoData: boolean): string {
  const accounts = demoAccounts.map(({ email, role }) => `    ${email.padEnd(26)}${role}`);
  const demo = ["", `  Sign in with one of the demo accounts; the password of all is ${demoPassword}`, ...accounts];
  return ["", `  Rookery is running at ${url}`, ...(hasDemoData ? demo : []), "", "  Ctrl-C stops it.", ""].join("\n");
}

/** What is said when the start or the running console failed: what the operator can act on, no stack where it says nothing. */
export function failureText(failure: unknown): string {
  if (failure instanceof Refusal) return failure.message;
  if (failure instanceof CommandFailed) {
    return `${failure.output.trimEnd().split("\n").slice(-OUTPUT_LINES).join("\n")}\n\n${failure.message}`;
  }
  return failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
}
