export const themes = ["system", "light", "dark"] as const;
export const densities = ["compact", "comfortable"] as const;
export const shortcutModes = ["on", "off"] as const;

export interface Preferences {
  readonly theme: (typeof themes)[number];
  readonly density: (typeof densities)[number];
  /** Single-key shortcuts; some assistive technologies need them off (WCAG 2.1.4). */
  readonly shortcuts: (typeof shortcutModes)[number];
}

/** The preferences in a request's cookies; anything unknown falls back to the default. */
export function readPreferences(cookie: (name: string) => string | undefined): Preferences {
  return {
    theme: oneOf(themes, cookie("theme")),
    density: oneOf(densities, cookie("density")),
    shortcuts: oneOf(shortcutModes, cookie("shortcuts")),
  };
}

/** The value if it is one of the choices, else the first of them. */
export function oneOf<T extends string>(choices: readonly [T, ...T[]], value: string | undefined): T {
  return choices.find((choice) => choice === value) ?? choices[0];
}

/** The column ids that a reader has switched off in one table. */
export function hiddenColumnsOf(cookie: (name: string) => string | undefined, table: string): readonly string[] {
  return columnIds(cookie(`columns.${table}`));
}

/** The order that a reader has put the columns of one table in; empty for the table's own. */
export function columnOrderOf(cookie: (name: string) => string | undefined, table: string): readonly string[] {
  return columnIds(cookie(`order.${table}`));
}

/** Ids of columns as cookies and addresses write them, joined with dots; `-` stands for none. */
export const columnIds = (joined: string | undefined): string[] =>
  joined === undefined || joined === "-" ? [] : joined.split(".").filter((id) => id !== "");

/** The same the other way round. */
export const joinedIds = (ids: readonly string[]): string => ids.join(".") || "-";
