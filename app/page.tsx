import { redirect } from "next/navigation";

/** The console is the home; it sends those who do not belong there on. */
export default function HomePage(): never {
  redirect("/console");
}
