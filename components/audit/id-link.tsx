import { AppLink } from "#components/ui/app-link";
import { shortId } from "#lib/audit/wording";

const PLACES: Readonly<Record<string, string>> = {
  tenant: "/console/tenants",
  user: "/console/users",
  role: "/console/roles",
};

interface IdLinkProps {
  /** An entity type of the audit log. */
  readonly kind: string;
  readonly id: string | null;
}

/** The end of an id, leading to the thing where it has a page; the whole id is its tooltip. */
export function IdLink({ kind, id }: IdLinkProps) {
  if (id === null) {
    return <span className="text-subtle">–</span>;
  }
  const place = PLACES[kind];
  if (place === undefined) {
    return (
      <span className="figure" title={id}>
        {shortId(id)}
      </span>
    );
  }
  return (
    <AppLink href={`${place}/${id}`} title={id} className="link figure">
      <span className="sr-only">{kind} </span>
      {shortId(id)}
    </AppLink>
  );
}
