import { History } from "lucide-react";
import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { ConfigurationForm } from "#components/configuration/configuration-form";
import { ConfigurationList } from "#components/configuration/configuration-list";
import { textsOf } from "#components/configuration/fields";
import { Badge } from "#components/ui/badge";
import { ButtonLink } from "#components/ui/button";
import { queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { pageCaller } from "#lib/auth/console";
import { getGlobalConfiguration, replaceGlobalConfiguration } from "#lib/configuration/operations";
import { can } from "#lib/operation/authorize";
import { perform } from "#lib/operation/perform";
import { saveConfigurationAction } from "./actions.ts";
import { roleChoices } from "./choices.ts";

export const metadata: Metadata = { title: "Configuration" };

const PATH = "/console/configuration";

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** The global configuration: a form for who may change it, a list for who may read it. */
export default async function ConfigurationPage({ searchParams }: Props) {
  const caller = await pageCaller();
  const { q: search = "" } = queryOf(await searchParams, ["q"]);
  const result = await attempt({ caller, href: PATH, cleanHref: PATH }, () =>
    perform(getGlobalConfiguration, caller, {}),
  );
  if (!result.ok) {
    return result.view;
  }
  const { values, definitions, version } = result.value.data;
  const defaults = Object.fromEntries(definitions.map(({ key, default: fallback }) => [key, fallback]));
  return (
    <>
      <PageHeader
        title="Configuration"
        description="What holds for the whole platform. Keys marked “per tenant” can be overridden on a tenant's own page."
        meta={<Badge mono>v{version}</Badge>}
        actions={
          <ButtonLink href={`${PATH}/history`}>
            <History aria-hidden="true" />
            History
          </ButtonLink>
        }
      />
      {can(caller.actor, replaceGlobalConfiguration.policy) ? (
        <ConfigurationForm
          action={saveConfigurationAction}
          definitions={definitions}
          version={version}
          initial={textsOf(definitions, values)}
          defaults={textsOf(definitions, defaults)}
          choices={roleChoices()}
          search={search}
        />
      ) : (
        <ConfigurationList definitions={definitions} values={values} search={search} />
      )}
    </>
  );
}
