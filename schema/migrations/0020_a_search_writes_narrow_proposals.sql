ALTER TABLE "match_proposals" ALTER COLUMN "line_ids" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "match_proposals" ALTER COLUMN "expected" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "match_proposals" ALTER COLUMN "amounts" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "match_proposals" ALTER COLUMN "rival_lines" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "match_proposals" ALTER COLUMN "rival_expected" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "match_proposals" ALTER COLUMN "alike_expected" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "match_proposals" ADD COLUMN "line_id" bigint;--> statement-breakpoint
ALTER TABLE "match_proposals" ADD COLUMN "expected_name" text;--> statement-breakpoint
ALTER TABLE "match_proposals" ADD CONSTRAINT "match_proposals_sides" CHECK (("match_proposals"."line_id" is null) = ("match_proposals"."line_ids" is not null)
        and ("match_proposals"."expected_name" is null) = ("match_proposals"."expected" is not null)
        and ("match_proposals"."line_ids" is null) = ("match_proposals"."expected" is null)
        and ("match_proposals"."line_ids" is null) = ("match_proposals"."amounts" is null));