import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";

interface Content {
  readonly schema: object;
  readonly example?: unknown;
}

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly example?: unknown;
}

interface Described {
  readonly operationId: string;
  readonly security?: readonly object[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, Content>> }>>;
}

/** The parts of an OpenAPI document that a contract consists of. */
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
}

/** One operation of the document. */
export interface Endpoint extends Described {
  readonly path: string;
  readonly method: string;
}

/** Every operation of the document. */
export const endpointsOf = ({ paths }: Document): Endpoint[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ path, method: method.toUpperCase(), ...described })),
  );

/** An answer as it arrived. */
export interface Arrived {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const escaped = (part: string): string => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));

/** Judges answers by what the document says of them. */
export class Contract {
  readonly #ajv: Ajv2020;
  readonly #document: Document;
  readonly #byPlace = new Map<string, ValidateFunction>();
  readonly #bySchema = new Map<string, ValidateFunction>();

  constructor(document: Document) {
    this.#document = document;
    this.#ajv = new Ajv2020({ strict: false, unicodeRegExp: false });
    formats.default(this.#ajv);
    this.#ajv.addSchema(document, "api");
  }

  /** What is wrong with the answer; null when the contract holds. */
  complaint({ path, method, responses }: Endpoint, answer: Arrived): string | null {
    const { status, headers, text } = answer;
    const documented = responses[status];
    if (status >= 500 || !documented) {
      return status >= 500 ? "fails" : "answers a status that is not documented";
    }
    const mediaType = headers.get("content-type")?.split(";")[0] ?? "";
    if (!(mediaType in documented.content)) {
      return `answers ${mediaType}, which is not documented`;
    }
    const place = ["paths", path, method.toLowerCase(), "responses", String(status), "content", mediaType, "schema"];
    const wrong = mediaType === "application/json" ? this.#violation(place, text) : null;
    return wrong ?? missingHeader(answer);
  }

  /** What is wrong with a refusal outside every operation: it bears the envelope named, or is a defect. */
  refusal(envelope: string, answer: Arrived): string | null {
    if (![400, 401, 403, 404, 405, 429].includes(answer.status)) {
      return "answers a status that no refusal has";
    }
    return this.#violation(["components", "schemas", `${envelope}Failure`], answer.text) ?? missingHeader(answer);
  }

  /** Families share most schemas, and to compile one takes longer than many requests: each is compiled once. */
  #validator(place: readonly string[]): ValidateFunction {
    const pointer = `api#/${place.map(escaped).join("/")}`;
    const known = this.#byPlace.get(pointer);
    if (known) {
      return known;
    }
    const text = JSON.stringify(
      place.reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>>)[key], this.#document),
    );
    const validate = this.#bySchema.get(text) ?? this.#ajv.compile({ $ref: pointer });
    this.#byPlace.set(pointer, validate);
    this.#bySchema.set(text, validate);
    return validate;
  }

  #violation(place: readonly string[], text: string): string | null {
    const validate = this.#validator(place);
    try {
      return validate(JSON.parse(text)) ? null : `is not of its schema: ${this.#ajv.errorsText(validate.errors)}`;
    } catch {
      return "is no JSON";
    }
  }
}

const NEEDED: Readonly<Record<number, string>> = { 401: "www-authenticate", 405: "allow", 429: "retry-after" };

function missingHeader({ status, headers }: Arrived): string | null {
  const name = ["x-request-id", NEEDED[status] ?? "x-request-id"].find((each) => !headers.get(each));
  return name === undefined ? null : `lacks the header ${name}`;
}
