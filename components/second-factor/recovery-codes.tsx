"use client";
import { Check, Copy, Download } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Banner } from "#components/ui/banner";
import { Button, ButtonLink, buttonStyles } from "#components/ui/button";

interface RecoveryCodesProps {
  readonly heading: string;
  readonly codes: readonly string[];
  readonly continueHref: string;
}

/** Recovery codes, which cannot be shown again. Takes focus, since it replaces the form that asked for them. */
export function RecoveryCodes({ heading, codes, continueHref }: RecoveryCodesProps) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => ref.current?.focus(), []);
  const text = `${codes.join("\n")}\n`;
  return (
    <section aria-labelledby="recovery-codes" className="flex flex-col gap-4">
      <h2 ref={ref} id="recovery-codes" tabIndex={-1} className="font-semibold text-lg outline-none">
        {heading}
      </h2>
      <Banner tone="warning" title="These recovery codes are shown only now">
        Each signs you in once when the telephone is not at hand. Keep them where the telephone is not.
      </Banner>
      <ul className="grid grid-cols-1 gap-x-6 gap-y-1.5 rounded-lg border border-line bg-canvas p-4 sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code} className="figure text-sm">
            {code}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <CopyAll text={text} />
        <a
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(`Rookery recovery codes\n\n${text}`)}`}
          download="rookery-recovery-codes.txt"
          className={buttonStyles()}
        >
          <Download aria-hidden="true" />
          Download
        </a>
      </div>
      <ButtonLink href={continueHref} variant="primary" size="lg">
        I have kept them, continue
      </ButtonLink>
    </section>
  );
}

function CopyAll({ text }: { readonly text: string }) {
  const [copied, setCopied] = useState(false);
  const Icon = copied ? Check : Copy;
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <>
      <Button onClick={copy} className="no-js:hidden">
        <Icon aria-hidden="true" />
        {copied ? "Copied" : "Copy all"}
      </Button>
      <span role="status" className="sr-only">
        {copied ? "Recovery codes copied" : ""}
      </span>
    </>
  );
}
