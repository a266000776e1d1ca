CREATE TABLE "modulus_substitutions" (
	"table_id" uuid NOT NULL,
	"sort_code" text NOT NULL,
	"checked_as" text NOT NULL,
	CONSTRAINT "modulus_substitutions_pk" PRIMARY KEY("table_id","sort_code")
);
--> statement-breakpoint
CREATE TABLE "modulus_tables" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"version" text NOT NULL,
	"effective_on" date NOT NULL,
	"sha256" "bytea" NOT NULL,
	"rows" integer NOT NULL,
	"loaded_by" uuid NOT NULL,
	"loaded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "modulus_tables_version" UNIQUE("version"),
	CONSTRAINT "modulus_tables_rows" CHECK ("modulus_tables"."rows" > 0)
);
--> statement-breakpoint
CREATE TABLE "modulus_weights" (
	"table_id" uuid NOT NULL,
	"line" integer NOT NULL,
	"from_sort_code" text NOT NULL,
	"to_sort_code" text NOT NULL,
	"method" text NOT NULL,
	"weights" integer[] NOT NULL,
	"exception" smallint,
	CONSTRAINT "modulus_weights_pk" PRIMARY KEY("table_id","line"),
	CONSTRAINT "modulus_weights_method" CHECK ("modulus_weights"."method" in ('MOD10', 'MOD11', 'DBLAL')),
	CONSTRAINT "modulus_weights_count" CHECK (cardinality("modulus_weights"."weights") = 14),
	CONSTRAINT "modulus_weights_exception" CHECK ("modulus_weights"."exception" between 1 and 14),
	CONSTRAINT "modulus_weights_sort_codes" CHECK ("modulus_weights"."from_sort_code" ~ '^[0-9]{6}$'
      and "modulus_weights"."to_sort_code" ~ '^[0-9]{6}$' and "modulus_weights"."to_sort_code" >= "modulus_weights"."from_sort_code")
);
--> statement-breakpoint
CREATE TABLE "payee_confirmations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"bank_details_id" uuid NOT NULL,
	"outcome" text NOT NULL,
	"asked_on" date NOT NULL,
	"code" text,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "payee_confirmations_outcome" CHECK ("payee_confirmations"."outcome" in ('match', 'close_match', 'no_match', 'not_available'))
);
--> statement-breakpoint
CREATE TABLE "prepaid_cards" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"payee_id" uuid NOT NULL,
	"programme" text NOT NULL,
	"reference" text NOT NULL,
	"expires_on" date NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "prepaid_cards_reference" UNIQUE("programme","reference"),
	CONSTRAINT "prepaid_cards_reference_is_no_card_number" CHECK ("prepaid_cards"."reference" !~ '^[0-9 ]{13,23}$')
);
--> statement-breakpoint
ALTER TABLE "payment_files" DROP CONSTRAINT "payment_files_format_is";--> statement-breakpoint
ALTER TABLE "bank_details" ADD COLUMN "modulus" text;--> statement-breakpoint
ALTER TABLE "bank_details" ADD COLUMN "modulus_table_id" uuid;--> statement-breakpoint
ALTER TABLE "modulus_substitutions" ADD CONSTRAINT "modulus_substitutions_table_id_modulus_tables_id_fk" FOREIGN KEY ("table_id") REFERENCES "public"."modulus_tables"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "modulus_tables" ADD CONSTRAINT "modulus_tables_loaded_by_users_id_fk" FOREIGN KEY ("loaded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "modulus_weights" ADD CONSTRAINT "modulus_weights_table_id_modulus_tables_id_fk" FOREIGN KEY ("table_id") REFERENCES "public"."modulus_tables"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payee_confirmations" ADD CONSTRAINT "payee_confirmations_bank_details_id_bank_details_id_fk" FOREIGN KEY ("bank_details_id") REFERENCES "public"."bank_details"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payee_confirmations" ADD CONSTRAINT "payee_confirmations_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payee_confirmations" ADD CONSTRAINT "payee_confirmations_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prepaid_cards" ADD CONSTRAINT "prepaid_cards_payee_id_payees_id_fk" FOREIGN KEY ("payee_id") REFERENCES "public"."payees"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prepaid_cards" ADD CONSTRAINT "prepaid_cards_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "modulus_weights_sort_code" ON "modulus_weights" USING btree ("table_id","from_sort_code");--> statement-breakpoint
CREATE INDEX "payee_confirmations_details" ON "payee_confirmations" USING btree ("bank_details_id","recorded_at");--> statement-breakpoint
CREATE INDEX "prepaid_cards_payee" ON "prepaid_cards" USING btree ("payee_id");--> statement-breakpoint
ALTER TABLE "bank_details" ADD CONSTRAINT "bank_details_modulus_table_id_modulus_tables_id_fk" FOREIGN KEY ("modulus_table_id") REFERENCES "public"."modulus_tables"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bank_details" ADD CONSTRAINT "bank_details_modulus" CHECK ("bank_details"."modulus" in ('pass', 'not_covered')
        and ("bank_details"."modulus" is null or "bank_details"."modulus" = 'not_covered' or "bank_details"."modulus_table_id" is not null));--> statement-breakpoint
ALTER TABLE "payment_files" ADD CONSTRAINT "payment_files_format_is" CHECK ("payment_files"."format" in ('bacs_standard_18', 'pain_001_001_09', 'pain_001_001_03', 'bureau_csv'));