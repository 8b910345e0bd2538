import { Banner } from "#components/ui/banner";
import { ButtonLink } from "#components/ui/button";
import { hrefWith } from "#components/ui/href";
import { SubmitButton } from "#components/ui/submit-button";
import type { Action, ListedView, ViewBarProps } from "./view-state.tsx";

type ContentFieldsProps = Pick<ViewBarProps, "list" | "at" | "state"> & { readonly viewId?: string | undefined };

/** What the page shows, and where it is, as hidden fields. */
export function ContentFields({ list, at, state, viewId }: ContentFieldsProps) {
  return (
    <>
      <input type="hidden" name="list" value={list} />
      <input type="hidden" name="at" value={at} />
      <input type="hidden" name="state" value={JSON.stringify(state)} />
      {viewId === undefined ? null : <input type="hidden" name="viewId" value={viewId} />}
    </>
  );
}

type NoticesProps = ViewBarProps & { readonly current: ListedView | undefined; readonly action: Action };

/** What is wrong with the view at work, and the way out. */
export function Notices({ current, action, isGone, stale, ...props }: NoticesProps) {
  if (isGone) {
    return (
      <Banner tone="info" title="The view of this address no longer exists, or is not shared with you.">
        The filters in the address are at work all the same.
      </Banner>
    );
  }
  const lost = [
    ...stale.parameters.map((name) => `the filter “${name}”`),
    ...stale.columns.map((id) => `the column “${id}”`),
  ];
  if (current === undefined) {
    return null;
  }
  if (stale.gone.length > 0) {
    return <GoneNotice {...props} gone={stale.gone} current={current} action={action} />;
  }
  if (lost.length === 0) {
    return null;
  }
  return <Outdated {...props} lost={lost} current={current} action={action} />;
}

/** Names of things by the filter that names one. */
const NAMED: Readonly<Record<string, string>> = { role: "role", tenantId: "tenant" };

/** A view whose filters name what is gone finds nothing any more: it says so, and can be had without. */
function GoneNotice({ gone, current, action, ...props }: ContentFieldsProps & GoneProps) {
  const { query } = props.state;
  const rest = Object.fromEntries(Object.entries(query).filter(([name]) => !gone.includes(name)));
  const things = gone.map((name) => `the ${NAMED[name] ?? name} that it names`);
  const withoutHref = hrefWith(props.at, Object.fromEntries(gone.map((name) => [name, null])));
  return (
    <Banner
      tone="warning"
      title="This view is out of date."
      actions={
        <>
          <ButtonLink href={withoutHref} size="sm">
            List without
          </ButtonLink>
          {current.isOwn ? (
            <form action={action}>
              <ContentFields
                {...props}
                at={withoutHref}
                state={{ ...props.state, query: rest }}
                viewId={current.viewId}
              />
              <SubmitButton size="sm">Save it without</SubmitButton>
            </form>
          ) : null}
        </>
      }
    >
      {capitalized(new Intl.ListFormat("en").format(things))} {gone.length > 1 ? "are" : "is"} no longer there, or out
      of your reach.
    </Banner>
  );
}

const capitalized = (text: string): string => `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}`;

interface GoneProps {
  readonly gone: readonly string[];
  readonly current: ListedView;
  readonly action: Action;
}

type OutdatedProps = ContentFieldsProps & {
  readonly lost: readonly string[];
  readonly current: ListedView;
  readonly action: Action;
};

/** A view that has kept what the list no longer takes. */
function Outdated({ lost, current, action, ...props }: OutdatedProps) {
  return (
    <Banner
      tone="warning"
      title="This view is out of date."
      actions={
        current.isOwn ? (
          <form action={action}>
            <ContentFields {...props} viewId={current.viewId} />
            <SubmitButton size="sm">Save it without them</SubmitButton>
          </form>
        ) : undefined
      }
    >
      The list no longer knows {new Intl.ListFormat("en").format(lost)}. What you see was listed without.
    </Banner>
  );
}
