import type { ASTNode } from "@marcbachmann/cel-js";
import type { Mention } from "./names.ts";
import { Refusal } from "./problem.ts";

const NOT_NEEDED: Readonly<Record<string, string>> = {
  rcall: "Functions are not part of conditions",
  map: "Maps are not part of conditions",
  "[]": "Write user.role instead of brackets",
  "[?]": "Write user.role instead of brackets",
  ".?": "Optional fields are not part of conditions; ask has(user.…)",
};

/** Every name that the parsed condition mentions. Throws Refusal on what the language has and conditions have not. */
export function survey(node: ASTNode): Mention[] {
  switch (node.op) {
    case "value":
      return [];
    case "id":
      return [{ name: node.args, at: node.start }];
    case ".":
      return [fieldOf(node)];
    case "call":
      return [known(node)];
    case "!_":
    case "-_":
      return survey(node.args);
    case "list":
    case "?:":
      return node.args.flatMap(survey);
    case "rcall":
    case "map":
    case "[]":
    case "[?]":
    case ".?":
      throw new Refusal("This is not allowed in a condition", node.start, NOT_NEEDED[node.op] ?? "");
    default:
      return node.args.flatMap(survey);
  }
}

/** The dotted name of a field access: `user.role`. */
export function fieldOf(node: ASTNode & { readonly op: "." }): Mention {
  const [owner, field] = node.args;
  if (owner.op !== "id") {
    throw new Refusal("This has no properties", node.start, "Properties are those of user and tenant: user.role");
  }
  return { name: `${owner.args}.${field}`, at: node.start };
}

/** The argument of `has(…)`, the one function of the language. */
export function known(node: ASTNode & { readonly op: "call" }): Mention {
  const [name, [argument, ...rest]] = node.args;
  if (name !== "has") {
    throw new Refusal(
      `There is no function ${name}`,
      node.start,
      "has(user.…) is the only one; compare metrics directly",
    );
  }
  if (argument?.op !== "." || rest.length > 0) {
    throw new Refusal("has takes one property", node.start, "Write has(user.days_since_last_login)");
  }
  return fieldOf(argument);
}
