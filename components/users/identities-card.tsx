import { Card } from "#components/ui/card";
import { RelativeTime } from "#components/ui/relative-time";
import { SubmitButton } from "#components/ui/submit-button";

interface IdentitiesCardProps {
  readonly identities: readonly { readonly identityId: string; readonly issuer: string; readonly linkedOn: string }[];
  /** False while there is no password to sign in with instead. */
  readonly canUnlink: boolean;
  readonly now: string;
  readonly unlink: (form: FormData) => Promise<void>;
}

/** The identities of single sign-on that open one's account. */
export function IdentitiesCard({ identities, canUnlink, now, unlink }: IdentitiesCardProps) {
  return (
    <Card title="Single sign-on" description="Opens your account without its password" flush>
      <ul className="divide-y divide-line">
        {identities.map(({ identityId, issuer, linkedOn }) => (
          <li key={identityId} className="flex items-center gap-3 px-4 py-2.5">
            <div className="min-w-0 flex-1">
              <p className="break-words font-medium text-sm">{hostOf(issuer)}</p>
              <p className="text-muted text-xs">
                linked <RelativeTime value={linkedOn} now={now} />
              </p>
            </div>
            {canUnlink ? (
              <form action={unlink}>
                <input type="hidden" name="identityId" value={identityId} />
                <SubmitButton size="sm" pendingLabel="Unlinking…">
                  Unlink<span className="sr-only"> {hostOf(issuer)}</span>
                </SubmitButton>
              </form>
            ) : null}
          </li>
        ))}
      </ul>
      {canUnlink ? null : (
        <p className="border-line border-t px-4 py-2.5 text-muted text-sm">
          Your account has no password, so that this is the only way in. Ask an administrator for a reset link to choose
          one, then you can unlink it.
        </p>
      )}
    </Card>
  );
}

/** A provider by the name that people know: its host. */
const hostOf = (issuer: string): string => URL.parse(issuer)?.host ?? issuer;
