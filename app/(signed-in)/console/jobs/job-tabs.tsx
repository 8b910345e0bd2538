import { Tabs } from "#components/ui/tabs";

interface JobTabsProps {
  readonly current: "queues" | "runs" | "dead-letters";
}

/** The three sides of background work, each with its own address. */
export function JobTabs({ current }: JobTabsProps) {
  return (
    <Tabs
      label="Jobs"
      items={[
        { href: "/console/jobs", label: "Queues", current: current === "queues" },
        { href: "/console/jobs/runs", label: "Runs", current: current === "runs" },
        { href: "/console/jobs/dead-letters", label: "Dead letters", current: current === "dead-letters" },
      ]}
    />
  );
}
