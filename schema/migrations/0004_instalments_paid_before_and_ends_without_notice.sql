CREATE TABLE "instalments_paid_before" (
	"instalment_id" uuid PRIMARY KEY NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL
);
--> statement-breakpoint
ALTER TABLE "agreements" ADD COLUMN "without_notice" text;--> statement-breakpoint
ALTER TABLE "instalments_paid_before" ADD CONSTRAINT "instalments_paid_before_instalment" FOREIGN KEY ("instalment_id","arrangement_id") REFERENCES "public"."instalments"("id","arrangement_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "instalments_paid_before_arrangement" ON "instalments_paid_before" USING btree ("arrangement_id");--> statement-breakpoint
ALTER TABLE "agreements" ADD CONSTRAINT "agreements_without_notice" CHECK ("agreements"."without_notice" in ('asked_by_recipient', 'moved', 'died', 'new_arrangement'));--> statement-breakpoint
ALTER TABLE "holding_choices" ADD CONSTRAINT "holding_choices_chosen_by" CHECK ("holding_choices"."chosen_by" in ('young_person', 'parent', 'representative', 'authorised_person'));