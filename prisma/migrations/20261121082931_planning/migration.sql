-- What the executives plan, decide and review, and what they know of the market: entered by people, never computed. Ids of
-- persons only. What is deleted stays, marked.
CREATE TABLE "planning_initiatives" (
    "initiative_id" UUID NOT NULL,
    "name" VARCHAR(120) NOT NULL,
    "status" VARCHAR(12) NOT NULL,
    "progress" SMALLINT NOT NULL,
    "impact" VARCHAR(8) NOT NULL,
    "owner_id" UUID NOT NULL,
    "start_on" DATE,
    "due_on" DATE,
    "ended_at" TIMESTAMPTZ(3),
    "author_id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "planning_initiatives_pkey" PRIMARY KEY ("initiative_id"),
    CONSTRAINT "planning_initiatives_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

CREATE TABLE "planning_decisions" (
    "decision_id" UUID NOT NULL,
    "title" VARCHAR(160) NOT NULL,
    "category" VARCHAR(20) NOT NULL,
    "insight_on" DATE NOT NULL,
    "decided_on" DATE,
    "outcome" VARCHAR(2000),
    "review_due_on" DATE,
    "author_id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "planning_decisions_pkey" PRIMARY KEY ("decision_id")
);

CREATE TABLE "planning_reviews" (
    "review_id" UUID NOT NULL,
    "decision_id" UUID,
    "initiative_id" UUID,
    "due_on" DATE NOT NULL,
    "done_on" DATE,
    "outcome" VARCHAR(2000),
    "author_id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "planning_reviews_pkey" PRIMARY KEY ("review_id"),
    CONSTRAINT "planning_reviews_decision_id_fkey" FOREIGN KEY ("decision_id") REFERENCES "planning_decisions"("decision_id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "planning_reviews_initiative_id_fkey" FOREIGN KEY ("initiative_id") REFERENCES "planning_initiatives"("initiative_id") ON DELETE RESTRICT ON UPDATE CASCADE
);

CREATE TABLE "market_records" (
    "market_record_id" UUID NOT NULL,
    "subject" VARCHAR(120) NOT NULL,
    "kind" VARCHAR(12) NOT NULL,
    "position" VARCHAR(12),
    "text" VARCHAR(2000) NOT NULL,
    "source" VARCHAR(500) NOT NULL,
    "observed_on" DATE NOT NULL,
    "author_id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "market_records_pkey" PRIMARY KEY ("market_record_id")
);

ALTER TABLE planning_initiatives
  ADD CONSTRAINT planning_initiatives_name_check CHECK (length(btrim(name)) >= 3),
  ADD CONSTRAINT planning_initiatives_status_check CHECK (status IN ('planned', 'in_progress', 'completed', 'on_hold', 'cancelled')),
  ADD CONSTRAINT planning_initiatives_progress_check CHECK (progress BETWEEN 0 AND 100 AND (status <> 'completed' OR progress = 100)),
  ADD CONSTRAINT planning_initiatives_impact_check CHECK (impact IN ('positive', 'neutral', 'negative')),
  ADD CONSTRAINT planning_initiatives_ended_check CHECK ((ended_at IS NOT NULL) = (status IN ('completed', 'cancelled'))),
  ADD CONSTRAINT planning_initiatives_days_check CHECK (due_on >= start_on
    AND start_on BETWEEN '2000-01-01' AND '2100-12-31' AND due_on BETWEEN '2000-01-01' AND '2100-12-31');
ALTER TABLE planning_decisions
  ADD CONSTRAINT planning_decisions_title_check CHECK (length(btrim(title)) >= 3),
  ADD CONSTRAINT planning_decisions_category_check CHECK (category IN
    ('revenue_protection', 'cost_optimization', 'deliverability', 'product', 'infrastructure', 'organization', 'compliance')),
  ADD CONSTRAINT planning_decisions_outcome_check CHECK (outcome IS NULL OR (decided_on IS NOT NULL AND length(btrim(outcome)) >= 3)),
  ADD CONSTRAINT planning_decisions_review_check CHECK (review_due_on IS NULL OR (decided_on IS NOT NULL AND review_due_on >= decided_on)),
  ADD CONSTRAINT planning_decisions_days_check CHECK (decided_on >= insight_on AND insight_on BETWEEN '2000-01-01' AND '2100-12-31'
    AND decided_on BETWEEN '2000-01-01' AND '2100-12-31' AND review_due_on BETWEEN '2000-01-01' AND '2100-12-31');
ALTER TABLE planning_reviews
  ADD CONSTRAINT planning_reviews_subject_check CHECK (num_nonnulls(decision_id, initiative_id) = 1),
  ADD CONSTRAINT planning_reviews_outcome_check CHECK ((outcome IS NULL) = (done_on IS NULL) AND length(btrim(outcome)) >= 3),
  ADD CONSTRAINT planning_reviews_days_check CHECK (due_on BETWEEN '2000-01-01' AND '2100-12-31'
    AND done_on BETWEEN '2000-01-01' AND '2100-12-31');
ALTER TABLE market_records
  ADD CONSTRAINT market_records_subject_check CHECK (length(btrim(subject)) >= 2),
  ADD CONSTRAINT market_records_kind_check CHECK (kind IN ('position', 'opportunity')),
  ADD CONSTRAINT market_records_position_check CHECK ((position IS NOT NULL) = (kind = 'position')
    AND position IN ('leading', 'competitive', 'challenged', 'lagging')),
  ADD CONSTRAINT market_records_text_check CHECK (length(btrim(text)) >= 3),
  ADD CONSTRAINT market_records_source_check CHECK (length(btrim(source)) >= 3),
  ADD CONSTRAINT market_records_days_check CHECK (observed_on BETWEEN '2000-01-01' AND '2100-12-31');

-- One order of a list each, and its filters. Two initiatives of one name could not be told apart; one review is due of one thing on one day.
CREATE UNIQUE INDEX planning_initiatives_name_key ON planning_initiatives (lower(name)) WHERE deleted_at IS NULL;
CREATE INDEX planning_initiatives_name_idx ON planning_initiatives (name, initiative_id) WHERE deleted_at IS NULL;
CREATE INDEX planning_initiatives_due_idx ON planning_initiatives (due_on, initiative_id) WHERE deleted_at IS NULL;
CREATE INDEX planning_initiatives_progress_idx ON planning_initiatives (progress, initiative_id) WHERE deleted_at IS NULL;
CREATE INDEX planning_initiatives_updated_idx ON planning_initiatives (updated_at, initiative_id) WHERE deleted_at IS NULL;
CREATE INDEX planning_initiatives_created_idx ON planning_initiatives (created_at, initiative_id) WHERE deleted_at IS NULL;
CREATE INDEX planning_initiatives_status_idx ON planning_initiatives (status, updated_at, initiative_id) WHERE deleted_at IS NULL;
CREATE INDEX planning_initiatives_ended_idx ON planning_initiatives (ended_at, initiative_id) WHERE deleted_at IS NULL;
CREATE INDEX planning_initiatives_owner_idx ON planning_initiatives (owner_id, updated_at, initiative_id) WHERE deleted_at IS NULL;

CREATE INDEX planning_decisions_title_idx ON planning_decisions (title, decision_id) WHERE deleted_at IS NULL;
CREATE INDEX planning_decisions_insight_idx ON planning_decisions (insight_on, decision_id) WHERE deleted_at IS NULL;
CREATE INDEX planning_decisions_decided_idx ON planning_decisions (decided_on, decision_id) WHERE deleted_at IS NULL;
CREATE INDEX planning_decisions_review_idx ON planning_decisions (review_due_on, decision_id) WHERE deleted_at IS NULL;
CREATE INDEX planning_decisions_updated_idx ON planning_decisions (updated_at, decision_id) WHERE deleted_at IS NULL;
CREATE INDEX planning_decisions_created_idx ON planning_decisions (created_at, decision_id) WHERE deleted_at IS NULL;
CREATE INDEX planning_decisions_category_idx ON planning_decisions (category, insight_on, decision_id) WHERE deleted_at IS NULL;

CREATE UNIQUE INDEX planning_reviews_decision_key ON planning_reviews (decision_id, due_on) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX planning_reviews_initiative_key ON planning_reviews (initiative_id, due_on) WHERE deleted_at IS NULL;
CREATE INDEX planning_reviews_due_idx ON planning_reviews (due_on, review_id) WHERE deleted_at IS NULL;
CREATE INDEX planning_reviews_done_idx ON planning_reviews (done_on, review_id) WHERE deleted_at IS NULL;
CREATE INDEX planning_reviews_open_idx ON planning_reviews (due_on, review_id) WHERE deleted_at IS NULL AND done_on IS NULL;
CREATE INDEX planning_reviews_updated_idx ON planning_reviews (updated_at, review_id) WHERE deleted_at IS NULL;
CREATE INDEX planning_reviews_created_idx ON planning_reviews (created_at, review_id) WHERE deleted_at IS NULL;

CREATE INDEX market_records_subject_idx ON market_records (subject, market_record_id) WHERE deleted_at IS NULL;
CREATE INDEX market_records_observed_idx ON market_records (observed_on, market_record_id) WHERE deleted_at IS NULL;
CREATE INDEX market_records_kind_idx ON market_records (kind, observed_on, market_record_id) WHERE deleted_at IS NULL;
CREATE INDEX market_records_updated_idx ON market_records (updated_at, market_record_id) WHERE deleted_at IS NULL;
CREATE INDEX market_records_created_idx ON market_records (created_at, market_record_id) WHERE deleted_at IS NULL;

-- Never DELETE: what is deleted is marked.
GRANT SELECT, INSERT, UPDATE ON planning_initiatives, planning_decisions, planning_reviews, market_records TO rookery_app;
