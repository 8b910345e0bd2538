import type { Metadata } from "next";
import type { ReactNode } from "react";
import { attempt } from "#app/_support/attempt.tsx";
import { KIND_WORDS, PLANNING_KINDS, type PlanningKind } from "#components/planning/wording";
import { hrefWith, queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { StatusPill } from "#components/ui/status-pill";
import { Tabs } from "#components/ui/tabs";
import { pageCaller } from "#lib/auth/console";
import { getPlanning } from "#lib/executive/business-operations";
import { can } from "#lib/operation/authorize";
import type { Caller, Meta } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { listPlanners } from "#lib/planning/people";
import { PATH } from "./kinds.ts";
import type { Place } from "./place.ts";
import { PlanningDialog } from "./planning-dialog.tsx";
import { PlanningTiles } from "./planning-tiles.tsx";
import { FILTERS, planningSection } from "./sections.tsx";

export const metadata: Metadata = { title: "Planning" };

const WINDOW_TABS = [
  { value: "quarterly", label: "Quarter" },
  { value: "semi_annual", label: "Half year" },
  { value: "annual", label: "Year" },
];
const KEYS = ["window", "section", "page", "pageSize", "sort", "status", "state", "category", "kind"] as const;
const DIALOG_KEYS = ["dialog", "id", "subject"] as const;

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** What the executives plan, decide and review, and what they know of the market. */
export default async function PlanningPage({ searchParams }: Props) {
  const caller = await pageCaller();
  const params = await searchParams;
  const asked = queryOf(params, KEYS);
  const kind = PLANNING_KINDS.find((name) => name === asked.section) ?? "initiatives";
  const at = hrefWith(PATH, asked);
  const result = await attempt({ caller, href: at, cleanHref: PATH }, () => read(caller, kind, at, asked));
  if (!result.ok) {
    return (
      <>
        {can(caller.actor, getPlanning.policy) ? <PageHeader title="Planning" /> : null}
        {result.view}
      </>
    );
  }
  const { view, meta, place, section } = result.value;
  return (
    <>
      <PageHeader
        title="Planning"
        meta={QUALITIES[meta?.data_quality ?? "partial"]}
        freshness={{ asOf: meta?.last_updated ?? null, now: place.now, label: "Oldest entry" }}
        description={`Everything here has been entered by people; nothing is computed about the market.${limitedText(meta)}`}
      />
      <Tabs
        label="Period"
        items={WINDOW_TABS.map(({ value, label }) => ({
          href: hrefWith(at, { window: value, page: null }),
          label,
          current: value === view.window,
        }))}
      />
      <PlanningTiles view={view} meta={meta} place={place} />
      <Tabs label="Plans" items={PLANNING_KINDS.map((name) => tabOf(name, kind, asked.window))} />
      {section}
      <PlanningDialog place={place} {...queryOf(params, DIALOG_KEYS)} />
    </>
  );
}

type Asked = Partial<Record<(typeof KEYS)[number], string>>;

/** One after the other: a refusal is one record, not several. */
async function read(caller: Caller, kind: PlanningKind, at: string, asked: Asked) {
  const { data: view, meta } = await perform(getPlanning, caller, {
    query: asked.window === undefined ? {} : { window: asked.window },
  });
  const place: Place = { caller, kind, at, now: new Date().toISOString(), people: await peopleFor(caller) };
  const names = ["page", "sort", ...FILTERS[kind].map(({ name }) => name)];
  const query = Object.fromEntries(Object.entries(asked).filter(([name]) => names.includes(name)));
  const size = asked.pageSize === undefined ? {} : { page_size: asked.pageSize };
  const section: ReactNode = await planningSection(
    place,
    { ...query, ...size },
    hrefWith(PATH, { window: asked.window, section: asked.section }),
  );
  return { view, meta, place, section };
}

/** Names by id, for those who may know them. */
async function peopleFor(caller: Caller): Promise<ReadonlyMap<string, string>> {
  if (!can(caller.actor, listPlanners.policy)) {
    return new Map();
  }
  const { data } = await perform(listPlanners, caller, { query: { page_size: "100" } });
  return new Map(data.items.map(({ user_id, name }) => [user_id, name]));
}

const tabOf = (kind: PlanningKind, current: PlanningKind, window: string | undefined) => ({
  href: hrefWith(PATH, { window, section: kind === "initiatives" ? null : kind }),
  label: KIND_WORDS[kind].title,
  current: kind === current,
});

const QUALITIES = {
  standard: <StatusPill tone="success">Complete data</StatusPill>,
  partial: <StatusPill tone="warning">Partial data</StatusPill>,
  stale: <StatusPill tone="warning">Stale data</StatusPill>,
};

function limitedText(meta: Meta | undefined): string {
  if (!meta?.data_sources_limited?.includes("market")) return "";
  return meta.data_quality === "stale"
    ? " The newest market record is old."
    : " What the market records do not say, or say no more, is unknown.";
}
