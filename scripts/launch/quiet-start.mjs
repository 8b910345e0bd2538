// Loaded into the production server before anything else: Next.js greets on the console, where our log is JSON. Its greeting
// is left out; the launcher says where the console is. What else is printed passes.
const GREETING = /Next\.js \d|^\s*- (Local|Network):|Ready in |Running next\.config /;
const OVER_AFTER_MS = 10_000;

const original = console.log;
const filtered = (...args) => {
  if (!GREETING.test(args.join(" "))) original(...args);
};
console.log = filtered;
setTimeout(() => {
  if (console.log === filtered) console.log = original;
}, OVER_AFTER_MS).unref();
