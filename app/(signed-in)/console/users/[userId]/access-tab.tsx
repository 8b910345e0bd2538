import { attempt } from "#app/_support/attempt.tsx";
import { ExplainForm } from "#components/access/explain-form";
import { ExplanationCard } from "#components/access/explanation-card";
import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { hrefWith } from "#components/ui/href";
import type { Explanation, OperationItem } from "#lib/access/schema";
import { AppError } from "#lib/core/errors";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { getUserAccess, listOperations } from "#lib/super-admin-api";

interface AccessTabProps {
  readonly user: {
    readonly userId: string;
    readonly tenants: readonly { readonly tenantId: string; readonly code: string; readonly name: string }[];
  };
  readonly caller: Caller;
  /** The question, from the address. */
  readonly asked: { readonly operation?: string | undefined; readonly tenantId?: string | undefined };
}

/** Why this user may do something, or may not. */
export async function AccessTab({ user, caller, asked }: AccessTabProps) {
  const path = `/console/users/${user.userId}`;
  const at = hrefWith(path, { tab: "access", ...asked });
  const result = await attempt({ caller, href: at, cleanHref: `${path}?tab=access` }, async () => ({
    operations: await allOperations(caller),
    answer: await answerTo(user.userId, asked, caller),
  }));
  if (!result.ok) {
    return result.view;
  }
  const { operations, answer } = result.value;
  const options = operations
    .map(({ operation, summary }) => ({ value: operation, label: `${summary} (${operation})` }))
    .sort((a, b) => a.label.localeCompare(b.label, "en"));
  return (
    <div className="flex max-w-4xl flex-col gap-4">
      <Card title="May this user …?" description="Decided by the very checks of a real call, as things stand now">
        <ExplainForm path={path} operations={options} tenants={user.tenants} asked={asked} errors={answer.errors} />
      </Card>
      {answer.explanation ? <ExplanationCard explanation={answer.explanation} /> : null}
      {answer.isOutOfReach ? (
        <EmptyState kind="no-match" title="No such tenant">
          There is no tenant with this id, or none within your reach.
        </EmptyState>
      ) : null}
    </div>
  );
}

/** Every operation, page by page. */
async function allOperations(caller: Caller, page = 1): Promise<OperationItem[]> {
  const { data } = await perform(listOperations, caller, { query: { page: String(page), pageSize: "100" } });
  return page < data.totalPages ? [...data.items, ...(await allOperations(caller, page + 1))] : data.items;
}

interface Answer {
  readonly explanation?: Explanation;
  readonly isOutOfReach?: boolean;
  readonly errors: Readonly<Record<string, string>>;
}

/** What a question in the address comes to; a wrong one is shown at its field. */
async function answerTo(
  userId: string,
  { operation, tenantId }: AccessTabProps["asked"],
  caller: Caller,
): Promise<Answer> {
  if (!operation) {
    return { errors: {} };
  }
  const query = { operation, ...(tenantId && { tenantId }) };
  try {
    return { explanation: (await perform(getUserAccess, caller, { path: { userId }, query })).data, errors: {} };
  } catch (thrown) {
    if (!(thrown instanceof AppError) || (thrown.code !== "VALIDATION" && thrown.code !== "NOT_FOUND")) {
      throw thrown;
    }
    return thrown.code === "NOT_FOUND" ? { isOutOfReach: true, errors: {} } : { errors: { ...thrown.detail.fields } };
  }
}
