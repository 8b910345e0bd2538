import { DriverAdapterError, ColumnTypeEnum as Type } from "@prisma/driver-adapter-utils";
import pg from "pg";

// Prisma's own adapter for pg cannot run migrations: it refuses catalogue types ("char", name[], regtype) and splits
// scripts at every semicolon, function bodies included. This one is for the schema engine alone.

const TYPES = new Map([
  [16, Type.Boolean],
  [17, Type.Bytes],
  [18, Type.Character],
  [20, Type.Int64],
  [21, Type.Int32],
  [23, Type.Int32],
  [26, Type.Int64],
  [114, Type.Json],
  [700, Type.Float],
  [701, Type.Double],
  [1000, Type.BooleanArray],
  [1002, Type.CharacterArray],
  [1003, Type.TextArray],
  [1005, Type.Int32Array],
  [1007, Type.Int32Array],
  [1009, Type.TextArray],
  [1015, Type.TextArray],
  [1016, Type.Int64Array],
  [1028, Type.Int64Array],
  [1082, Type.Date],
  [1083, Type.Time],
  [1114, Type.DateTime],
  [1184, Type.DateTime],
  [1700, Type.Numeric],
  [2950, Type.Uuid],
  [3802, Type.Json],
]);
const TEXT_ARRAY = 1009;
const NUMBERS = new Set([21, 23, 26, 700, 701]);
const PARSED_BY_PG = new Set([16, 1000, 1005, 1007, 1009, 1015]);
const PARSED_AS_TEXT_ARRAY = new Set([1002, 1003]);

/** Connects to a database and answers the engine's queries on that one connection. */
export async function connect(url) {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect().catch(rethrow);
  const schemaName = new URL(url).searchParams.get("schema") ?? "public";
  if (schemaName !== "public") await client.query(`SET search_path = ${client.escapeIdentifier(schemaName)}`);

  const query = ({ sql, args }) =>
    client.query({ text: sql, values: args, rowMode: "array", types: { getTypeParser: parserOf } }).catch(rethrow);
  const adapter = {
    provider: "postgres",
    adapterName: "rookery-schema-engine",
    async queryRaw(statement) {
      const { fields, rows } = await query(statement);
      const columnTypes = fields.map((field) => TYPES.get(field.dataTypeID) ?? Type.Text);
      return { columnNames: fields.map((field) => field.name), columnTypes, rows };
    },
    executeRaw: async (statement) => (await query(statement)).rowCount ?? 0,
    // One simple query for the whole script, as the native engine sends it.
    executeScript: (script) => client.query(script).then(() => undefined, rethrow),
    getConnectionInfo: () => ({ schemaName, supportsRelationJoins: true }),
    async startTransaction() {
      await client.query("BEGIN");
      const endWith = (sql) => () => client.query(sql).then(() => undefined);
      return {
        ...adapter,
        options: { usePhantomQuery: false },
        commit: endWith("COMMIT"),
        rollback: endWith("ROLLBACK"),
      };
    },
    dispose: () => client.end(),
  };
  return adapter;
}

function parserOf(oid) {
  if (NUMBERS.has(oid)) return Number;
  if (PARSED_BY_PG.has(oid)) return pg.types.getTypeParser(oid);
  if (PARSED_AS_TEXT_ARRAY.has(oid)) return pg.types.getTypeParser(TEXT_ARRAY);
  if (oid === 1114) return (text) => `${text.replace(" ", "T")}+00:00`;
  if (oid === 1184) return (text) => new Date(text).toISOString().replace("Z", "+00:00");
  return (text) => text;
}

/** The engine tells database errors apart by this shape only. */
function rethrow(error) {
  if (!error.severity) throw error;
  const { code, severity, message, detail, column, hint } = error;
  const cause = { kind: "postgres", code, severity, message, detail, column, hint };
  throw new DriverAdapterError({ ...cause, originalCode: code, originalMessage: message });
}
