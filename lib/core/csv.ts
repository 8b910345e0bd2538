/** The records of a CSV text (RFC 4180), quoted fields included; empty lines are left out. Throws a SyntaxError where a quote is out of place. */
export function csvRecords(text: string): string[][] {
  const records: string[][] = [[]];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  const source = text.replace(/^\uFEFF/, "");
  while (field.lastIndex < source.length) {
    const found = field.exec(source);
    if (!found) {
      throw new SyntaxError("A quote is out of place");
    }
    const [, quoted, plain = "", end] = found;
    records.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === "," && field.lastIndex === source.length) {
      records.at(-1)?.push("");
    } else if (end !== ",") {
      records.push([]);
    }
  }
  return records.filter((record) => record.length > 1 || (record[0] ?? "") !== "");
}
