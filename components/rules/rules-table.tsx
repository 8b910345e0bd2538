"use client";
import type { ReactNode } from "react";
import { IdLink } from "#components/audit/id-link";
import { columnsOf } from "#components/data-table/columns";
import { DataTable } from "#components/data-table/data-table";
import { RowLink } from "#components/data-table/row-link";
import { CellTime } from "#components/data-table/table-context";
import { Badge } from "#components/ui/badge";
import { formatCount } from "#components/ui/format";
import { Menu } from "#components/ui/menu";
import { MenuLink } from "#components/ui/menu-item";
import type { Rule } from "#lib/rules/schema";
import { RuleState } from "./states.tsx";
import { ACTION_WORDS, RUN_LOOKS } from "./wording.tsx";

/** A rule beside what this reader may do with it. */
export interface RuleRow extends Rule {
  readonly actions: readonly { readonly href: string; readonly label: string; readonly isDangerous?: boolean }[];
}

const column = columnsOf<RuleRow>();

const columns = [
  column.accessor("name", {
    header: "Rule",
    meta: { sort: "name", grow: true, chooser: false },
    cell: ({ row: { original } }) => (
      <RowLink
        href={`/console/rules/${original.ruleId}`}
        secondary={<span className="figure">{original.condition}</span>}
      >
        {original.name}
      </RowLink>
    ),
  }),
  column.accessor("state", { header: "State", cell: ({ getValue }) => <RuleState state={getValue()} /> }),
  column.accessor("action", {
    header: "Action",
    meta: { hideBelow: "md" },
    cell: ({ getValue }) => ACTION_WORDS[getValue()].name,
  }),
  column.accessor("scope", {
    header: "Scope",
    meta: { hideBelow: "md" },
    cell: ({ getValue }) => <RuleScope scope={getValue()} />,
  }),
  column.accessor("version", {
    header: "Version",
    meta: { hideBelow: "md" },
    cell: ({ getValue }) => <Badge mono>v{getValue()}</Badge>,
  }),
  column.accessor("lastExecution", {
    header: "Last run",
    meta: { hideBelow: "sm" },
    cell: ({ getValue }) => <LastRun run={getValue()} />,
  }),
  column.accessor("createdOn", {
    header: "Created",
    meta: { sort: "-createdOn", hideBelow: "xl" },
    cell: ({ getValue }) => <CellTime value={getValue()} />,
  }),
  column.display({
    id: "menu",
    header: "Actions",
    meta: { silentHeader: true, chooser: false },
    cell: ({ row: { original } }) => (
      <Menu label={`Actions for ${original.name}`}>
        {original.actions.map(({ href, label, isDangerous }) => (
          <MenuLink key={href} href={href} tone={isDangerous ? "danger" : "default"}>
            {label}
          </MenuLink>
        ))}
      </Menu>
    ),
  }),
];

/** Whom a rule governs. */
export function RuleScope({ scope }: Pick<Rule, "scope">) {
  return scope === "global" ? (
    "Everybody"
  ) : (
    <span className="inline-flex items-baseline gap-1.5">
      Tenant <IdLink kind="tenant" id={scope.slice("tenant:".length)} />
    </span>
  );
}

function LastRun({ run }: { readonly run: Rule["lastExecution"] }) {
  if (run === null) {
    return <span className="text-subtle">Never</span>;
  }
  return (
    <span className="inline-flex items-baseline gap-1.5">
      <CellTime value={run.createdOn} />
      <span className="text-muted text-xs">
        {RUN_LOOKS[run.status].word.toLowerCase()}, {formatCount(run.total)} hit
      </span>
    </span>
  );
}

interface RulesTableProps {
  readonly rows: readonly RuleRow[];
  readonly at: string;
  /** The server's time of this rendering. */
  readonly now: string;
  readonly sort: string;
  readonly hiddenColumns: readonly string[];
  readonly columnOrder: readonly string[];
  readonly empty: ReactNode;
}

/** One page of rules. */
export function RulesTable(props: RulesTableProps) {
  return (
    <DataTable
      caption="Rules"
      columns={columns}
      rowId={(row) => row.ruleId}
      isMuted={({ state }) => state === "disabled"}
      {...props}
    />
  );
}
