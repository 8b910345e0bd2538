/** One request of the walk through the API. What it leaves out is that of the operation's own example. */
export interface Step {
  /** Name of the operation, of the folder's own family unless a family is named: `auth.login`. */
  readonly op: string;
  /** What tells it from another call of the same operation. */
  readonly title?: string;
  /** Parts of the path; each is the variable of its name without it. */
  readonly path?: Readonly<Record<string, string>>;
  /** In place of the example's query. */
  readonly query?: Readonly<Record<string, string>>;
  /** Members that differ from the example's body. */
  readonly body?: Readonly<Record<string, unknown>> | readonly unknown[];
  /** Whose token it carries; the administrator's without it. */
  readonly as?: "member";
  /** Sent as a rehearsal, since it would change the whole platform. */
  readonly dryRun?: true;
  /** Variable → where the answer's payload has its value: `items.0.auditId`. */
  readonly stores?: Readonly<Record<string, string>>;
  /** Asked again until this place of the payload has one of these values. */
  readonly until?: { readonly at: string; readonly is: readonly string[] };
  /** Lines of script that come first. */
  readonly before?: readonly string[];
  /** Another status that is as good, and why. */
  readonly orElse?: { readonly status: number; readonly because: string };
  /** Why a run through the collection leaves it out; sent by hand with the variable `byHand` set to `yes`. */
  readonly byHand?: string;
}

/** Requests in the order in which they build on each other. */
export interface Folder {
  readonly name: string;
  readonly about: string;
  /** The family that its operations belong to. */
  readonly api: string;
  readonly steps: readonly Step[];
}

/** Steps that need nothing said. */
export const plainly = (...ops: readonly string[]): Step[] => ops.map((op) => ({ op }));
