import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { figuresOf, standingOf } from "#app/_support/figures.ts";
import { MONEY_WINDOWS, windowWords } from "#app/_support/money-windows.ts";
import { COST_CAVEAT, WhyFigure } from "#app/_support/why.tsx";
import { FigureTile } from "#components/executive/figure-tile";
import { LimitedSources, QualityBadge } from "#components/executive/quality";
import { Opportunities } from "#components/money/opportunities";
import { COST_METHOD } from "#components/money/wording";
import { Banner } from "#components/ui/banner";
import { ButtonLink } from "#components/ui/button";
import { hrefWith, queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { Tabs } from "#components/ui/tabs";
import { pageCaller } from "#lib/auth/console";
import { getCostOptimization } from "#lib/executive/business-operations";
import { can } from "#lib/operation/authorize";
import type { Actor } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { WRITERS } from "#lib/planning/crud";
import { AttributionCard, type CostAnswer, DriversCard } from "./cards.tsx";

export const metadata: Metadata = { title: "Cost optimization" };

const PATH = "/executive/cost-optimization";
const TITLE = "Cost optimization";
const TILES = [
  { path: "cost_range", label: "Approximate cost" },
  { path: "cost_breakdown.infrastructure", label: "Infrastructure" },
  { path: "cost_breakdown.email_services", label: "E-mail services" },
  { path: "cost_breakdown.unallocated", label: "Serves no tenant" },
] as const;
const INSIGHTS = [
  { path: "insights.cost_trend", label: "Cost trend" },
  { path: "insights.vendor_performance", label: "Vendor performance" },
] as const;

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** What the platform roughly costs, who causes it, and where it could be saved; never an invoice. */
export default async function CostPage({ searchParams }: Props) {
  const caller = await pageCaller();
  const { figure: figureId, ...query } = queryOf(await searchParams, ["window", "figure"]);
  const at = hrefWith(PATH, query);
  const result = await attempt({ caller, href: at, cleanHref: PATH }, () =>
    perform(getCostOptimization, caller, { query }),
  );
  if (!result.ok) {
    return (
      <>
        {can(caller.actor, getCostOptimization.policy) ? <PageHeader title={TITLE} /> : null}
        {result.view}
      </>
    );
  }
  const answer = result.value;
  const now = new Date().toISOString();
  const standing = standingOf([answer.meta]);
  const figure = figuresOf(answer.meta);
  return (
    <>
      <PageHeader
        title={TITLE}
        meta={<QualityBadge quality={standing.quality} />}
        freshness={{ asOf: standing.asOf, now, label: "As of" }}
      />
      <LimitedSources {...standing} />
      <Tabs
        label="Period"
        items={MONEY_WINDOWS.map(({ value, label }) => ({
          href: hrefWith(PATH, { window: value }),
          label,
          current: value === answer.data.window,
        }))}
      />
      <Banner tone="warning" title={COST_METHOD.title}>
        {COST_METHOD.text}
      </Banner>
      <section aria-label="Key figures" className="grid grid-cols-[repeat(auto-fit,minmax(9.75rem,1fr))] gap-3">
        {TILES.map(({ path, label }) => (
          <FigureTile key={path} label={label} note={figure(path)} caveat={COST_CAVEAT} at={at} now={now} />
        ))}
        {INSIGHTS.map(({ path, label }) => (
          <FigureTile key={path} label={label} note={figure(path)} at={at} now={now} />
        ))}
      </section>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <AttributionCard answer={answer} at={at} now={now} />
        <DriversCard answer={answer} actor={caller.actor} at={at} now={now} />
        <div className="min-w-0 xl:col-span-2">
          <Proposals answer={answer} actor={caller.actor} at={at} />
        </div>
      </div>
      <WhyFigure caller={caller} figureId={figureId} at={at} now={now} />
    </>
  );
}

interface ProposalsProps {
  readonly answer: CostAnswer;
  readonly actor: Actor;
  readonly at: string;
}

function Proposals({ answer: { data, meta }, actor, at }: ProposalsProps) {
  const figure = figuresOf(meta);
  const isUnknown = data.cost_range === null;
  return (
    <Opportunities
      opportunities={data.optimization_opportunities.map((proposal, index) => ({
        ...proposal,
        savings: figure(`optimization_opportunities.${index}.savings_range`),
      }))}
      window={windowWords[data.window]}
      label={data.label}
      actions={
        can(actor, WRITERS) ? (
          <ButtonLink href="/executive/planning?dialog=new" size="sm">
            Plan an initiative
          </ButtonLink>
        ) : null
      }
      instead={
        isUnknown
          ? "Unknown: the sources that this needs do not answer."
          : "Nothing to propose: neither idle machines nor dearer providers."
      }
      at={at}
    />
  );
}
