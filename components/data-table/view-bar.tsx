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

export type Action = (form: FormData) => Promise<void>;

export interface ListedView {
  readonly viewId: string;
  readonly name: string;
  readonly href: string;
  readonly isCurrent: boolean;
  readonly isOwn: boolean;
  readonly isShared: boolean;
  readonly isDefault: boolean;
}

/** What of a list a view keeps. */
export interface ViewContent {
  readonly query: Readonly<Record<string, string>>;
  readonly hiddenColumns: readonly string[];
  /** Empty for the list's own order. */
  readonly columnOrder: readonly string[];
}

export interface ViewBarProps {
  readonly list: string;
  /** What the list shows: "tenants". */
  readonly title: string;
  readonly at: string;
  /** The list without a view. */
  readonly allHref: string;
  readonly views: readonly ListedView[];
  /** What the page shows now. */
  readonly state: ViewContent;
  /** Whether that differs from the view at work. */
  readonly isModified: boolean;
  /** What the view at work has kept that the list no longer knows. */
  readonly stale: {
    readonly parameters: readonly string[];
    readonly columns: readonly string[];
    /** Filters that name something that is no longer there. */
    readonly gone: readonly string[];
  };
  /** The address names a view that is not there. */
  readonly isGone: boolean;
  readonly mayShare: boolean;
}

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
