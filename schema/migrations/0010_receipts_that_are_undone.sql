CREATE TABLE "contribution_undoings" (
	"receipt_id" uuid PRIMARY KEY NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"undone_by" uuid NOT NULL,
	"undone_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "contribution_receipts" ADD CONSTRAINT "contribution_receipts_id_arrangement" UNIQUE("id","arrangement_id","beneficiary_id");
--> statement-breakpoint
ALTER TABLE "contribution_undoings" ADD CONSTRAINT "contribution_undoings_undone_by_users_id_fk" FOREIGN KEY ("undone_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "contribution_undoings" ADD CONSTRAINT "contribution_undoings_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "contribution_undoings" ADD CONSTRAINT "contribution_undoings_receipt" FOREIGN KEY ("receipt_id","arrangement_id","beneficiary_id") REFERENCES "public"."contribution_receipts"("id","arrangement_id","beneficiary_id") ON DELETE no action ON UPDATE no action;
