ALTER TABLE "allocations" DISABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP TABLE "allocations" CASCADE;--> statement-breakpoint
ALTER TABLE "bank_lines" DROP CONSTRAINT "bank_lines_id_size";