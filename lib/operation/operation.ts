import type { z } from "zod";
import type { AuditAction, AuditOutcome, EntityType } from "../audit/actions.ts";
import type { Feature } from "../configuration/definitions.ts";
import type { AppError, ErrorCode } from "../core/errors.ts";
import type { Db } from "../db/client.ts";
import type { Permission } from "../policy/permissions.ts";
import type { SystemRoleName } from "../policy/roles.ts";
import type { StepUpPolicy } from "../policy/step-up.ts";
import type { ApprovalGround } from "../proposals/catalogue.ts";
import type { MediaType, Stream } from "./stream.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * Who may call. `public` is spelled out, never the default; `ofActiveAccounts` says that the operation itself turns away an account
 * that is locked, suspended, invited or shut out. `whileEnrolling` opens it also to somebody who has to set up a second factor
 * before anything else. An API key reads what its role may read; `keys` opens more to it. With `roles`, a system role must be named and hold the
 * permission; a custom role needs `customRoles: true` and the permission. `tenantScoped` says that the path's
 * `tenantId` must lie in the actor's scope, else 404; `allTenants`, that what it shows spans all tenants, and is refused to whoever is
 * bound to some. `signed-webhook` is for a provider's calls, which prove themselves call by call:
 * `verify` throws UNAUTHENTICATED, or UNAVAILABLE where no secret is set to verify with.
 */
export type Policy =
  | { readonly access: "public"; readonly ofActiveAccounts?: true }
  | { readonly access: "signed-in"; readonly whileEnrolling?: true; readonly keys?: true }
  | {
      readonly access: "signed-webhook";
      readonly provider: string;
      /** How it proves itself, as an OpenAPI security scheme. */
      readonly scheme: Readonly<Record<string, string>>;
      verify(call: SignedCall): void;
    }
  | {
      readonly access: "roles";
      readonly roles: readonly SystemRoleName[];
      readonly permission: Permission;
      /** Each of these lets a role in as well: what the call shows is decided by what it is asked for. */
      readonly orPermissions?: readonly Permission[];
      readonly customRoles?: true;
      readonly tenantScoped?: true;
      readonly allTenants?: true;
      readonly keys?: true;
    };

/** A provider's call as it arrived, before anything has read it. */
export interface SignedCall {
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** Which allowance a call draws on (SRS §12); sign-in counts by address. */
export type LimitClass = "admin" | "config" | "ruleExecution" | "signIn" | "ingest";

/** The tenants that an actor may know of. */
export type TenantScope = "global" | readonly string[];

/** How a session confirms who it is: `password` and `totp` go together where both are named, `provider` stands by itself. */
export type StepUpMethod = "password" | "totp" | "provider";

/** What has to be confirmed first, where the configuration names the policy. */
export interface StepUp<I> {
  readonly policy: StepUpPolicy;
  /** In the executive family: a step that must come first is 409 there (decisions §7). */
  readonly refusedAs?: "CONFLICT";
  /** Whether this call is one of those; all are without it. May read; asked only of who has not confirmed. */
  applies?(caller: Caller, input: I): boolean | Promise<boolean>;
}

export interface Actor {
  /** Null for a caller that has not signed in, and for the system itself. */
  readonly id: string | null;
  /** The platform acting by itself or at an operator's command line; it may do everything, on the record. */
  readonly isSystem?: true;
  /** The provider whose signature the call bears. */
  readonly provider?: string;
  /** An API key, whose id this is: no person, and nobody who changes anything. */
  readonly isKey?: true;
  readonly role: string;
  readonly permissions: ReadonlySet<string>;
  readonly tenantScope: TenantScope;
  /** True for somebody whose role must use a second factor and who has none: then it is all that can be set up. */
  readonly mustEnrol?: boolean;
  /** The session that the call came with; null for jobs and anonymous callers. */
  readonly sessionId: string | null;
  /** When the session last confirmed who it is, on the clock of `performance.now()`, and how it can; null when it never did. */
  readonly confirmation?: { readonly at: number | null; readonly methods: readonly StepUpMethod[] };
  /** The person behind it, for `/auth/me` and the console; never for logs or audit rows. */
  readonly profile?: { readonly email: string; readonly name: string };
}

export interface RateState {
  readonly policy: string;
  readonly limit: number;
  readonly remaining: number;
  readonly resetSec: number;
}

/** What is known of one request, whoever makes it; the last three are filled in on the way. */
export interface RequestScope {
  readonly requestId: string;
  /** The client's network, /24 or /48: what may be stored and logged. */
  readonly ipAddress: string | null;
  /** The client's full address, for counting only; never stored or logged in clear. */
  readonly clientAddress: string;
  readonly userAgent: string | null;
  rate?: RateState;
  /** A 5xx on its way out, for the access log. */
  failure?: Error;
  /** True when the answer is a stored one (Idempotency-Key). */
  isReplayed?: boolean;
}

export interface Caller {
  readonly actor: Actor;
  readonly request: RequestScope;
}

export interface Context extends Caller {
  /** In a write the open transaction, in a read the pool. */
  readonly db: Db;
  readonly now: Date;
  /** Versions of If-Match; null when the header is absent or `*`. */
  readonly ifMatch: readonly number[] | null;
  /** True where nothing will be committed: what is work of its own can be shown instead of done. */
  readonly isDryRun: boolean;
  /** Runs after the commit, never in a dry run. */
  readonly afterCommit: (work: () => void) => void;
}

export interface AuditDraft<A extends AuditAction = AuditAction> {
  readonly action: A;
  readonly entityType: EntityType;
  readonly entityId: string | null;
  readonly tenantId?: string | null;
  readonly reason?: string | undefined;
  readonly outcome?: AuditOutcome;
  /** Who did it, where the caller only became somebody by doing it: a sign-in. */
  readonly actor?: { readonly id: string; readonly role: string };
  readonly before?: object | null;
  readonly after?: object | null;
}

/** Where the figures of an executive answer come from and how fresh they are (contract §2, decisions §7). */
export interface Meta {
  readonly data_source: string;
  readonly data_quality: "standard" | "partial" | "stale";
  readonly last_updated: string | null;
  readonly data_sources_limited?: readonly string[];
  readonly figures?: Readonly<Record<string, object>>;
}

/** Effects beyond the resource itself, for the dry run: what → how many; a function where only a dry run needs the counting. */
export type Cascade = Readonly<Record<string, number>> | (() => Promise<Readonly<Record<string, number>>>);

/** `audit` is there exactly when the operation declares actions: a write that forgets it does not compile. */
type Audited<A extends readonly AuditAction[] | null> = A extends readonly AuditAction[]
  ? {
      readonly audit: AuditDraft<A[number]>;
      /** Further rows, of what it did in somebody else's name. */
      readonly also?: readonly AuditDraft[];
    }
  : { readonly audit?: never };

export type Reply<O, A extends readonly AuditAction[] | null> =
  | ({
      /** The answer; a function where reading it is work of its own, which is left out when nobody waits for it. */
      readonly data: O | (() => Promise<O>);
      /** In place of the declared status and message, where one act has two outcomes. */
      readonly answer?: { readonly status: 200 | 201 | 202; readonly message: string };
      readonly meta?: Meta;
      /** Becomes the ETag. */
      readonly version?: number;
      readonly cascade?: Cascade;
      /** What more a dry run shows, where before and after do not say it. */
      readonly preview?: Readonly<Record<string, unknown>>;
    } & Audited<A>)
  /** A body outside the envelope, of a media type that the operation declares. It begins after the commit. */
  | ({ readonly stream: Stream } & Audited<A>)
  /** Commits the effect and its audit row, then answers with the error: a reused token, a wrong password. */
  | (A extends readonly AuditAction[]
      ? { readonly refused: AppError; readonly audit: AuditDraft<A[number]> | null }
      : never);

/** The three places a request carries input; all strict, so that what is not named is refused. */
export interface InputSchemas {
  readonly path?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
}
type Out<S> = S extends z.ZodType ? z.output<S> : Record<string, never>;
type In<S> = S extends z.ZodType ? z.input<S> : undefined;
export interface Input<I extends InputSchemas> {
  readonly path: Out<I["path"]>;
  readonly query: Out<I["query"]>;
  readonly body: Out<I["body"]>;
}
type Given<S, K extends string> = S extends z.ZodType
  ? Record<never, never> extends z.input<S>
    ? { readonly [P in K]?: In<S> }
    : { readonly [P in K]: In<S> }
  : { readonly [P in K]?: undefined };
/** A query as it stands in a URL, before anything has judged it. */
type UrlQuery = Readonly<Partial<Record<string, string>>>;
/** What a caller hands to `perform`: the input before parsing. */
export type RawInput<I extends InputSchemas> = Given<I["path"], "path"> &
  (I["query"] extends z.ZodType ? { readonly query?: In<I["query"]> | UrlQuery } : { readonly query?: undefined }) &
  Given<I["body"], "body">;

type ExampleOutput<O extends z.ZodType> = [z.input<O>] extends [never]
  ? { readonly output?: undefined }
  : { readonly output: z.input<O> };

/** The row that a reading leaves: of the first id in the path, else of the operation, unless `of` says of what. */
export interface Viewed {
  readonly action: "SYSTEM_VIEWED";
  readonly entityType: EntityType;
  readonly of?: (path: Readonly<Record<string, unknown>>) => string;
}

/** When an operation was announced to leave, when it goes (90 days later at the earliest), and the path that takes its place. */
export interface Deprecation {
  readonly since: Date;
  readonly sunset: Date;
  readonly successor?: `/api/v${number}/${string}`;
}

/** What of an operation needs a second person while the configuration asks for one (issue 6: four eyes). */
export interface Approval<I = object> {
  /** Why it does, by what it did to the resource; null where it does not. */
  groundOf(effect: { readonly before: object | null; readonly after: object | null }): ApprovalGround | null;
  /** The refusal of an input that may not be kept until somebody decides. */
  unstorable?(input: I): AppError | null;
}

export interface Operation<
  I extends InputSchemas = InputSchemas,
  O extends z.ZodType = z.ZodType,
  A extends readonly AuditAction[] | null = readonly AuditAction[] | null,
  P = unknown,
> {
  /** OpenAPI operationId, log and metric label. */
  readonly name: string;
  /** One line for the documentation. */
  readonly summary: string;
  readonly http: {
    readonly method: Method;
    readonly path: `/${string}`;
    readonly status?: 200 | 201 | 202;
    readonly message?: string;
    /** The one media type that the body may come in; any kind of JSON without it. */
    readonly accepts?: MediaType;
  };
  /** Announced as leaving (SRS §16); answered in every header of its calls. */
  readonly deprecated?: Deprecation;
  /** Required: nothing is public by omission. */
  readonly policy: Policy;
  readonly limit: LimitClass;
  /** The session must have confirmed lately who it is, where the configuration wants that (BF-004). */
  readonly stepUp?: StepUp<Input<I>>;
  /** The configuration key that switches it off: for the tenant that the path names, else for everybody. Then it is 409. */
  readonly feature?: Feature | ((input: Input<I>) => Feature | null);
  /** The actions it may record, one a call; null for reads. A GET that declares some is a read that is put on record. */
  readonly audit: A;
  /** What its failure rows are about; needed where `audit` is. */
  readonly entityType?: EntityType;
  /** A read that leaves a row all the same (decisions §7). */
  readonly viewed?: Viewed;
  /** A read that needs a body, hence a POST: it changes nothing and leaves no row. */
  readonly asks?: true;
  /** Takes in what a provider recorded: a write whose own rows are its record, so that it leaves none in the audit log. */
  readonly ingests?: true;
  /** What of it needs a second person. What such an act prepares is lost: it is carried out later, as in a dry run, without. */
  readonly approval?: Approval<Input<I>>;
  /** Honours Idempotency-Key (decisions §4). */
  readonly idempotent?: true;
  /** Recorded instead of the first action when the write fails. */
  readonly failedAction?: AuditAction;
  readonly input: I;
  /** Parsed on the way out: a column that it does not name cannot leak. `z.never()` where it only streams. */
  readonly output: O;
  /** The media types that it may stream instead, each with an example of such a body. */
  readonly streams?: Readonly<Record<MediaType, string>>;
  readonly errors: readonly ErrorCode[];
  readonly example: { readonly input: RawInput<I> } & ExampleOutput<O>;
  /** Work outside the transaction that must precede it, such as a downstream call. `abandon` undoes it when the rest fails. */
  prepare?(caller: Caller, input: Input<I>): Promise<P>;
  abandon?(caller: Caller, input: Input<I>, prepared: P, failure: unknown): Promise<void>;
  /**
   * Does in one transaction to many what `run` does to each, for jobs: the audit drafts of what was done, or why it was not, in the
   * order asked for. A refusal has changed nothing.
   */
  runMany?(
    ctx: Context,
    inputs: readonly Input<I>[],
  ): Promise<readonly ((A extends readonly AuditAction[] ? AuditDraft<A[number]> : never) | AppError)[]>;
  /** `prepared` is undefined in a dry run and where there is no `prepare`. */
  run(ctx: Context, input: Input<I>, prepared: P | undefined): Promise<Reply<z.input<O>, A>>;
}

/** A reply whose types have been erased. */
export interface AnyReply {
  readonly data?: unknown;
  readonly answer?: { readonly status: 200 | 201 | 202; readonly message: string };
  readonly meta?: Meta;
  readonly version?: number;
  readonly cascade?: Cascade;
  readonly preview?: Readonly<Record<string, unknown>>;
  readonly stream?: Stream;
  readonly audit?: AuditDraft | null;
  readonly also?: readonly AuditDraft[];
  readonly refused?: AppError;
}

/** An operation whose types have been erased, for lists; `perform` re-checks each by its own schemas. */
export interface AnyOperation
  extends Omit<Operation, "run" | "runMany" | "prepare" | "abandon" | "example" | "feature" | "approval" | "stepUp"> {
  readonly approval?: Approval;
  readonly stepUp?: StepUp<object>;
  readonly feature?: Feature | ((input: object) => Feature | null);
  readonly example: { readonly input: object; readonly output?: unknown };
  prepare?(caller: Caller, input: object): Promise<unknown>;
  abandon?(caller: Caller, input: object, prepared: unknown, failure: unknown): Promise<void>;
  runMany?(ctx: Context, inputs: readonly object[]): Promise<readonly (AuditDraft | AppError)[]>;
  run(ctx: Context, input: object, prepared: unknown): Promise<AnyReply>;
}

/** True for an operation that changes something: one that a dry run and an idempotency key make sense for. */
export const isWrite = ({ audit, http }: Pick<AnyOperation, "audit" | "http">): boolean =>
  audit !== null && http.method !== "GET";

/** True where the operation answers `dryRun=true` by itself, in its own words. */
export const declaresDryRun = ({ input }: Pick<AnyOperation, "input">): boolean =>
  Object.hasOwn(input.query?.shape ?? {}, "dryRun");

/** True for a write that `?dryRun=true` rehearses. */
export const takesDryRun = (op: AnyOperation): boolean => isWrite(op) && !declaresDryRun(op);

/** Forgets an operation's types; sound because every value passes through its schemas at run time. */
export const erase = (op: unknown): AnyOperation => op as AnyOperation;

/** Declares an operation; exists to infer the types that tie input, output, audit and run together. */
export const operation = <
  const I extends InputSchemas,
  O extends z.ZodType,
  const A extends readonly AuditAction[] | null,
  P = undefined,
>(
  declared: Operation<I, O, A, P>,
): Operation<I, O, A, P> => declared;
