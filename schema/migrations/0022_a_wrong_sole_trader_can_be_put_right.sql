CREATE TABLE "sole_trader_corrections" (
	"provider_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"sole_trader" boolean NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sole_trader_corrections_key" PRIMARY KEY("provider_id","seq"),
	CONSTRAINT "sole_trader_corrections_seq" CHECK ("sole_trader_corrections"."seq" > 0)
);
--> statement-breakpoint
ALTER TABLE "sole_trader_corrections" ADD CONSTRAINT "sole_trader_corrections_provider_id_providers_id_fk" FOREIGN KEY ("provider_id") REFERENCES "providers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sole_trader_corrections" ADD CONSTRAINT "sole_trader_corrections_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;