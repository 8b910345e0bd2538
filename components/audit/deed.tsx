import { Fragment } from "react";
import { AppLink } from "#components/ui/app-link";
import { placeOf, type Thing } from "./places.tsx";

/** A piece of a sentence, as `deedParts` cuts it. */
interface Part {
  readonly text: string;
  readonly about?: { readonly kind: string; readonly id: string };
}

interface DeedProps {
  readonly parts: readonly Part[];
  /** What the record is about: the addresses of its things may need more than their ids. */
  readonly of: Omit<Thing, "kind" | "id">;
}

/** What a record says, with each thing leading to its page. */
export function Deed({ parts, of: { tenantId, userId, list } }: DeedProps) {
  return parts.map(({ text, about }, index) => {
    const place = about ? placeOf({ ...about, tenantId, userId, list }) : null;
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a sentence have no other identity and never move
    return <Fragment key={index}>{place === null ? text : <LinkTo href={place}>{text}</LinkTo>}</Fragment>;
  });
}

const LinkTo = ({ href, children }: { readonly href: string; readonly children: string }) => (
  <AppLink href={href} className="link">
    {children}
  </AppLink>
);
