"use client";
import { useActionState } from "react";
import { ButtonLink } from "#components/ui/button";
import { Dialog, DialogActions } from "#components/ui/dialog";
import { ErrorSummary } from "#components/ui/error-summary";
import { CheckboxField, TextField } from "#components/ui/fields";
import type { FormAction } from "#components/ui/form-state";
import { hrefWith } from "#components/ui/href";
import { SubmitButton } from "#components/ui/submit-button";
import { ContentFields } from "./view-notices.tsx";
import type { ListedView, ViewBarProps } from "./view-state.tsx";

interface ViewDialogProps extends Pick<ViewBarProps, "list" | "at" | "state" | "mayShare"> {
  /** The view to edit; a new one is made of what the page shows without. */
  readonly view?: ListedView | undefined;
  /** `intent=delete` deletes. */
  readonly action: FormAction;
}

const labels = { name: "Name", isShared: "Shared" };

/** Names, shares and deletes a view. Its filters and columns are those of the page behind the dialog. */
export function ViewDialog({ view, action, mayShare, ...content }: ViewDialogProps) {
  const [state, submit] = useActionState(action, {});
  const closeHref = hrefWith(content.at, { dialog: null });
  const isOn = (name: string, otherwise = false) => (state.values ? state.values[name] === "on" : otherwise);
  return (
    <Dialog
      title={view ? `View “${view.name}”` : "Save as a view"}
      description={view ? undefined : "Filters, order and columns as they are now, under a name of your own."}
      closeHref={closeHref}
    >
      <form action={submit} className="flex flex-col gap-4">
        <ErrorSummary message={state.error} fields={state.fields} labels={labels} />
        <ContentFields {...content} viewId={view?.viewId} />
        <TextField
          name="name"
          label="Name"
          required
          maxLength={60}
          autoComplete="off"
          defaultValue={state.values?.["name"] ?? view?.name}
          error={state.fields?.["name"]}
          data-autofocus
        />
        <CheckboxField
          name="isDefault"
          label="Open the list with it"
          defaultChecked={isOn("isDefault", view?.isDefault)}
        />
        {mayShare ? (
          <CheckboxField
            name="isShared"
            label="Share it"
            help="Everybody with your role sees it and can use it; only you can change it."
            defaultChecked={isOn("isShared", view?.isShared)}
            error={state.fields?.["isShared"]}
          />
        ) : null}
        <DialogActions>
          {view ? (
            <SubmitButton name="intent" value="delete" formNoValidate className="mr-auto" pendingLabel="Deleting…">
              Delete view
            </SubmitButton>
          ) : null}
          <ButtonLink href={closeHref} scroll={false} replace>
            Cancel
          </ButtonLink>
          <SubmitButton name="intent" value="save" variant="primary" pendingLabel="Saving…">
            Save view
          </SubmitButton>
        </DialogActions>
      </form>
    </Dialog>
  );
}
