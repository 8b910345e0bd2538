export type Action = (form: FormData) => Promise<void>;

export interface ListedView {
  readonly viewId: string;
  readonly name: string;
  readonly href: string;
  readonly isCurrent: boolean;
  readonly isOwn: boolean;
  readonly isShared: boolean;
  readonly isDefault: boolean;
}

/** What of a list a view keeps. */
export interface ViewContent {
  readonly query: Readonly<Record<string, string>>;
  readonly hiddenColumns: readonly string[];
  /** Empty for the list's own order. */
  readonly columnOrder: readonly string[];
}

export interface ViewBarProps {
  readonly list: string;
  /** What the list shows: "tenants". */
  readonly title: string;
  readonly at: string;
  /** The list without a view. */
  readonly allHref: string;
  readonly views: readonly ListedView[];
  /** What the page shows now. */
  readonly state: ViewContent;
  /** Whether that differs from the view at work. */
  readonly isModified: boolean;
  /** What the view at work has kept that the list no longer knows. */
  readonly stale: {
    readonly parameters: readonly string[];
    readonly columns: readonly string[];
    /** Filters that name something that is no longer there. */
    readonly gone: readonly string[];
  };
  /** The address names a view that is not there. */
  readonly isGone: boolean;
  readonly mayShare: boolean;
}
