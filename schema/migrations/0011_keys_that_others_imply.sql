ALTER TABLE "pay_run_items" DROP CONSTRAINT "pay_run_items_reference";--> statement-breakpoint
ALTER TABLE "pay_run_items" DROP CONSTRAINT "pay_run_items_pay_run_id_pay_runs_id_fk";
--> statement-breakpoint
ALTER TABLE "pay_run_items" DROP CONSTRAINT "pay_run_items_bank_details_id_bank_details_id_fk";
--> statement-breakpoint
DROP INDEX "pay_run_item_shares_instalment";--> statement-breakpoint
DROP INDEX "pay_run_items_pay_run";--> statement-breakpoint
ALTER TABLE "pay_run_items" ADD CONSTRAINT "pay_run_items_reference" UNIQUE("pay_run_id","reference");