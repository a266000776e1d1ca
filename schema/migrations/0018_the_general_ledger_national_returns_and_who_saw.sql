CREATE TABLE "general_ledger_codes" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account_class" smallint NOT NULL,
	"funder_id" uuid,
	"from_on" date NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"set_by" uuid NOT NULL,
	"set_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "general_ledger_codes_version" UNIQUE NULLS NOT DISTINCT("account_class","funder_id","from_on","revision"),
	CONSTRAINT "general_ledger_codes_code" CHECK ("general_ledger_codes"."code" ~ '^[A-Za-z0-9][A-Za-z0-9 ./_-]{0,39}$'),
	CONSTRAINT "general_ledger_codes_revision" CHECK ("general_ledger_codes"."revision" >= 1)
);
--> statement-breakpoint
CREATE TABLE "general_ledger_feed_lines" (
	"feed" integer NOT NULL,
	"line" integer NOT NULL,
	"account_class" smallint NOT NULL,
	"funder_id" uuid,
	"code" text NOT NULL,
	"side" text NOT NULL,
	"amount" numeric(14, 2) NOT NULL,
	CONSTRAINT "general_ledger_feed_lines_pk" PRIMARY KEY("feed","line"),
	CONSTRAINT "general_ledger_feed_lines_side" CHECK ("general_ledger_feed_lines"."side" in ('debit', 'credit')),
	CONSTRAINT "general_ledger_feed_lines_amount" CHECK ("general_ledger_feed_lines"."amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "general_ledger_feeds" (
	"number" integer PRIMARY KEY NOT NULL,
	"period_end" date NOT NULL,
	"through_entry" bigint NOT NULL,
	"previous" integer,
	"previous_period_end" date,
	"previous_through_entry" bigint,
	"lines" integer NOT NULL,
	"total" numeric(14, 2) NOT NULL,
	"sha256" "bytea" NOT NULL,
	"drawn_up_by" uuid NOT NULL,
	"drawn_up_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "general_ledger_feeds_reached" UNIQUE("number","period_end","through_entry"),
	CONSTRAINT "general_ledger_feeds_follows" UNIQUE NULLS NOT DISTINCT("previous"),
	CONSTRAINT "general_ledger_feeds_chain" CHECK (num_nulls("general_ledger_feeds"."previous", "general_ledger_feeds"."previous_period_end", "general_ledger_feeds"."previous_through_entry") in (0, 3)
        and ("general_ledger_feeds"."number" = 1) = ("general_ledger_feeds"."previous" is null) and "general_ledger_feeds"."number" = coalesce("general_ledger_feeds"."previous", 0) + 1),
	CONSTRAINT "general_ledger_feeds_goes_on" CHECK ("general_ledger_feeds"."period_end" >= "general_ledger_feeds"."previous_period_end" and "general_ledger_feeds"."through_entry" >= "general_ledger_feeds"."previous_through_entry"),
	CONSTRAINT "general_ledger_feeds_total" CHECK ("general_ledger_feeds"."total" >= 0 and "general_ledger_feeds"."lines" >= 0),
	CONSTRAINT "general_ledger_feeds_sha256" CHECK (length("general_ledger_feeds"."sha256") = 32)
);
--> statement-breakpoint
CREATE TABLE "national_return_codes" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"return" text NOT NULL,
	"item" text NOT NULL,
	"ours" text NOT NULL,
	"code" text NOT NULL,
	"effective_on" date NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"meaning" text NOT NULL,
	"source" text NOT NULL,
	"confidence" text NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "national_return_codes_version" UNIQUE("return","item","ours","effective_on","revision"),
	CONSTRAINT "national_return_codes_return" CHECK ("national_return_codes"."return" in ('sen2', 'phb', 'cld', 's251')),
	CONSTRAINT "national_return_codes_confidence" CHECK ("national_return_codes"."confidence" in ('verified', 'secondary', 'analogous', 'memory', 'local')),
	CONSTRAINT "national_return_codes_revision" CHECK ("national_return_codes"."revision" >= 1)
);
--> statement-breakpoint
CREATE TABLE "published_budgets" (
	"file_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"time_period" text NOT NULL,
	"time_identifier" text NOT NULL,
	"geographic_level" text NOT NULL,
	"country_code" text NOT NULL,
	"country_name" text NOT NULL,
	"region_code" text NOT NULL,
	"region_name" text NOT NULL,
	"new_la_code" text NOT NULL,
	"old_la_code" text NOT NULL,
	"la_name" text NOT NULL,
	"breakdown_topic" text NOT NULL,
	"breakdown" text NOT NULL,
	"personal_budget" text NOT NULL,
	"org_arrangements" text NOT NULL,
	"pb_health" text NOT NULL,
	"pb_education" text NOT NULL,
	"pb_social" text NOT NULL,
	"pb_integrated" text NOT NULL,
	CONSTRAINT "published_budgets_pk" PRIMARY KEY("file_id","position"),
	CONSTRAINT "published_budgets_once" UNIQUE("file_id","time_period","geographic_level","region_code","new_la_code","old_la_code","la_name","breakdown_topic","breakdown"),
	CONSTRAINT "published_budgets_figures" CHECK (concat_ws(' ', "published_budgets"."personal_budget", "published_budgets"."org_arrangements", "published_budgets"."pb_health", "published_budgets"."pb_education",
        "published_budgets"."pb_social", "published_budgets"."pb_integrated") ~ '^([0-9]{1,9}|[a-z])( ([0-9]{1,9}|[a-z])){5}$')
);
--> statement-breakpoint
CREATE TABLE "published_files" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"figures" text NOT NULL,
	"name" text NOT NULL,
	"sha256" "bytea" NOT NULL,
	"rows" integer NOT NULL,
	"imported_by" uuid NOT NULL,
	"imported_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "published_files_sha256" UNIQUE("sha256"),
	CONSTRAINT "published_files_figures" CHECK ("published_files"."figures" in ('personal_budgets', 'plans')),
	CONSTRAINT "published_files_hash" CHECK (length("published_files"."sha256") = 32)
);
--> statement-breakpoint
CREATE TABLE "published_plans" (
	"file_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"time_period" text NOT NULL,
	"time_identifier" text NOT NULL,
	"geographic_level" text NOT NULL,
	"country_code" text NOT NULL,
	"country_name" text NOT NULL,
	"region_code" text NOT NULL,
	"region_name" text NOT NULL,
	"new_la_code" text NOT NULL,
	"old_la_code" text NOT NULL,
	"la_name" text NOT NULL,
	"breakdown_topic" text NOT NULL,
	"breakdown" text NOT NULL,
	"ehcplans" text NOT NULL,
	CONSTRAINT "published_plans_pk" PRIMARY KEY("file_id","position"),
	CONSTRAINT "published_plans_once" UNIQUE("file_id","time_period","geographic_level","region_code","new_la_code","old_la_code","la_name","breakdown_topic","breakdown"),
	CONSTRAINT "published_plans_figures" CHECK ("published_plans"."ehcplans" ~ '^([0-9]{1,9}|[a-z])$')
);
--> statement-breakpoint
CREATE TABLE "audit_bundles" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"through_entry" bigint NOT NULL,
	"size" bigint NOT NULL,
	"bytes" bigint NOT NULL,
	"sha256" "bytea" NOT NULL,
	"taken_by" uuid NOT NULL,
	"taken_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "audit_bundles_sha256" CHECK (length("audit_bundles"."sha256") = 32)
);
--> statement-breakpoint
CREATE TABLE "lettings_in" (
	"user_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"acts_for" uuid,
	"seen_on" date NOT NULL,
	"first_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "lettings_in_once" UNIQUE NULLS NOT DISTINCT("user_id","kind","acts_for","seen_on")
);
--> statement-breakpoint
CREATE TABLE "reads" (
	"id" bigint PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY (sequence name "reads_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"read_at" timestamp with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"operation" text NOT NULL,
	"subject" text,
	CONSTRAINT "reads_operation" CHECK ("reads"."operation" ~ '^[a-zA-Z]{1,60}$'),
	CONSTRAINT "reads_subject_form" CHECK ("reads"."subject" ~ '^[0-9A-Za-z_.:/-]{1,120}$')
);
--> statement-breakpoint
CREATE TABLE "sent_reports" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"report" text NOT NULL,
	"parameters" text NOT NULL,
	"through_entry" bigint NOT NULL,
	"rows" bigint NOT NULL,
	"sha256" "bytea" NOT NULL,
	"sent_to" text NOT NULL,
	"sent_on" date NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sent_reports_sha256" CHECK (length("sent_reports"."sha256") = 32)
);
--> statement-breakpoint
ALTER TABLE "rules" DROP CONSTRAINT "rules_unit";--> statement-breakpoint
ALTER TABLE "rules" DROP CONSTRAINT "rules_value";--> statement-breakpoint
ALTER TABLE "general_ledger_codes" ADD CONSTRAINT "general_ledger_codes_account_class_account_classes_id_fk" FOREIGN KEY ("account_class") REFERENCES "account_classes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "general_ledger_codes" ADD CONSTRAINT "general_ledger_codes_funder_id_funders_id_fk" FOREIGN KEY ("funder_id") REFERENCES "funders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "general_ledger_codes" ADD CONSTRAINT "general_ledger_codes_set_by_users_id_fk" FOREIGN KEY ("set_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "general_ledger_codes" ADD CONSTRAINT "general_ledger_codes_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "general_ledger_feed_lines" ADD CONSTRAINT "general_ledger_feed_lines_feed_general_ledger_feeds_number_fk" FOREIGN KEY ("feed") REFERENCES "general_ledger_feeds"("number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "general_ledger_feed_lines" ADD CONSTRAINT "general_ledger_feed_lines_account_class_account_classes_id_fk" FOREIGN KEY ("account_class") REFERENCES "account_classes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "general_ledger_feed_lines" ADD CONSTRAINT "general_ledger_feed_lines_funder_id_funders_id_fk" FOREIGN KEY ("funder_id") REFERENCES "funders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "general_ledger_feeds" ADD CONSTRAINT "general_ledger_feeds_drawn_up_by_users_id_fk" FOREIGN KEY ("drawn_up_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "general_ledger_feeds" ADD CONSTRAINT "general_ledger_feeds_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "general_ledger_feeds" ADD CONSTRAINT "general_ledger_feeds_previous" FOREIGN KEY ("previous","previous_period_end","previous_through_entry") REFERENCES "general_ledger_feeds"("number","period_end","through_entry") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "national_return_codes" ADD CONSTRAINT "national_return_codes_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "published_budgets" ADD CONSTRAINT "published_budgets_file_id_published_files_id_fk" FOREIGN KEY ("file_id") REFERENCES "published_files"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "published_files" ADD CONSTRAINT "published_files_imported_by_users_id_fk" FOREIGN KEY ("imported_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "published_plans" ADD CONSTRAINT "published_plans_file_id_published_files_id_fk" FOREIGN KEY ("file_id") REFERENCES "published_files"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_bundles" ADD CONSTRAINT "audit_bundles_taken_by_users_id_fk" FOREIGN KEY ("taken_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lettings_in" ADD CONSTRAINT "lettings_in_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reads" ADD CONSTRAINT "reads_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sent_reports" ADD CONSTRAINT "sent_reports_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "general_ledger_feed_lines_code" ON "general_ledger_feed_lines" USING btree ("code");--> statement-breakpoint
CREATE INDEX "audit_bundles_taken_at" ON "audit_bundles" USING btree ("taken_at");--> statement-breakpoint
CREATE INDEX "lettings_in_seen_on" ON "lettings_in" USING btree ("seen_on");--> statement-breakpoint
CREATE INDEX "reads_subject" ON "reads" USING btree ("subject","read_at");--> statement-breakpoint
CREATE INDEX "reads_user" ON "reads" USING btree ("user_id","read_at");--> statement-breakpoint
CREATE INDEX "reads_at" ON "reads" USING brin ("read_at");--> statement-breakpoint
CREATE INDEX "sent_reports_report" ON "sent_reports" USING btree ("report","sent_on");--> statement-breakpoint
ALTER TABLE "rules" ADD CONSTRAINT "rules_unit" CHECK ("rules"."unit" in ('days', 'working_days', 'weeks', 'months', 'years', 'pounds', 'percent', 'people', 'hours', 'day', 'choice'));--> statement-breakpoint
ALTER TABLE "rules" ADD CONSTRAINT "rules_value" CHECK ("rules"."unit" = 'choice' or ("rules"."unit" <> 'day' and "rules"."value" ~ '^[0-9]{1,4}$')
        or ("rules"."unit" = 'day' and "rules"."value" ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$')
        or ("rules"."unit" in ('pounds', 'percent') and "rules"."value" ~ '^[0-9]{1,10}[.][0-9]{2}$'));