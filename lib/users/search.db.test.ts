import { randomInt } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { read } from "../db/transaction.ts";
import { createPerson } from "../testing/people.ts";
import { asOwner } from "../testing/rows.ts";
import { gramsOf } from "./grams.ts";
import { listUsers } from "./queries.ts";
import { ListUsersQuery } from "./schema.ts";

/** Addresses as people have them, and as they might. */
const ODD = [
  "a@b.example",
  "zoë.müller@bücher.example",
  "100%_sure\\@wild.example",
  "o'brien+tag@irish.example",
  "x--y..z@dots.example",
  "日本語@例え.example",
  `${"long".repeat(50)}@example.com`,
];
let emails: string[];

beforeAll(async () => {
  await asOwner(
    `INSERT INTO users (id, email, name, role_id, status, last_login_on)
     SELECT gen_random_uuid(), md5(n::text) || CASE WHEN n % 7 = 0 THEN '+' ELSE '.' END || n || '@x' || n % 50 || '.example', 'Person ' || n,
       (SELECT id FROM roles WHERE name = 'Support'), 'active', now() FROM generate_series(1, 3000) n`,
  );
  await asOwner(
    `INSERT INTO users (id, email, name, role_id, status) SELECT gen_random_uuid(), email, 'Odd', (SELECT id FROM roles WHERE name = 'Support'), 'active'
     FROM unnest($1::text[]) email`,
    [ODD],
  );
  emails = (await prisma().user.findMany({ select: { email: true } })).map(({ email }) => email);
});

const search = (email: string, sort = "email") =>
  read((db) => listUsers(db, ListUsersQuery.parse({ email, sort, pageSize: "100" }), "global"));
const partOf = (text: string): string => {
  const characters = [...text];
  const from = randomInt(characters.length);
  return characters.slice(from, from + 1 + randomInt(Math.min(12, characters.length - from))).join("");
};

describe("SRS §7.1 partial e-mail search finds what contains the part, all of it and nothing else", () => {
  test("300 random parts, of one character and more", async () => {
    const pool = [...emails, ...Array.from({ length: 100 }, () => ODD).flat()];
    for (let round = 0; round < 300; round += 1) {
      const part = partOf(pool[randomInt(pool.length)] ?? "");
      const expected = emails.filter((email) => email.includes(part.trim().toLowerCase())).sort();
      if (part.trim() !== "") {
        const { totalItems, items } = await search(part);
        expect([part, totalItems]).toEqual([part, expected.length]);
        expect(items.every(({ email }) => email.includes(part.trim().toLowerCase()))).toBe(true);
      }
    }
  });

  test.each(ODD)("%s, whole, in capitals, and by each of its ends", async (email) => {
    for (const part of [email, email.slice(0, 3), email.slice(-9)]) {
      expect((await search(part.slice(0, 254))).items.map((item) => item.email)).toContain(email);
    }
    expect((await search(email.toUpperCase().toLowerCase())).totalItems).toBe(1);
  });

  test.each(["%", "_", "\\", "'"])("%s is a character like any other", async (part) => {
    const expected = emails.filter((email) => email.includes(part)).length;
    expect((await search(part)).totalItems).toBe(expected);
  });

  test("the same in every order", async () => {
    const found = async (sort: string) => (await search("+70", sort)).items.map(({ userId }) => userId).sort();
    const expected = await found("email");
    expect(expected.length).toBeGreaterThan(1);
    for (const sort of ["-email", "name", "createdOn", "-lastLoginOn"]) {
      expect(await found(sort)).toEqual(expected);
    }
  });

  test("whoever is made or renamed is found at once, whoever is gone no more", async () => {
    const { userId, email } = await createPerson("Auditor");
    expect((await search(email)).totalItems).toBe(1);
    await prisma().user.update({ where: { id: userId }, data: { email: `new-${email}` } });
    expect((await search(`new-${email}`)).totalItems).toBe(1);
    await asOwner("DELETE FROM users WHERE id = $1", [userId]);
    expect((await search(email)).totalItems).toBe(0);
  });
});

describe("runs of bytes", () => {
  test("the application packs them as the database does", async () => {
    const [row] = await asOwner<{ grams: string[] }>("SELECT email_grams('zoë@b.ex')::text[] AS grams");
    const kept = new Set(row?.grams);
    for (const part of ["zoë@b.ex", "oë@", "b.", "x", "ë@b.e"]) {
      expect([part, gramsOf(part).every((gram) => kept.has(String(gram)))]).toEqual([part, true]);
    }
  });

  test("the longest that fit are looked for", () => {
    const lengthOf = (part: string) => Number((gramsOf(part)[0] ?? 0n) >> 40n);
    expect(["a", "ab", "abc", "abcd", "abcde", "abcdefgh"].map(lengthOf)).toEqual([1, 2, 3, 3, 5, 5]);
  });

  test("every byte of the part lies in one of them", () => {
    const runsOf = (part: string) =>
      gramsOf(part).map((gram) => Buffer.from((gram & 0xffffffffffn).toString(16), "hex").toString());
    expect(runsOf("abcdefgh")).toEqual(["abcde", "defgh"]);
    expect(runsOf("abcdefghij")).toEqual(["abcde", "fghij"]);
    expect(runsOf("abcd")).toEqual(["abc", "bcd"]);
    expect(runsOf("abcab")).toEqual(["abcab"]);
  });
});
