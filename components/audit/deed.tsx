import { Fragment } from "react";
import { AppLink } from "#components/ui/app-link";
import { placeOf } from "./places.tsx";

/** A piece of a sentence, as `deedParts` cuts it. */
interface Part {
  readonly text: string;
  readonly about?: { readonly kind: string; readonly id: string };
}

interface DeedProps {
  readonly parts: readonly Part[];
  /** What the addresses of things may need beside their ids. */
  readonly tenantId: string | null;
  readonly userId: string | null;
}

/** What a record says, with each thing leading to its page. */
export function Deed({ parts, tenantId, userId }: DeedProps) {
  return parts.map(({ text, about }, index) => {
    const place = about ? placeOf({ ...about, tenantId, userId }) : null;
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a sentence have no other identity and never move
    return <Fragment key={index}>{place === null ? text : <LinkTo href={place}>{text}</LinkTo>}</Fragment>;
  });
}

const LinkTo = ({ href, children }: { readonly href: string; readonly children: string }) => (
  <AppLink href={href} className="link">
    {children}
  </AppLink>
);
