import { AppLink } from "#components/ui/app-link";
import { shortId } from "#lib/audit/wording";
import { placeOf, type Thing } from "./places.tsx";

/** The end of an id, leading to the thing where it has a page; the whole id is its tooltip. */
export function IdLink({ id, ...thing }: Omit<Thing, "id"> & { readonly id: string | null }) {
  if (id === null) {
    return <span className="text-subtle">–</span>;
  }
  const place = placeOf({ ...thing, id });
  if (place === null) {
    return (
      <span className="figure" title={id}>
        {shortId(id)}
      </span>
    );
  }
  return (
    <AppLink href={place} title={id} className="link figure">
      <span className="sr-only">{thing.kind} </span>
      {shortId(id)}
    </AppLink>
  );
}

interface RecordAbout {
  readonly entityType: string;
  readonly entityId: string | null;
  readonly actorId: string | null;
  readonly tenantId: string | null;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}

/** What a record is about, as a thing: a session belongs to the user that its record names, else to who acted. */
export const thingOf = ({ entityType, entityId, actorId, tenantId, before, after }: RecordAbout) => {
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return {
    kind: entityType,
    id: entityId,
    tenantId,
    userId: text(after?.["userId"]) ?? actorId,
    list: text((after ?? before)?.["list"]),
  };
};
