ALTER TABLE "budget_items" ADD COLUMN "scope_service_id" uuid;--> statement-breakpoint
ALTER TABLE "providers" ADD COLUMN "sole_trader" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "budget_items" ADD CONSTRAINT "budget_items_scope_service_id_scope_services_id_fk" FOREIGN KEY ("scope_service_id") REFERENCES "scope_services"("id") ON DELETE no action ON UPDATE no action;