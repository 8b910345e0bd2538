/** The columns of the directory that can be switched off; apart from the table, so that the server can read them. */
export const DIRECTORY_COLUMNS = [
  { id: "risk", label: "Risk" },
  { id: "atRisk", label: "Revenue at risk" },
  { id: "sent", label: "Messages" },
  { id: "delivery", label: "Delivery rate" },
  { id: "cost", label: "Approximate cost" },
  { id: "segment", label: "Segment" },
  { id: "plan", label: "Plan" },
  { id: "status", label: "Status" },
];
