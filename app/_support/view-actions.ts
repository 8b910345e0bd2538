"use server";

import { redirect } from "next/navigation";
import { joinedIds } from "#components/shell/preferences";
import type { FormState } from "#components/ui/form-state";
import { hrefWith } from "#components/ui/href";
import { pageCaller } from "#lib/auth/console";
import { perform } from "#lib/operation/perform";
import { createView, deleteView, getView, setDefaultView, updateView } from "#lib/views/operations";
import { announce } from "./announce.ts";
import { failedForm, fieldsOf } from "./form.ts";

const say = (tone: "success" | "danger", message: string): Promise<void> => announce({ tone, message });

/** The page that the form stands on, within the console and nowhere else. */
function pageOf(form: FormData): string {
  const at = String(form.get("at") ?? "");
  return /^\/(console|executive)\/[\w/?&=%.+*~-]*$/.test(at) ? at : "/console";
}

/** What the page shows, as the form carries it; the operation judges it. */
function contentOf(form: FormData): { query: Record<string, string>; hiddenColumns: string[]; columnOrder: string[] } {
  try {
    const { query, hiddenColumns, columnOrder } = JSON.parse(String(form.get("state")));
    return { query, hiddenColumns, columnOrder };
  } catch {
    return { query: {}, hiddenColumns: [], columnOrder: [] };
  }
}

/** Saves a new view, changes one, or with `intent=delete` deletes it. */
export async function viewDialogAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const values = fieldsOf(form, ["name", "isShared", "isDefault"]);
  const viewId = form.get("viewId");
  const list = String(form.get("list") ?? "");
  const fields = {
    name: values["name"] ?? "",
    isShared: values["isShared"] === "on",
    isDefault: values["isDefault"] === "on",
    ...contentOf(form),
  };
  let leadsTo: string;
  try {
    if (typeof viewId !== "string") {
      leadsTo = (await perform(createView, caller, { body: { list, ...fields } })).data.viewId;
      await say("success", `View “${fields.name}” has been saved.`);
    } else if (form.get("intent") === "delete") {
      await perform(deleteView, caller, { path: { viewId } });
      leadsTo = "all";
      await say("success", "The view has been deleted. Nothing that it listed was changed.");
    } else {
      // Renaming or sharing a view leaves its filters and columns as they are stored, whatever the page shows by now.
      const { query, hiddenColumns, columnOrder } = (await perform(getView, caller, { path: { viewId } })).data;
      const body = { ...fields, query, hiddenColumns, columnOrder };
      await perform(updateView, caller, { path: { viewId }, body });
      leadsTo = viewId;
      await say("success", `View “${fields.name}” has been saved.`);
    }
  } catch (thrown) {
    return failedForm(thrown, caller, values);
  }
  redirect(hrefWith(pageOf(form), { dialog: null, view: leadsTo, ...columnsOf(form, leadsTo) }));
}

/** A view's address says which columns it leaves out and in which order the others stand; the list without one does not. */
function columnsOf(form: FormData, view: string): { readonly hide: string | null; readonly order: string | null } {
  const { hiddenColumns, columnOrder } = contentOf(form);
  return view === "all"
    ? { hide: null, order: null }
    : { hide: joinedIds(hiddenColumns), order: joinedIds(columnOrder) };
}

/** Replaces the filters, order and columns of a view by what the page shows. */
export async function saveViewAction(form: FormData): Promise<void> {
  const caller = await pageCaller();
  const viewId = String(form.get("viewId") ?? "");
  try {
    const { name, isShared, isDefault } = (await perform(getView, caller, { path: { viewId } })).data;
    const body = { name, isShared, isDefault, ...contentOf(form) };
    await perform(updateView, caller, { path: { viewId }, body });
    await say("success", `View “${name}” has been saved.`);
  } catch (thrown) {
    await say("danger", failedForm(thrown, caller).error ?? "");
  }
  redirect(hrefWith(pageOf(form), { view: viewId, ...columnsOf(form, viewId) }));
}

/** Chooses the view that the list opens with; none with an empty `viewId`. */
export async function setDefaultViewAction(form: FormData): Promise<void> {
  const caller = await pageCaller();
  const viewId = String(form.get("viewId") ?? "") || null;
  const list = String(form.get("list") ?? "");
  try {
    await perform(setDefaultView, caller, { path: { list }, body: { viewId } });
    await say("success", viewId === null ? "The list opens without a view." : "The list opens with this view.");
  } catch (thrown) {
    await say("danger", failedForm(thrown, caller).error ?? "");
  }
  redirect(pageOf(form));
}
