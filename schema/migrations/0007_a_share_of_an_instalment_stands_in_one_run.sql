ALTER TABLE "pay_run_item_shares" ADD COLUMN "tried" smallint DEFAULT 1 NOT NULL;
--> statement-breakpoint
-- Runs that were withdrawn count before the one that stands.
UPDATE "pay_run_item_shares" s SET "tried" = t."n" FROM (
  SELECT x."item_id", x."share_id", row_number() OVER (PARTITION BY x."instalment_id", x."share_id" ORDER BY i."attempt") AS n
  FROM "pay_run_item_shares" x JOIN "pay_run_items" i ON i."id" = x."item_id"
) t WHERE t."item_id" = s."item_id" AND t."share_id" = s."share_id" AND t."n" <> 1;
--> statement-breakpoint
ALTER TABLE "pay_run_item_shares" ADD CONSTRAINT "pay_run_item_shares_once" UNIQUE("instalment_id","share_id","tried");
