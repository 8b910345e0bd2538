import type { z } from "zod";
import { IdLink } from "#components/audit/id-link";
import { Banner } from "#components/ui/banner";
import { RelativeTime } from "#components/ui/relative-time";
import type { UserDetail } from "#lib/users/schema";

type Shown = Pick<z.output<typeof UserDetail>, "status" | "lock" | "erasedOn">;

/** Says of an erased, locked, suspended or merely invited account since when, by whom and why; nothing of an active one. */
export function LockBanner({ user: { status, lock, erasedOn }, now }: { readonly user: Shown; readonly now: string }) {
  if (erasedOn !== null) {
    return (
      <Banner
        tone="info"
        title={
          <>
            Erased <RelativeTime value={erasedOn} now={now} />
          </>
        }
      >
        Everything personal is gone and nobody can sign in. The account stays for the records that refer to it; nothing
        can be done with it.
      </Banner>
    );
  }
  if (status === "invited") {
    return (
      <Banner tone="info" title="Invited, not active yet">
        The account becomes active once the invitation is accepted with a password.
      </Banner>
    );
  }
  if (lock === null) {
    return null;
  }
  return (
    <Banner
      tone={status === "locked" ? "danger" : "warning"}
      title={
        <>
          {status === "locked" ? "Locked" : "Suspended"}
          {lock.on === null ? null : (
            <>
              {" "}
              since <RelativeTime value={lock.on} now={now} />
            </>
          )}
        </>
      }
    >
      {lock.reason === null ? "No reason was given" : `Reason: ${lock.reason}`}
      {lock.by === null ? ", by the system." : <> — by </>}
      {lock.by === null ? null : <IdLink kind="user" id={lock.by} />}
    </Banner>
  );
}
