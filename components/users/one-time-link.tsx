import { Banner } from "#components/ui/banner";
import { CopyableId } from "#components/ui/copyable-id";

interface OneTimeLinkProps {
  /** Absent where it was mailed. */
  readonly token: string | undefined;
  /** What it is: "invite token". */
  readonly label: string;
  /** Where it is used: `/accept-invite`. */
  readonly page: string;
  readonly pageName: string;
  /** What whoever has it can do. */
  readonly danger: string;
}

/** A one-time token that cannot be shown again, or that it is on its way by mail. */
export function OneTimeLink({ token, label, page, pageName, danger }: OneTimeLinkProps) {
  if (token === undefined) {
    return (
      <Banner tone="success" title="A mail with the link is on its way">
        The link works once. Another one makes this one worthless.
      </Banner>
    );
  }
  return (
    <>
      <Banner tone="warning" title="This token is shown only now">
        Pass it on over a channel you trust. {danger}
      </Banner>
      <div className="rounded-lg border border-line bg-canvas p-3">
        <p className="text-muted text-xs">One-time {label}</p>
        <CopyableId value={token} label={label} className="[&_code]:whitespace-normal [&_code]:break-all" />
      </div>
      <p className="text-muted text-sm">
        It is used on the page{" "}
        <a href={page} className="link">
          {pageName}
        </a>
        , which also takes it as a link: add <code className="figure">#</code> and the token to the address, and no
        server log ever sees it. Programs use <code className="figure">POST /api/v1/auth{page}</code>.
      </p>
    </>
  );
}
