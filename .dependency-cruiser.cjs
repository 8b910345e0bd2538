const VERTICALS = "tenants|users|roles|webhooks|rules|executive";

/** Who may import whom (docs/architecture.md). @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "lib-is-a-library",
      comment: "lib knows nothing of those that use it",
      severity: "error",
      from: { path: "^lib/(?!testing/)", pathNot: "\\.test\\.ts$" },
      to: { path: "^(app|components|inngest|e2e|scripts|bench)/" },
    },
    { name: "core-is-pure", severity: "error", from: { path: "^lib/core/", pathNot: "\\.test\\.ts$" }, to: { path: "^lib/(?!core/)" } },
    {
      name: "schemas-are-client-safe",
      comment: "a schema is shared with the browser",
      severity: "error",
      from: { path: "^lib/[^/]+/schema\\.ts$" },
      to: { path: "^lib/", pathNot: "^lib/(core/|policy/permissions\\.ts$|[^/]+/(schema|actions|catalogue)\\.ts$)", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "pages-go-through-perform",
      comment: "a page or route reaches data only through an operation",
      severity: "error",
      from: { path: "^(app|components|inngest)/", pathNot: "\\.test\\.ts$" },
      to: { path: "^lib/(db/|[^/]+/(service|queries)\\.ts$)" },
    },
    {
      name: "components-are-client-safe",
      severity: "error",
      from: { path: "^components/", pathNot: "\\.test\\.tsx$" },
      to: { path: "^lib/", pathNot: "^lib/(core/|[^/]+/(schema|actions|wording|catalogue)\\.ts$)", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "verticals-meet-at-their-index",
      severity: "error",
      from: { path: `^lib/(${VERTICALS})/` },
      to: { path: `^lib/(${VERTICALS})/`, pathNot: ["^lib/$1/", "^lib/[^/]+/(index|schema)\\.ts$"] },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules|lib/db/generated" },
    exclude: { path: "lib/db/generated|node_modules|\\.next" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
