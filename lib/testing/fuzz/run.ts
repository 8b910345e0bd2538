import { setTimeout as sleep } from "node:timers/promises";
import { Chance } from "./chance.ts";
import { type Arrived, Contract, type Document, type Endpoint, endpointsOf } from "./contract.ts";
import { type Attempt, attemptAt, type Sender } from "./requests.ts";
import { canonical } from "./sample.ts";

/** What is fuzzed, and how. */
export interface Subject {
  readonly document: Document;
  /** Ids that there are at the start, by the name of what they identify; answers bring more. */
  readonly ids: ReadonlyMap<string, readonly string[]>;
  /** Sends the request; its address begins with `http://localhost:3000`. */
  readonly send: (request: Request) => Promise<Response>;
  /** Headers that make the request one of that sender's, for the body it carries. */
  readonly credentials: (sender: Sender, endpoint: Endpoint, attempt: Attempt) => Readonly<Record<string, string>>;
  /** Told of every answer, so that somebody whose session has ended can sign in again. */
  readonly answered?: (endpoint: Endpoint, attempt: Attempt, status: number) => Promise<void>;
  /** Forgives an answer that a dependency has really caused. */
  readonly isExcused?: (endpoint: Endpoint, status: number) => boolean;
}

export interface Plan {
  readonly seed: number;
  readonly requests: number;
  /** How many are on their way at once. */
  readonly lanes: number;
}

/** A broken contract, with the request that broke it. */
export interface Defect {
  readonly index: number;
  readonly complaint: string;
  readonly status: number;
  readonly request: string;
  readonly answer: string;
}

export interface Report {
  readonly defects: readonly Defect[];
  /** How many requests were answered with each status. */
  readonly statuses: Readonly<Record<number, number>>;
  /** Operations that succeeded at least once. */
  readonly succeeded: ReadonlySet<string>;
}

const DEFECTS_SHOWN = 20;
const ENVELOPES: readonly (readonly [base: string, envelope: string])[] = [
  ["/api/v1/system/", "System"],
  ["/api/v1/queue/", "System"],
];

/** Sends the planned requests, made from the document and the seed, and judges every answer by the document. */
export async function fuzz(subject: Subject, { seed, requests, lanes }: Plan): Promise<Report> {
  const contract = new Contract(subject.document);
  const endpoints = endpointsOf(subject.document);
  const ids = new Map([...subject.ids].map(([name, known]) => [name, [...known]]));
  const defects: Defect[] = [];
  const statuses: Record<number, number> = {};
  const succeeded = new Set<string>();

  const once = async (index: number): Promise<void> => {
    const chance = new Chance(seed, index);
    const endpoint = chance.pick(endpoints);
    const attempt = attemptAt(endpoint, ids, chance);
    const isExcused = (status: number): boolean => subject.isExcused?.(endpoint, status) ?? false;
    const answer = await answerTo(() => requestOf(subject, endpoint, attempt), subject.send, isExcused);
    statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
    const complaint = judge(contract, endpoints, endpoint.path, attempt, answer);
    if (complaint !== null && !isExcused(answer.status)) {
      defects.push(defectOf(index, complaint, attempt, answer));
    }
    if (isSuccess(answer)) {
      succeeded.add(endpoint.operationId);
      harvest(answer.text, ids);
    }
    await subject.answered?.(endpoint, attempt, answer.status);
  };

  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < requests && defects.length < DEFECTS_SHOWN) {
      const index = next;
      next += 1;
      await once(index);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return { defects, statuses, succeeded };
}

const TRIES = 9;

/**
 * The answer; one of status 0 where the connection broke, which no contract knows. It is asked for again: a connection that is closed
 * behind a body that was refused unread takes along the next request on it, and a 503 of a busy machine passes; one that is a defect
 * stays.
 */
async function answerTo(
  make: () => Request,
  send: Subject["send"],
  isExcused: (status: number) => boolean,
  tries = TRIES,
): Promise<Arrived> {
  try {
    const answer = await read(await send(make()));
    if (answer.status === 503 && tries > 1 && !isExcused(answer.status)) {
      await sleep(1_000 * (TRIES + 1 - tries));
      return await answerTo(make, send, isExcused, tries - 1);
    }
    return answer;
  } catch (thrown) {
    const cause = thrown instanceof Error ? thrown.cause : undefined;
    const broken = { status: 0, headers: new Headers(), text: `${String(thrown)}: ${String(cause)}` };
    return tries > 1 ? answerTo(make, send, isExcused, tries - 1) : broken;
  }
}

const read = async (response: Response): Promise<Arrived> => ({
  status: response.status,
  headers: response.headers,
  text: await response.text(),
});

function requestOf(subject: Subject, endpoint: Endpoint, attempt: Attempt): Request {
  const { method, url, headers, body, sender } = attempt;
  return new Request(`http://localhost:3000${url}`, {
    method,
    headers: { ...headers, ...subject.credentials(sender, endpoint, attempt) },
    ...(body !== undefined && { body }),
  });
}

function judge(
  contract: Contract,
  endpoints: readonly Endpoint[],
  path: string,
  { method, url }: Attempt,
  answer: Arrived,
): string | null {
  // A segment such as `..` leads elsewhere: to another operation perhaps, whose turn is another.
  if (method === "HEAD" || !leadsTo(path, url)) {
    return isFailure(answer) ? "fails" : null;
  }
  // With another method too it may be an operation.
  const reached = endpoints.find((each) => each.path === path && each.method === method);
  if (reached) {
    return contract.complaint(reached, answer);
  }
  const envelope = ENVELOPES.find(([base]) => path.startsWith(base))?.[1] ?? "Generic";
  return isSuccess(answer) ? null : contract.refusal(envelope, answer);
}

const isFailure = ({ status }: Arrived): boolean => status >= 500 || status === 0;
const isSuccess = ({ status }: Arrived): boolean => status >= 200 && status < 300;

function leadsTo(path: string, url: string): boolean {
  const segments = new URL(url, "http://localhost").pathname.split("/");
  const pattern = path.split("/");
  return (
    segments.length === pattern.length &&
    pattern.every((part, at) => (part.startsWith("{") ? segments[at] !== "" : part === segments[at]))
  );
}

const defectOf = (index: number, complaint: string, attempt: Attempt, answer: Arrived): Defect => ({
  index,
  complaint,
  status: answer.status,
  request: JSON.stringify({
    ...attempt,
    body: typeof attempt.body === "object" ? [...attempt.body] : attempt.body?.slice(0, 2_000),
  }).slice(0, 4_000),
  answer: answer.text.slice(0, 1_000),
});

const KEPT = 40;

/** Remembers the ids that an answer shows, by the name of their key; `id` alone is that of an alert. */
function harvest(text: string, ids: Map<string, string[]>): void {
  for (const [, key = "", id = ""] of text.matchAll(/"(\w*[iI]d)":"([0-9a-f]{8}-[0-9a-f-]{27})"/g)) {
    const name = canonical(key);
    const kept = ids.get(name) ?? [];
    if (!kept.includes(id)) {
      ids.set(name, [...kept.slice(-KEPT), id]);
    }
  }
}
