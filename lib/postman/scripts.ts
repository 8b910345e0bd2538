import type { Step } from "./step.ts";

const TRIES = 60;

/** What is set before the first request: a mark that makes every name one of this run, a password and some dates. */
export const BEGIN: readonly string[] = [
  "const { variables, environment: kept } = pm;",
  "kept.set('run', Date.now().toString(36).toUpperCase());",
  "kept.set('memberPassword', variables.replaceIn('Aa1-{{$guid}}'));",
  "const daysAgo = (days) => new Date(Date.now() - days * 86400000).toISOString();",
  "kept.set('now', daysAgo(0));",
  "kept.set('yesterday', daysAgo(1));",
  "kept.set('dayBefore', daysAgo(2));",
];

/** Works out the code of the second factor from `totpSecret` (RFC 6238), as an authenticator app would. */
export const ONE_TIME_CODE: readonly string[] = [
  "const bits = [...pm.environment.get('totpSecret')]",
  "  .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');",
  "const key = bits.match(/.{8}/g).map((byte) => parseInt(byte, 2).toString(16).padStart(2, '0')).join('');",
  "const counter = Math.floor(Date.now() / 30000).toString(16).padStart(16, '0');",
  "const hex = CryptoJS.enc.Hex;",
  "const digest = CryptoJS.HmacSHA1(hex.parse(counter), hex.parse(key)).toString(hex);",
  "const at = parseInt(digest.slice(-1), 16) * 2;",
  "const code = (parseInt(digest.slice(at, at + 8), 16) & 0x7fffffff) % 1000000;",
  "pm.environment.set('totp', String(code).padStart(6, '0'));",
];

const js = (value: unknown): string => JSON.stringify(value);

/** Leaves out a request that only a person can prepare. */
export const skipUnlessByHand: readonly string[] = [
  "if (pm.variables.get('byHand') !== 'yes') pm.execution.skipRequest();",
];

interface Expected {
  readonly statuses: readonly number[];
  /** Members of the envelope and the one that holds the payload; null where the body is a file. */
  readonly envelope: { readonly members: readonly string[]; readonly payload: string } | null;
  readonly name: string;
}

/** Judges an answer: a declared status, the envelope, and what later requests need of it. */
export function judgement(step: Step, { statuses, envelope, name }: Expected): string[] {
  const status = `pm.test(${js(`answers ${statuses.join(" or ")}`)}, () => pm.expect(pm.response.code, pm.response.text()).to.be.oneOf(${js(statuses)}));`;
  if (envelope === null) {
    return [
      status,
      "pm.test('is a file', () => pm.expect(pm.response.headers.get('Content-Disposition')).to.include('attachment'));",
    ];
  }
  const paths = [...Object.values(step.stores ?? {}), ...(step.until ? [step.until.at] : [])];
  return [
    ...(step.until ? waiting(step.until, envelope.payload, name) : []),
    status,
    `pm.test('is in its envelope', () => pm.expect(pm.response.json()).to.include.all.keys(${js(envelope.members)}));`,
    ...(paths.length > 0
      ? [
          `const at = (path) => path.split('.').reduce((value, key) => value?.[key], pm.response.json().${envelope.payload});`,
        ]
      : []),
    ...Object.entries(step.stores ?? {}).flatMap(([variable, path]) => [
      `pm.test(${js(`holds ${path}`)}, () => pm.expect(at(${js(path)})).to.be.a('string').that.is.not.empty);`,
      `pm.environment.set(${js(variable)}, at(${js(path)}));`,
    ]),
    ...(step.until
      ? [
          `pm.test(${js(`${step.until.at} is settled`)}, () => pm.expect(at(${js(step.until.at)})).to.be.oneOf(${js(step.until.is)}));`,
        ]
      : []),
  ];
}

const waiting = ({ at, is }: NonNullable<Step["until"]>, payload: string, name: string): string[] => [
  "const tries = Number(pm.environment.get('tries') ?? 0);",
  `const state = ${js(at)}.split('.').reduce((value, key) => value?.[key], pm.response.json().${payload});`,
  `if (!${js(is)}.includes(state) && tries < ${TRIES}) {`,
  "  pm.environment.set('tries', tries + 1);",
  `  pm.execution.setNextRequest(${js(name)});`,
  "  setTimeout(() => {}, 250);",
  "  return;",
  "}",
  "pm.environment.set('tries', 0);",
];
