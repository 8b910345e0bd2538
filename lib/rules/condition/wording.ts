const TOKENS: Readonly<Record<string, string>> = {
  EOF: "the end",
  LPAREN: "(",
  RPAREN: ")",
  LBRACKET: "[",
  RBRACKET: "]",
  LBRACE: "{",
  RBRACE: "}",
  NUMBER: "a number",
  STRING: "text",
  BOOLEAN: "true or false",
  IDENTIFIER: "a name",
  DOT: ".",
  COMMA: ",",
  COLON: ":",
  QUESTION: "?",
  EQ: "==",
  NE: "!=",
  LT: "<",
  LE: "<=",
  GT: ">",
  GE: ">=",
  AND: "&&",
  OR: "||",
  NOT: "!",
  IN: "in",
  PLUS: "+",
  MINUS: "-",
  MULTIPLY: "*",
  DIVIDE: "/",
  MODULO: "%",
  NULL: "null",
};

/** The library's message with its token names spelled as they are typed. */
export const messageFor = (summary: string): string =>
  summary.replace(/\b[A-Z]{2,}\b/g, (token) => (Object.hasOwn(TOKENS, token) ? (TOKENS[token] ?? token) : token));

const TYPED: readonly (readonly [start: RegExp, hint: string])[] = [
  [/^=/, "Use == to compare"],
  [/^and\b/i, "Use && for and"],
  [/^or\b/i, "Use || for or"],
  [/^not\b/i, "Use ! for not"],
  [/^&/, "Use && for and"],
  [/^\|/, "Use || for or"],
  [/^[“”‘’`]/, 'Use straight quotes: "active"'],
  [/^$/, "Something is missing at the end"],
];

const BY_CODE: Readonly<Record<string, string>> = {
  limit_exceeded: "Make the condition simpler",
  no_such_overload: "Both sides must be of one type; beside a rate write 5.0, not 5",
  invalid_logical_operand: "&& and || join comparisons, such as a > 1 && b > 2",
  invalid_condition_type: "What stands before ? must be true or false",
  incompatible_ternary_branches: "Both results of ? : must be of one type",
  unterminated_string: "Close the quotes",
  newline_in_string: "Close the quotes on the same line",
  heterogeneous_list_element: "All values of a list must be of one type",
  reserved_identifier: "This word is reserved by the language",
};

/** What to do about an error of the library, by its code and by what is typed at its place. */
export function hintFor(code: string, rest: string): string {
  const known = Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
  const typed = TYPED.find(([start]) => start.test(rest))?.[1];
  return known ?? typed ?? "Write for example failed_logins_10m > 5";
}
