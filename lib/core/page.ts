import { z } from "zod";
import { queryInt } from "./schema.ts";

/** Past this many matches a filtered list stops counting and says so (decisions §9 Totals). */
export const COUNT_CAP = 10_000;

/** The paging part of every list's query (decisions §4): strings in, numbers out. */
export const pageQuery = {
  page: queryInt(1, 20_000_000).default(1).describe("Page number, from 1"),
  pageSize: queryInt(1, 100).default(50).describe("Rows a page, 1–100"),
};

/** `sort=field` or `sort=-field` on the named fields. */
export const sortQuery = <F extends string>(fields: readonly [F, ...F[]], fallback: F | `-${F}`) => {
  const options = fields.flatMap((field) => [field, `-${field}`]) as [F | `-${F}`, ...(F | `-${F}`)[]];
  return z
    .enum(options, `Must be one of ${fields.join(", ")}, with - in front for descending`)
    .default(() => fallback as never)
    .describe(`Sort field, - in front for descending: ${fields.join(", ")}`);
};

/** Splits `-name` into its field and direction. */
export const sortOf = <F extends string>(sort: F | `-${F}`): { field: F; descending: boolean } =>
  sort.startsWith("-") ? { field: sort.slice(1) as F, descending: true } : { field: sort as F, descending: false };

export interface PageRequest {
  readonly page: number;
  readonly pageSize: number;
}

export interface Total {
  readonly totalItems: number;
  readonly totalCapped?: true;
}

export interface Page<T> extends Total {
  readonly items: readonly T[];
  readonly page: number;
  readonly pageSize: number;
  readonly totalPages: number;
}

/** The wire form of a list (decisions §4). */
export const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({
    items: z.array(item).describe("The rows of this page, in order"),
    page: z.int().describe("The page asked for"),
    pageSize: z.int().describe("Rows a page"),
    totalItems: z.int().describe("Matching rows; a floor when totalCapped is true"),
    totalPages: z.int().describe("Pages at this size"),
    totalCapped: z.literal(true).optional().describe("Counting stopped at totalItems; there are more"),
  });

/** A count that was asked to stop at one past the cap, as a total. */
export const cappedTotal = (counted: number): Total =>
  counted > COUNT_CAP ? { totalItems: COUNT_CAP, totalCapped: true } : { totalItems: counted };

/** Assembles a page from its rows and total. */
export const toPage = <T>(items: readonly T[], { page, pageSize }: PageRequest, total: Total): Page<T> => ({
  items,
  page,
  pageSize,
  ...total,
  totalPages: Math.ceil(total.totalItems / pageSize),
});

/** The paging part of a list's query in the executive family, whose keys are snake_case (decisions §9 Executive). */
export const systemPageQuery = { page: pageQuery.page, page_size: pageQuery.pageSize };

interface SystemPageRequest {
  readonly page: number;
  readonly page_size: number;
}

/** The wire form of a list of the executive family. */
export const systemPageOf = <S extends z.ZodType>(item: S) =>
  z.object({
    items: z.array(item).describe("The rows of this page, in order"),
    page: z.int().describe("The page asked for"),
    page_size: z.int().describe("Rows a page"),
    total_items: z.int().describe("Matching rows; a floor when total_capped is true"),
    total_pages: z.int().describe("Pages at this size"),
    total_capped: z.literal(true).optional().describe("Counting stopped at total_items; there are more"),
  });

/** Assembles a page of the executive family from its rows and total. */
export const toSystemPage = <T>(
  items: readonly T[],
  { page, page_size }: SystemPageRequest,
  { totalItems, totalCapped }: Total,
) => ({
  items: [...items],
  page,
  page_size,
  total_items: totalItems,
  total_pages: Math.ceil(totalItems / page_size),
  ...(totalCapped && { total_capped: totalCapped }),
});

/** `%text%` for LIKE with its own wildcards escaped. */
export const containsPattern = (search: string): string => `%${search.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
