// npm run audit:verify -- --export audit-log.ndjson --checkpoints directory [--key thumbprint-or-file] [--to sequence]
// Proves an export of the audit log against the published checkpoints, with nothing but Node (18 or newer) at hand: no database, no
// network, no package, no other file of ours, so that an auditor can carry it away and read it in one sitting.
//
// Copy the checkpoints first, then export everything as NDJSON without a filter: a checkpoint newer than the export speaks of records
// that the export cannot have. --key names the key that is trusted (its RFC 7638 thumbprint, or a file with its JWK); without it the
// keys in the checkpoints are taken at their word, and named. --to leaves later checkpoints out.
//
// A record holds its personal values with their salts beside commitments to them. Values may be erased with their person: the commitments
// stay, and with them the proof of everything else. A value that is there has to be the one committed to.
//
// Ends with 0 when all is proven, 3 when what is sealed is proven and later records are not yet sealed, 1 when something is not what
// was sealed, 2 when it could not be tried.
import { createHash, createPublicKey, verify } from "node:crypto";
import { createReadStream, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";

const FIELDS =
  `auditId sequence occurredOn action outcome actorId actorRole entityType entityId tenantId reason requestId ipAddress
  before after`.split(/\s+/);
const FORMATS = [1, 2];
const ENTRY = 44;

class Broken extends Error {
  constructor(sequence, problem) {
    super(`First bad sequence: ${sequence}. ${problem}`);
  }
}

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const byte = (value) => Buffer.from([value]);

const sorted = (value) =>
  typeof value !== "object" || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
/** JSON with sorted keys. */
const canonical = (value) => JSON.stringify(value, (_key, member) => sorted(member));

/** A record in a seal's list of a format: sequence, month in UTC, hash of its canonical JSON. */
function entryOf(record, format) {
  const entry = Buffer.alloc(ENTRY);
  entry.writeBigUInt64BE(BigInt(Math.max(0, record.sequence)));
  entry.writeUInt32BE(Number(record.occurredOn.slice(0, 4) + record.occurredOn.slice(5, 7)), 8);
  const fields = Object.fromEntries(FIELDS.map((name) => [name, record[name]]));
  const commitments = record.commitments ?? null;
  // The first format knew no commitments: any would be a change.
  const more = format === 1 && commitments === null ? {} : { commitments };
  sha256(canonical({ ...fields, ...more, v: format })).copy(entry, 12);
  return entry;
}

/**
 * Takes out of a record the personal values for which commitments stand, as it was when it was sealed. Returns how many of them are
 * erased, and the first that is not the value committed to: SHA-256 of 3, salt, and the canonical JSON of field and value.
 */
function withhold(record) {
  let [erased, misfit] = [0, null];
  for (const [field, commitment] of Object.entries(record.commitments ?? {})) {
    const value = taken(record, field);
    const salt = record.salts?.[field];
    if (salt === undefined && value === null && record.erased?.includes(field)) erased += 1;
    else if (opening(salt ?? "", field, value) !== commitment) misfit ??= field;
  }
  return { erased, misfit };
}
const opening = (salt, field, value) =>
  sha256(byte(3), Buffer.from(salt, "hex"), canonical([field, value])).toString("hex");

/** The value of a field such as ipAddress or after.email, for which null is left. */
function taken(record, field) {
  const [part, key] = field.split(/\.(.*)/s);
  const [place, name] = key === undefined ? [record, part] : [record[part], key];
  if (typeof place !== "object" || place === null) return undefined;
  const value = place[name];
  place[name] = null;
  return value;
}
const sequenceOf = (entry) => Number(entry.readBigUInt64BE());

/** Merkle tree hash of RFC 6962 over a seal's list. */
function rootOf(list) {
  let level = Array.from({ length: list.length / ENTRY }, (_, n) =>
    sha256(byte(0), list.subarray(n * ENTRY, (n + 1) * ENTRY)),
  );
  while (level.length > 1) {
    level = level.flatMap((left, n) =>
      n % 2 === 1 ? [] : [n + 1 < level.length ? sha256(byte(1), left, level[n + 1]) : left],
    );
  }
  return (level[0] ?? sha256()).toString("hex");
}

function messageOf({ format, fromSequence, keyId, number, previous, records, root, sealedOn, toSequence }) {
  const header = { format, fromSequence, keyId, number, previous, records, root, sealedOn, toSequence };
  return Buffer.concat([byte(2), Buffer.from(canonical(header))]);
}

const thumbprint = ({ crv, kty, x }) => sha256(JSON.stringify({ crv, kty, x })).toString("base64url");

/** Every checkpoint below the directory, in order, each proven to be signed and to follow the one before. */
function provenSeals(directory, to, trusted) {
  const files = readdirSync(directory, { recursive: true })
    .map((name) => join(directory, String(name)))
    .filter((name) => /seal-\d+\.json$/.test(name) && statSync(name).isFile());
  const seals = files
    .map((name) => JSON.parse(readFileSync(name, "utf8")))
    .sort((a, b) => a.number - b.number)
    .filter(({ toSequence }) => toSequence <= to);
  if (seals.length === 0) throw new Error(`There is no checkpoint in ${directory}`);
  const keys = new Set();
  let previous = { number: 0, toSequence: 0, hash: "0".repeat(64) };
  for (const seal of seals) {
    const from = previous.toSequence + 1;
    if (seal.number !== previous.number + 1 || seal.fromSequence !== from || seal.previous !== previous.hash)
      throw new Broken(
        from,
        `Checkpoint ${seal.number} does not follow ${previous.number}: one is missing or replaced.`,
      );
    seal.list = Buffer.from(seal.entries, "base64");
    assertProven(seal, trusted);
    keys.add(seal.keyId);
    previous = seal;
  }
  return { seals, keys };
}

function assertProven(seal, trusted) {
  const { number, fromSequence: from, list } = seal;
  if (!FORMATS.includes(seal.format))
    throw new Error(`Checkpoint ${number} has format ${seal.format}, which this script does not know`);
  const message = messageOf(seal);
  if (sha256(message).toString("hex") !== seal.hash) throw new Broken(from, `Checkpoint ${number} was changed.`);
  const key = keyOf(seal, trusted);
  if (key === null || !verify(null, message, key, Buffer.from(seal.signature, "base64url")))
    throw new Broken(from, `Checkpoint ${number} is not signed by the ${trusted.id ? "trusted " : ""}key.`);
  if (list.length !== seal.records * ENTRY || rootOf(list) !== seal.root)
    throw new Broken(from, `The list of checkpoint ${number} was changed.`);
}

/** The key that the seal names, where that is the trusted one; else null. */
function keyOf({ number, keyId, publicKey }, trusted) {
  if (trusted.id !== null && trusted.id !== keyId) return null;
  const jwk = trusted.jwk ?? publicKey;
  if (!jwk) throw new Error(`Checkpoint ${number} does not hold its key ${keyId}: give the key's file with --key`);
  return thumbprint(jwk) === keyId ? createPublicKey({ key: jwk, format: "jwk" }) : null;
}

/** Sequence number → format of the seal that covers it; of none, the newest. */
function formatsOf(seals) {
  const runs = seals.filter(({ format }, n) => format !== seals[n + 1]?.format);
  return (sequence) => (runs.find(({ toSequence }) => sequence <= toSequence) ?? runs.at(-1)).format;
}

/**
 * The entries of an export in order of sequence, 44 bytes each, the newest month that retention has removed, and of the personal values
 * how many are erased and which are not what their records commit to.
 */
async function readExport(file, formatOf) {
  let [bytes, count, expired, line, erased] = [Buffer.alloc(1 << 20), 0, 0, 0, 0];
  const misfits = new Map();
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    if (text === "") continue;
    const record = recordOf(text, line);
    if (record.action === "AUDIT_EXPIRED") expired = Math.max(expired, Number(record.after.month.replace("-", "")));
    if ((count + 1) * ENTRY > bytes.length) bytes = Buffer.concat([bytes, Buffer.alloc(bytes.length)]);
    const found = withhold(record);
    erased += found.erased;
    if (found.misfit !== null) misfits.set(record.sequence, found.misfit);
    entryOf(record, formatOf(record.sequence)).copy(bytes, count * ENTRY);
    count += 1;
  }
  const at = (n) => bytes.subarray(n * ENTRY, (n + 1) * ENTRY);
  const order = Uint32Array.from({ length: count }, (_, n) => n).sort((a, b) => sequenceOf(at(a)) - sequenceOf(at(b)));
  // Retention keeps a year whatever is configured, so nothing younger can have expired.
  const now = new Date();
  const kept = now.getUTCFullYear() * 12 + now.getUTCMonth() - 13;
  return {
    count,
    erased,
    misfits,
    entry: (n) => at(order[n]),
    expired: Math.min(expired, Math.floor(kept / 12) * 100 + (kept % 12) + 1),
  };
}

function recordOf(text, line) {
  try {
    const record = JSON.parse(text);
    if (Number.isSafeInteger(record.sequence) && typeof record.occurredOn === "string") return record;
  } catch {
    // Told below, as anything else that is no record.
  }
  throw new Error(`Line ${line} of the export is not an audit record: export as NDJSON`);
}

/** How many records of the export the seals prove. */
function compare(seals, { count, entry, expired, misfits }) {
  const next = (at) => (at < count ? entry(at) : null);
  let [at, gone] = [0, 0];
  for (const sealed of entriesOf(seals)) {
    const found = next(at);
    if (found !== null && sequenceOf(found) <= sequenceOf(sealed)) {
      assertSame(sealed, found, misfits);
      at += 1;
    } else {
      assertExpired(sealed, expired, found === null);
      gone += 1;
    }
  }
  const last = seals.at(-1).toSequence;
  const surplus = next(at);
  if (surplus !== null && sequenceOf(surplus) <= last) throw added(surplus);
  return { proven: at, gone, unsealed: count - at, last };
}

function* entriesOf(seals) {
  for (const { list } of seals)
    for (let place = 0; place < list.length; place += ENTRY) yield list.subarray(place, place + ENTRY);
}

const added = (entry) => new Broken(sequenceOf(entry), "The record was added to a range that was sealed without it.");

function assertSame(sealed, found, misfits) {
  if (sequenceOf(found) < sequenceOf(sealed)) throw added(found);
  if (!sealed.equals(found)) throw new Broken(sequenceOf(sealed), "The record was changed after it was sealed.");
  const field = misfits.get(sequenceOf(found));
  if (field !== undefined)
    throw new Broken(sequenceOf(found), `The record's ${field} is not the value that it commits to.`);
}

function assertExpired(sealed, expired, isAtEnd) {
  if (sealed.readUInt32BE(8) <= expired) return;
  const rest = isAtEnd ? ", and so are all after it: or the export is older than the checkpoints, or filtered" : "";
  throw new Broken(sequenceOf(sealed), `The record was sealed and is missing${rest}.`);
}

function trustedKey(given) {
  if (given === undefined) return { id: null, jwk: null };
  if (/^[\w-]{43}$/.test(given)) return { id: given, jwk: null };
  const jwk = JSON.parse(readFileSync(given, "utf8"));
  return { id: thumbprint(jwk), jwk: { crv: jwk.crv, kty: jwk.kty, x: jwk.x } };
}

async function main() {
  const string = { type: "string" };
  const { values } = parseArgs({ options: { export: string, checkpoints: string, key: string, to: string } });
  if (!values.export || !values.checkpoints)
    throw new Error("--export file.ndjson and --checkpoints directory are needed");
  const to = values.to === undefined ? Number.POSITIVE_INFINITY : Number(values.to);
  if (Number.isNaN(to)) throw new Error("--to must be a sequence number");
  const { seals, keys } = provenSeals(values.checkpoints, to, trustedKey(values.key));
  const found = await readExport(values.export, formatsOf(seals));
  const { proven, gone, unsealed, last } = compare(seals, found);
  console.log(`${proven} records up to sequence ${last} are as they were sealed, by ${seals.length} checkpoints.`);
  if (found.erased > 0)
    console.log(`${found.erased} personal values are erased; the records that held them are as they were sealed.`);
  if (gone > 0) console.log(`${gone} sealed records are past their retention and gone.`);
  console.log(
    `Signed by ${[...keys].join(", ")}${values.key ? "" : " (not checked against a key that you know: use --key)"}.`,
  );
  if (unsealed > 0) console.log(`${unsealed} records after that are not yet sealed: nothing is known of them.`);
  return unsealed > 0 ? 3 : 0;
}

try {
  process.exitCode = await main();
} catch (problem) {
  console.error(problem.message);
  process.exitCode = problem instanceof Broken ? 1 : 2;
}
