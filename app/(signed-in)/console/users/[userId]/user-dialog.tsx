import { effectsOf } from "#app/_support/effects.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { clientName } from "#components/users/client-name";
import { LinkDialog } from "#components/users/link-dialog";
import type { Caller } from "#lib/operation/operation";
import { dryRun } from "#lib/operation/perform";
import type { UserDetail } from "#lib/users/schema";
import { removeUserTotp } from "#lib/users/second-factor-operation";
import { endUserSession, forceLogout, setUserLock } from "#lib/users/standing-operations";
import { endUserSessionAction, linkAction, lockUserAction, logOutUserAction, removeFactorAction } from "./actions.ts";
import { actsOn } from "./actions-menu.tsx";

interface UserDialogProps {
  readonly kind: string | undefined;
  /** The session that `?dialog=session` is about. */
  readonly sessionId: string | undefined;
  readonly user: UserDetail;
  readonly version: number;
  readonly caller: Caller;
  readonly closeHref: string;
}

const LABELS = { sessions: "Sessions ended now", refreshTokens: "Refresh tokens revoked" };
/** A dry run needs a reason as the act does; nothing keeps this one. */
const REASON = "Dry run";

/** The dialog that `?dialog=` names, with the effects that a dry run of the very act has counted. */
export async function UserDialog(props: UserDialogProps) {
  const { kind, user, caller } = props;
  const act = [...(await actsOn(user, caller.actor))].find((each) => each === kind);
  switch (act) {
    case "lock":
    case "unlock":
      return <LockDialog {...props} isLocked={act === "lock"} />;
    case "logout":
      return <LogOutDialog {...props} />;
    case "factor":
      return <FactorDialog {...props} />;
    case "session":
      return <SessionDialog {...props} />;
    case "reset":
      return (
        <LinkDialog
          purpose="reset"
          title={`Reset the password of ${user.name}?`}
          description="A one-time link lets the user choose a new password within two hours. Until then the present one works; afterwards every session ends."
          userId={user.userId}
          closeHref={props.closeHref}
          action={linkAction}
        />
      );
    case "invite":
      return (
        <LinkDialog
          purpose="invite"
          title={`Invite ${user.name} again?`}
          description="A new one-time link is made, good for seven days. The earlier invitation stops working."
          userId={user.userId}
          closeHref={props.closeHref}
          action={linkAction}
        />
      );
    default:
      return null;
  }
}

async function LockDialog({ user, version, caller, closeHref, isLocked }: UserDialogProps & { isLocked: boolean }) {
  const { userId, name, status } = user;
  const effects = await effectsOf(LABELS, () =>
    dryRun(setUserLock, caller, { path: { userId }, body: { isLocked, reason: REASON } }),
  );
  const held = status === "suspended" ? "suspension" : "lock";
  return (
    <ConfirmDialog
      closeHref={closeHref}
      title={isLocked ? `Lock ${name}?` : `Unlock ${name}?`}
      description={
        isLocked
          ? "The user is signed out everywhere and cannot sign in again until the lock is lifted."
          : `The ${held} is lifted: the user can sign in again. Sessions that were ended stay ended.`
      }
      action={lockUserAction}
      effects={isLocked ? effects : []}
      confirmLabel={isLocked ? "Lock user" : "Unlock user"}
      pendingLabel={isLocked ? "Locking…" : "Unlocking…"}
      tone={isLocked ? "danger" : "primary"}
      reason="required"
      reversibility={isLocked ? "It can be lifted again at any time." : "The user can be locked again at any time."}
      values={{ userId, version: String(version), isLocked: String(isLocked) }}
    />
  );
}

async function LogOutDialog({ user: { userId, name }, caller, closeHref }: UserDialogProps) {
  const effects = await effectsOf(LABELS, () =>
    dryRun(forceLogout, caller, { path: { userId }, body: { reason: REASON } }),
  );
  return (
    <ConfirmDialog
      closeHref={closeHref}
      title={`Sign ${name} out everywhere?`}
      description="Every session and token of the user stops working at once. The user can sign in again."
      action={logOutUserAction}
      effects={effects}
      confirmLabel="Sign out everywhere"
      pendingLabel="Signing out…"
      reason="required"
      reversibility="Ended sessions cannot be brought back."
      values={{ userId }}
    />
  );
}

async function FactorDialog({ user: { userId, name }, caller, closeHref }: UserDialogProps) {
  const effects = await effectsOf(LABELS, () =>
    dryRun(removeUserTotp, caller, { path: { userId }, body: { reason: REASON } }),
  );
  return (
    <ConfirmDialog
      closeHref={closeHref}
      title={`Remove the second factor of ${name}?`}
      description="For a lost telephone without recovery codes: the password alone signs in until another one is set up. Make sure that it is really the user who asks."
      action={removeFactorAction}
      effects={effects}
      confirmLabel="Remove second factor"
      pendingLabel="Removing…"
      reason="required"
      reversibility="Only the user can set up another one."
      values={{ userId }}
    />
  );
}

async function SessionDialog({ user, sessionId, caller, closeHref }: UserDialogProps) {
  const { userId, name, sessions } = user;
  const session = sessions.find((each) => each.sessionId === sessionId);
  if (!session) {
    return null;
  }
  const effects = await effectsOf(LABELS, () =>
    dryRun(endUserSession, caller, {
      path: { userId, sessionId: session.sessionId },
      body: { reason: REASON },
    }),
  );
  return (
    <ConfirmDialog
      closeHref={closeHref}
      title={`End this session of ${name}?`}
      description={`${clientName(session.userAgent)}, from ${session.ipAddress ?? "an unknown network"}. Its tokens stop working at once; other sessions go on.`}
      action={endUserSessionAction}
      effects={effects}
      confirmLabel="End session"
      pendingLabel="Ending…"
      reason="required"
      reversibility="An ended session cannot be brought back. The user can sign in again."
      values={{ userId, sessionId: session.sessionId }}
    />
  );
}
