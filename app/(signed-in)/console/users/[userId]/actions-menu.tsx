import { Pencil } from "lucide-react";
import { ButtonLink } from "#components/ui/button";
import { hrefWith } from "#components/ui/href";
import { Menu } from "#components/ui/menu";
import { MenuLink } from "#components/ui/menu-item";
import { isFeatureOn } from "#lib/configuration/features";
import { can } from "#lib/operation/authorize";
import type { Actor } from "#lib/operation/operation";
import { updateUser } from "#lib/users/operations";
import { isWritable } from "#lib/users/reach";
import type { UserDetail } from "#lib/users/schema";
import { removeUserTotp } from "#lib/users/second-factor-operation";
import { forceLogout, inviteUserAgain, resetUserPassword, setUserLock } from "#lib/users/standing-operations";
import { mayLock } from "#lib/users/target";

/** What can be asked of a user by a dialog. */
export type UserAct = "lock" | "unlock" | "logout" | "session" | "reset" | "invite" | "factor" | "edit";

/** The acts that this reader may do to this user as it stands; none to whom is beyond the reader's reach. */
export async function actsOn(user: UserDetail, actor: Actor): Promise<ReadonlySet<UserAct>> {
  const isHeld = user.status === "locked" || user.status === "suspended";
  const isInvited = user.status === "invited";
  const canChangeLock = can(actor, setUserLock.policy);
  const canLogOut = can(actor, forceLogout.policy);
  const acts: Readonly<Record<UserAct, boolean>> = {
    lock: canChangeLock && mayLock(actor) && user.userId !== actor.id,
    unlock: canChangeLock && isHeld,
    logout: canLogOut && user.sessions.length > 0,
    session: canLogOut,
    reset: can(actor, resetUserPassword.policy) && !isInvited,
    invite: can(actor, inviteUserAgain.policy) && isInvited && (await isFeatureOn("features.invitations")),
    edit: can(actor, updateUser.policy),
    factor: can(actor, removeUserTotp.policy) && user.mfaEnabled && user.userId !== actor.id,
  };
  const possible = user.erasedOn === null ? (Object.keys(acts) as UserAct[]).filter((act) => acts[act]) : [];
  return new Set(possible.length > 0 && (await isWritable(actor, user)) ? possible : []);
}

/** The acts as buttons and a menu. */
export async function UserActions({ user, actor }: { readonly user: UserDetail; readonly actor: Actor }) {
  const acts = await actsOn(user, actor);
  const href = `/console/users/${user.userId}`;
  const isHeld = user.status === "locked" || user.status === "suspended";
  const more: readonly { readonly act: UserAct; readonly label: string; readonly tone?: "danger" }[] = [
    { act: "logout", label: "Sign out everywhere…" },
    { act: "reset", label: "Reset password…" },
    { act: "invite", label: "Invite again…" },
    { act: "factor", label: "Remove second factor…" },
    { act: "lock", label: isHeld ? "Lock with another reason…" : "Lock…", tone: "danger" },
  ];
  const offered = more.filter(({ act }) => acts.has(act));
  return (
    <>
      {acts.has("edit") ? (
        <ButtonLink href={`${href}/edit`}>
          <Pencil aria-hidden="true" />
          Edit
        </ButtonLink>
      ) : null}
      {acts.has("unlock") ? (
        <ButtonLink href={hrefWith(href, { dialog: "unlock" })} variant="primary" scroll={false}>
          Unlock
        </ButtonLink>
      ) : null}
      {offered.length === 0 ? null : (
        <Menu label={`More actions for ${user.name}`}>
          {offered.map(({ act, label, tone }) => (
            <MenuLink key={act} href={hrefWith(href, { dialog: act })} tone={tone} scroll={false}>
              {label}
            </MenuLink>
          ))}
        </Menu>
      )}
    </>
  );
}
