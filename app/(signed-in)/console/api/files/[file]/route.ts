import { signedInCaller } from "#lib/auth/console";
import { publishedFile } from "#lib/reference/files";

interface Params {
  readonly params: Promise<{ readonly file: string }>;
}

/** The documentation as a file for other tools, of what the reader may call. */
export async function GET(_request: Request, { params }: Params): Promise<Response> {
  const caller = await signedInCaller();
  if (!caller) {
    return new Response(null, { status: 401, headers: HEADERS });
  }
  const { file } = await params;
  const content = caller.actor.mustEnrol ? null : publishedFile(caller.actor, file);
  return content === null
    ? new Response(null, { status: 404, headers: HEADERS })
    : new Response(JSON.stringify(content, null, 2), {
        headers: {
          ...HEADERS,
          "Content-Type": "application/json",
          "Content-Disposition": `attachment; filename="${file}"`,
        },
      });
}

const HEADERS = { "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" };
