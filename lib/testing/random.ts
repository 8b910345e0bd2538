import { randomBytes, randomInt } from "node:crypto";

const hex = (): string => randomBytes(6).toString("hex");

/** A lower-case word that no other test uses. */
export const randomWord = (prefix = "w"): string => `${prefix}${hex()}`;

/** An e-mail address that no other test uses. */
export const randomEmail = (): string => `${randomWord("p-")}@example.com`;

/** A tenant code that no other test uses. */
export const randomCode = (): string => `T-${hex().toUpperCase()}`;

/** A private network address, as a rule another one each time. */
export const randomAddress = (): string => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;
