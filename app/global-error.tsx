"use client";
import { MessagePage } from "#components/ui/message-page";
import "./globals.css";

/** The last resort, when even the document's frame fails: plain links, no scripts needed. */
export default function GlobalError() {
  return (
    <html lang="en" data-theme="system">
      <body>
        <title>Error · Rookery</title>
        <MessagePage
          code="500"
          title="Rookery could not start this page"
          actions={
            <a href="/console" className="link">
              Go to the console
            </a>
          }
        >
          Reload in a moment. If it stays like this, the operators’ health page tells more.
        </MessagePage>
      </body>
    </html>
  );
}
