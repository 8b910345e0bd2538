import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { KeysTable } from "#components/api-keys/keys-table";
import { KEY_STATUS_LOOKS } from "#components/api-keys/wording";
import { FilterSelect, SearchField } from "#components/data-table/filter-fields";
import { FilterForm } from "#components/data-table/filter-form";
import { ListEmpty } from "#components/data-table/list-empty";
import { ListPage, TableToolbar } from "#components/data-table/list-page";
import { ButtonLink } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { FilterChips } from "#components/ui/filter-chips";
import { hrefWith, queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { Pagination } from "#components/ui/pagination";
import { listApiKeys } from "#lib/api-keys/operations";
import type { ApiKey } from "#lib/api-keys/schema";
import { pageCaller } from "#lib/auth/console";
import { perform } from "#lib/operation/perform";
import { roleLabel } from "#lib/policy/role-label";
import { revokeKey } from "./actions.ts";

export const metadata: Metadata = { title: "API keys" };

const PATH = "/console/api-keys";
const KEYS = ["page", "pageSize", "sort", "search", "status"] as const;
const STATUSES = Object.entries(KEY_STATUS_LOOKS).map(([value, { word }]) => ({ value, label: word }));

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Every API key, revoked ones included. */
export default async function ApiKeysPage({ searchParams }: Props) {
  const caller = await pageCaller();
  const params = await searchParams;
  const query = queryOf(params, KEYS);
  const { dialog, key } = queryOf(params, ["dialog", "key"]);
  const at = hrefWith(PATH, query);
  const clearHref = hrefWith(at, { search: null, status: null, page: null });
  const result = await attempt({ caller, href: at, cleanHref: PATH }, () => perform(listApiKeys, caller, { query }));
  if (!result.ok) {
    return (
      <ListPage>
        <PageHeader title="API keys" />
        {result.view}
      </ListPage>
    );
  }
  const { data } = result.value;
  const now = new Date().toISOString();
  const chips = chipsOf(query, at);
  const create = (
    <ButtonLink href={`${PATH}/new`} variant="primary">
      <Plus aria-hidden="true" />
      New API key
    </ButtonLink>
  );
  return (
    <ListPage>
      <PageHeader
        title="API keys"
        total={data.totalItems}
        freshness={{ asOf: now, now, label: "Read" }}
        description="For displays and programs: a key reads what its role may read, and changes nothing."
        actions={create}
      />
      <TableToolbar end={null}>
        <FilterForm label="Filter API keys" at={at}>
          <SearchField label="Search API keys" placeholder="Part of the name" value={query.search} />
          <FilterSelect label="Status" name="status" value={query.status} options={STATUSES} any="Any status" />
        </FilterForm>
      </TableToolbar>
      <FilterChips chips={chips} clearHref={clearHref} />
      <KeysTable
        rows={data.items.map((each) => ({
          ...each,
          roleName: roleLabel(each.role),
          revokeHref: each.revokedOn === null ? hrefWith(at, { dialog: "revoke", key: each.apiKeyId }) : null,
        }))}
        at={at}
        now={now}
        sort={query.sort ?? "-createdOn"}
        hiddenColumns={[]}
        empty={
          <ListEmpty
            isFiltered={chips.length > 0}
            isScoped={false}
            clearHref={clearHref}
            noMatch={{ title: "No API key matches" }}
            nothingYet={{ title: "No API keys yet", text: "Make one for each display or program that reads figures." }}
            create={create}
          />
        }
      />
      <Pagination {...data} totalCapped={false} at={at} itemName="API keys" />
      {dialog === "revoke" ? (
        <RevokeDialog apiKey={data.items.find(({ apiKeyId }) => apiKeyId === key)} closeHref={at} />
      ) : null}
    </ListPage>
  );
}

function RevokeDialog({ apiKey, closeHref }: { readonly apiKey: ApiKey | undefined; readonly closeHref: string }) {
  if (!apiKey || apiKey.revokedOn !== null) {
    return null;
  }
  const { apiKeyId, name } = apiKey;
  return (
    <ConfirmDialog
      closeHref={closeHref}
      title={`Revoke ${name}?`}
      description="Whatever uses the key is refused from its next request on, everywhere."
      action={revokeKey}
      confirmLabel="Revoke API key"
      pendingLabel="Revoking…"
      reason="optional"
      reversibility="This cannot be undone. A new key can be made."
      values={{ apiKeyId, name }}
    />
  );
}

function chipsOf({ search, status }: Partial<Record<(typeof KEYS)[number], string>>, at: string) {
  const words = {
    search: { label: "Search", value: search },
    status: { label: "Status", value: STATUSES.find(({ value }) => value === status)?.label ?? status },
  };
  return Object.entries(words).flatMap(([name, { label, value }]) =>
    value === undefined ? [] : [{ label, value, removeHref: hrefWith(at, { [name]: null, page: null }) }],
  );
}
