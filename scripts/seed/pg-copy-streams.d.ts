declare module "pg-copy-streams" {
  import type { Writable } from "node:stream";
  import type { Submittable } from "pg";

  /** What `COPY … FROM STDIN` reads; `rowCount` holds after the end. */
  export function from(sql: string): Writable & Submittable & { readonly rowCount: number };
}
