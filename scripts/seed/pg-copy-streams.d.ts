declare module "pg-copy-streams" {
  import type { Readable, Writable } from "node:stream";
  import type { Submittable } from "pg";

  /** What `COPY … FROM STDIN` reads; `rowCount` holds after the end. */
  export function from(sql: string): Writable & Submittable & { readonly rowCount: number };

  /** What `COPY … TO STDOUT` writes; `rowCount` holds after the end. */
  export function to(sql: string): Readable & Submittable & { readonly rowCount: number };
}
