import Link from "next/link";
import type { ComponentProps } from "react";
import { LinkPending } from "./link-pending.tsx";

export type AppLinkProps = ComponentProps<typeof Link>;

/** A link inside the console. It does not prefetch unless asked: a list of fifty must not cause fifty requests. */
export function AppLink({ children, prefetch = false, ...props }: AppLinkProps) {
  return (
    <Link prefetch={prefetch} {...props}>
      {children}
      <LinkPending />
    </Link>
  );
}
