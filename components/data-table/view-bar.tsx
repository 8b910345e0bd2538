import { BookmarkPlus, Users } from "lucide-react";
import { AppLink } from "#components/ui/app-link";
import { ButtonLink } from "#components/ui/button";
import { hrefWith } from "#components/ui/href";
import { IconButtonLink } from "#components/ui/icon-button";
import { Menu } from "#components/ui/menu";
import { MenuAction, MenuLink } from "#components/ui/menu-item";
import { SubmitButton } from "#components/ui/submit-button";
import { type Tab, Tabs } from "#components/ui/tabs";
import { ContentFields, Notices } from "./view-notices.tsx";
import type { Action, ListedView, ViewBarProps } from "./view-state.tsx";

export interface ViewActions {
  /** Replaces the view's content with `state`. */
  readonly save: Action;
  readonly setDefault: Action;
}

/** Saved views as tabs above their list: the reader's own, and those that colleagues share. */
export function ViewBar({ actions, ...props }: ViewBarProps & { readonly actions: ViewActions }) {
  const { title, at, allHref, views, isModified } = props;
  const current = views.find(({ isCurrent }) => isCurrent);
  if (views.length === 0 && !props.isGone) {
    return null;
  }
  const tabs: Tab[] = [
    { href: allHref, label: `All ${title}`, current: current === undefined },
    ...views.map(({ href, name, isCurrent, isShared }) => ({
      href,
      label: name,
      current: isCurrent,
      mark: isShared ? <Users role="img" aria-label="shared" className="size-3.5 text-subtle" /> : undefined,
    })),
  ];
  return (
    <>
      <div className="no-print flex items-end gap-2 border-line border-b">
        <div className="min-w-0 flex-1">
          <Tabs label="Saved views" items={tabs} isFlush />
        </div>
        {current === undefined ? null : (
          <div className="flex h-9 shrink-0 items-center gap-2">
            {isModified ? <Modified {...props} current={current} action={actions.save} /> : null}
            <ViewMenu {...props} current={current} at={at} setDefault={actions.setDefault} />
          </div>
        )}
      </div>
      <Notices {...props} current={current} action={actions.save} />
    </>
  );
}

type CurrentProps = ViewBarProps & { readonly current: ListedView };

function Modified({ current, action, ...props }: CurrentProps & { readonly action: Action }) {
  return (
    <>
      <AppLink href={current.href} className="link text-xs max-sm:hidden">
        Discard changes
      </AppLink>
      {current.isOwn ? (
        <form action={action}>
          <ContentFields {...props} viewId={current.viewId} />
          <SubmitButton size="sm" pendingLabel="Saving…">
            Save changes
          </SubmitButton>
        </form>
      ) : null}
    </>
  );
}

function ViewMenu({ current, list, at, setDefault }: CurrentProps & { readonly setDefault: Action }) {
  const { viewId, isOwn, isDefault, name } = current;
  return (
    <Menu label={`Actions for the view ${name}`}>
      {isOwn ? (
        <MenuLink href={hrefWith(at, { dialog: "edit-view" })} scroll={false}>
          Rename, share or delete…
        </MenuLink>
      ) : null}
      <MenuAction action={setDefault} values={{ list, at, viewId: isDefault ? "" : viewId }}>
        {isDefault ? "Do not open the list with it" : "Open the list with it"}
      </MenuAction>
    </Menu>
  );
}

/** Leads to the dialog that saves what the page shows. */
export function SaveViewLink({ at, hasViews }: { readonly at: string; readonly hasViews: boolean }) {
  const link = { href: hrefWith(at, { dialog: "save-view" }), scroll: false };
  return hasViews ? (
    <IconButtonLink label="Save as a view" variant="outline" {...link}>
      <BookmarkPlus aria-hidden="true" />
    </IconButtonLink>
  ) : (
    <ButtonLink {...link} className="max-sm:hidden">
      <BookmarkPlus aria-hidden="true" />
      Save view
    </ButtonLink>
  );
}
