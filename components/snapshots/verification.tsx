import { Banner } from "#components/ui/banner";

interface VerificationProps {
  readonly sha256: string;
  readonly verification: {
    readonly matches: boolean;
    readonly recomputed_sha256: string;
    readonly audit: "matches" | "differs" | "not_found";
  };
}

/** Whether the snapshot is still what was captured: by its hash, and by what the audit log says of that hash. */
export function Verification({ sha256, verification: { matches, recomputed_sha256: now, audit } }: VerificationProps) {
  const isSound = matches && audit !== "differs";
  return (
    <Banner
      tone={isSound ? "success" : "danger"}
      title={isSound ? "Unchanged since it was captured" : "Not what was captured"}
    >
      <p>
        {matches ? "The stored document still has its hash" : "The stored document no longer has its hash"}
        {audit === "matches" ? ", and the audit log holds the same." : null}
        {audit === "differs" ? ". The audit log holds another hash for this snapshot." : null}
        {audit === "not_found" ? ". The audit log no longer holds the capture." : null}
      </p>
      <p className="break-all">
        SHA-256 <span className="figure text-ink">{sha256}</span>
      </p>
      {matches ? null : (
        <p className="break-all">
          Stored now <span className="figure text-danger">{now}</span>
        </p>
      )}
    </Banner>
  );
}
