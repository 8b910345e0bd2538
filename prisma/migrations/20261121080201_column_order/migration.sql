-- The order of a view's columns; empty for the list's own.
ALTER TABLE "saved_views" ADD COLUMN "column_order" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];
