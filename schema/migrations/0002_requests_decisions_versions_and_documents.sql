CREATE TABLE "agreement_refusals" (
	"agreement_id" uuid PRIMARY KEY NOT NULL,
	"proposed_by" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"reasons_id" uuid NOT NULL,
	"decided_by" uuid NOT NULL,
	"decided_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "agreement_refusals_second_person" CHECK ("agreement_refusals"."decided_by" <> "agreement_refusals"."proposed_by")
);
--> statement-breakpoint
CREATE TABLE "budget_items" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"agreement_id" uuid NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"position" smallint NOT NULL,
	"provision_item_id" uuid NOT NULL,
	"nature" text NOT NULL,
	"description" text NOT NULL,
	"quantity" numeric(10, 3) NOT NULL,
	"unit" text NOT NULL,
	"times" numeric(10, 3) NOT NULL,
	"frequency" text NOT NULL,
	"unit_cost" numeric(14, 2) NOT NULL,
	"cost_basis" text NOT NULL,
	"cost" numeric(14, 2) NOT NULL,
	"setting" text,
	"funder_id" uuid,
	CONSTRAINT "budget_items_position" UNIQUE("agreement_id","position"),
	CONSTRAINT "budget_items_nature" CHECK ("budget_items"."nature" in ('regular', 'one_off', 'start_up', 'contingency')),
	CONSTRAINT "budget_items_quantity" CHECK ("budget_items"."quantity" > 0 and "budget_items"."times" > 0),
	CONSTRAINT "budget_items_cost" CHECK ("budget_items"."unit_cost" >= 0
      and "budget_items"."cost" = round("budget_items"."quantity" * "budget_items"."times" * "budget_items"."unit_cost", 2))
);
--> statement-breakpoint
CREATE TABLE "document_withdrawals" (
	"document_id" uuid PRIMARY KEY NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"withdrawn_on" date NOT NULL,
	"reasons_id" uuid NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "documents" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"sector" text NOT NULL,
	"kind" text NOT NULL,
	"given_by" text NOT NULL,
	"given_on" date NOT NULL,
	"from_on" date NOT NULL,
	"to_on" date,
	"detail_id" uuid,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "documents_id_beneficiary" UNIQUE("id","beneficiary_id","arrangement_id"),
	CONSTRAINT "documents_sector" CHECK ("documents"."sector" in ('education', 'health', 'social_care')),
	CONSTRAINT "documents_kind" CHECK ("documents"."kind" in ('consent', 'nomination', 'nominee_agreement', 'appointment', 'lacks_capacity',
        'notice_of_conditions', 'conditions_accepted', 'setting_agreement', 'household_necessity',
        'not_excluded')),
	CONSTRAINT "documents_given_by" CHECK ("documents"."given_by" in ('parent', 'young_person', 'nominee', 'representative',
        'authorised_person', 'broker', 'setting', 'authority', 'nhs_body', 'court')),
	CONSTRAINT "documents_dates" CHECK ("documents"."to_on" >= "documents"."from_on"),
	CONSTRAINT "documents_necessity_is_recorded" CHECK ("documents"."kind" <> 'household_necessity' or "documents"."detail_id" is not null)
);
--> statement-breakpoint
CREATE TABLE "exclusions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"what" text NOT NULL,
	"description_id" uuid NOT NULL,
	"from_on" date NOT NULL,
	"to_on" date,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "exclusions_what" CHECK ("exclusions"."what" in ('person', 'purpose')),
	CONSTRAINT "exclusions_dates" CHECK ("exclusions"."to_on" >= "exclusions"."from_on")
);
--> statement-breakpoint
CREATE TABLE "hold_releases" (
	"instalment_id" uuid NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"share_id" uuid NOT NULL,
	"cover" text NOT NULL,
	"amount" numeric(14, 2) NOT NULL,
	"freed" numeric(14, 2) NOT NULL,
	"reasons_id" uuid NOT NULL,
	"released_by" uuid NOT NULL,
	"released_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "hold_releases_pk" PRIMARY KEY("instalment_id","share_id"),
	CONSTRAINT "hold_releases_cover" CHECK ("hold_releases"."cover" in ('whole_period', 'by_days')),
	CONSTRAINT "hold_releases_amount" CHECK ("hold_releases"."amount" > 0 and "hold_releases"."freed" >= 0 and ("hold_releases"."cover" = 'by_days' or "hold_releases"."freed" = 0))
);
--> statement-breakpoint
CREATE TABLE "book_import_loads" (
	"import_id" uuid PRIMARY KEY NOT NULL,
	"recorded_by" uuid NOT NULL,
	"loaded_by" uuid NOT NULL,
	"loaded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "book_import_loads_second_person" CHECK ("book_import_loads"."loaded_by" <> "book_import_loads"."recorded_by")
);
--> statement-breakpoint
CREATE TABLE "book_imports" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"content" "bytea" NOT NULL,
	"sha256" "bytea" NOT NULL,
	"starts_on" date NOT NULL,
	"lines" integer NOT NULL,
	"people" integer NOT NULL,
	"arrangements" integer NOT NULL,
	"agreed" numeric(14, 2) NOT NULL,
	"held" numeric(14, 2) NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "book_imports_sha256" UNIQUE("sha256"),
	CONSTRAINT "book_imports_id_recorded_by" UNIQUE("id","recorded_by"),
	CONSTRAINT "book_imports_lines" CHECK ("book_imports"."lines" > 0)
);
--> statement-breakpoint
CREATE TABLE "uplift_agreements" (
	"uplift_id" uuid NOT NULL,
	"agreement_id" uuid NOT NULL,
	"before" numeric(14, 2) NOT NULL,
	"after" numeric(14, 2) NOT NULL,
	CONSTRAINT "uplift_agreements_pk" PRIMARY KEY("uplift_id","agreement_id")
);
--> statement-breakpoint
CREATE TABLE "uplift_decisions" (
	"uplift_id" uuid PRIMARY KEY NOT NULL,
	"drawn_up_by" uuid NOT NULL,
	"outcome" text NOT NULL,
	"decided_by" uuid NOT NULL,
	"decided_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "uplift_decisions_outcome" CHECK ("uplift_decisions"."outcome" in ('agreed', 'refused')),
	CONSTRAINT "uplift_decisions_second_person" CHECK ("uplift_decisions"."decided_by" <> "uplift_decisions"."drawn_up_by")
);
--> statement-breakpoint
CREATE TABLE "uplifts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"effective_on" date NOT NULL,
	"reason" text NOT NULL,
	"rule" jsonb NOT NULL,
	"items" integer NOT NULL,
	"before" numeric(14, 2) NOT NULL,
	"after" numeric(14, 2) NOT NULL,
	"drawn_up_by" uuid NOT NULL,
	"drawn_up_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "uplifts_id_drawn_up_by" UNIQUE("id","drawn_up_by"),
	CONSTRAINT "uplifts_items" CHECK ("uplifts"."items" > 0)
);
--> statement-breakpoint
CREATE TABLE "pay_run_item_shares" (
	"item_id" uuid NOT NULL,
	"pay_run_id" uuid NOT NULL,
	"instalment_id" uuid NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"share_id" uuid NOT NULL,
	"amount" numeric(14, 2) NOT NULL,
	CONSTRAINT "pay_run_item_shares_pk" PRIMARY KEY("item_id","share_id"),
	CONSTRAINT "pay_run_item_shares_amount" CHECK ("pay_run_item_shares"."amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "budget_requests" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"plan_id" uuid NOT NULL,
	"made_on" date NOT NULL,
	"made_by" text NOT NULL,
	"stage" text NOT NULL,
	"wants" text NOT NULL,
	"wishes_id" uuid NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "budget_requests_id_beneficiary" UNIQUE("id","beneficiary_id"),
	CONSTRAINT "budget_requests_stage" CHECK ("budget_requests"."stage" in ('drafting', 'review', 'reassessment')),
	CONSTRAINT "budget_requests_wants" CHECK ("budget_requests"."wants" in ('budget', 'direct_payment')),
	CONSTRAINT "budget_requests_made_by" CHECK ("budget_requests"."made_by" in ('young_person', 'parent', 'representative', 'authorised_person'))
);
--> statement-breakpoint
CREATE TABLE "decision_reviews" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"decision_id" uuid NOT NULL,
	"decided_by" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"asked_on" date NOT NULL,
	"asked_by" text NOT NULL,
	"in_time" text NOT NULL,
	"representations_id" uuid NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "decision_reviews_once" UNIQUE("decision_id"),
	CONSTRAINT "decision_reviews_id_decided_by" UNIQUE("id","decided_by","beneficiary_id"),
	CONSTRAINT "decision_reviews_in_time" CHECK ("decision_reviews"."in_time" in ('in_time', 'late_and_taken')),
	CONSTRAINT "decision_reviews_asked_by" CHECK ("decision_reviews"."asked_by" in ('young_person', 'parent', 'representative', 'authorised_person'))
);
--> statement-breakpoint
CREATE TABLE "funder_decisions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"request_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"funder_id" uuid NOT NULL,
	"number" smallint NOT NULL,
	"outcome" text NOT NULL,
	"amount" numeric(14, 2),
	"ground" text,
	"reasons_id" uuid NOT NULL,
	"told_on" date NOT NULL,
	"review_by" date,
	"decided_by" uuid NOT NULL,
	"decided_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "funder_decisions_number" UNIQUE("request_id","funder_id","number"),
	CONSTRAINT "funder_decisions_id_decided_by" UNIQUE("id","decided_by","beneficiary_id"),
	CONSTRAINT "funder_decisions_outcome" CHECK ("funder_decisions"."outcome" in ('agreed', 'refused')),
	CONSTRAINT "funder_decisions_amount" CHECK (("funder_decisions"."outcome" = 'agreed') = ("funder_decisions"."amount" is not null)),
	CONSTRAINT "funder_decisions_amount_above_zero" CHECK ("funder_decisions"."amount" > 0),
	CONSTRAINT "funder_decisions_refusal" CHECK (("funder_decisions"."outcome" = 'refused') = (num_nulls("funder_decisions"."ground", "funder_decisions"."review_by") = 0) and num_nulls("funder_decisions"."ground", "funder_decisions"."review_by") <> 1),
	CONSTRAINT "funder_decisions_ground" CHECK ("funder_decisions"."ground" in ('not_disaggregable_services', 'not_disaggregable_efficiency', 'adverse_effect', 'inefficient', 'not_in_scope', 'not_able_to_manage', 'not_appropriate', 'excluded_person', 'setting_does_not_agree', 'not_eligible', 'other')),
	CONSTRAINT "funder_decisions_review_follows" CHECK ("funder_decisions"."review_by" >= "funder_decisions"."told_on")
);
--> statement-breakpoint
CREATE TABLE "holding_choices" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"request_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"offered" text[] NOT NULL,
	"chosen" text[] NOT NULL,
	"chosen_on" date NOT NULL,
	"chosen_by" text NOT NULL,
	"reasons_id" uuid,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "holding_choices_offered" CHECK ("holding_choices"."offered" <@ array['direct', 'notional', 'third_party'] and cardinality("holding_choices"."offered") > 0),
	CONSTRAINT "holding_choices_chosen_was_offered" CHECK ("holding_choices"."chosen" <@ "holding_choices"."offered" and cardinality("holding_choices"."chosen") > 0)
);
--> statement-breakpoint
CREATE TABLE "indicative_amounts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"request_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"sector" text NOT NULL,
	"amount" numeric(14, 2) NOT NULL,
	"method" text NOT NULL,
	"told_on" date NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "indicative_amounts_sector" CHECK ("indicative_amounts"."sector" in ('education', 'health', 'social_care')),
	CONSTRAINT "indicative_amounts_amount" CHECK ("indicative_amounts"."amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "request_funders" (
	"request_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"funder_id" uuid NOT NULL,
	CONSTRAINT "request_funders_pk" PRIMARY KEY("request_id","funder_id")
);
--> statement-breakpoint
CREATE TABLE "review_outcomes" (
	"review_id" uuid PRIMARY KEY NOT NULL,
	"first_decided_by" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"outcome" text NOT NULL,
	"told_on" date NOT NULL,
	"reasons_id" uuid NOT NULL,
	"decided_by" uuid NOT NULL,
	"decided_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "review_outcomes_outcome" CHECK ("review_outcomes"."outcome" in ('upheld', 'overturned')),
	CONSTRAINT "review_outcomes_second_person" CHECK ("review_outcomes"."decided_by" <> "review_outcomes"."first_decided_by")
);
--> statement-breakpoint
CREATE TABLE "moves" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"budget_id" uuid NOT NULL,
	"what" text NOT NULL,
	"direction" text NOT NULL,
	"other_body" text NOT NULL,
	"learnt_on" date NOT NULL,
	"moved_on" date NOT NULL,
	"transfer_by" date NOT NULL,
	"letter_by" date NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "moves_once" UNIQUE("budget_id","what","moved_on"),
	CONSTRAINT "moves_what" CHECK ("moves"."what" in ('authority', 'nhs_body')),
	CONSTRAINT "moves_direction" CHECK ("moves"."direction" in ('out', 'in')),
	CONSTRAINT "moves_dates" CHECK ("moves"."transfer_by" >= "moves"."moved_on" and "moves"."letter_by" > "moves"."moved_on")
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"agreement_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"given_on" date NOT NULL,
	"takes_effect_on" date NOT NULL,
	"reasons_id" uuid NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notices_agreement" UNIQUE("agreement_id"),
	CONSTRAINT "notices_id_beneficiary" UNIQUE("id","beneficiary_id","arrangement_id"),
	CONSTRAINT "notices_kind" CHECK ("notices"."kind" in ('decrease', 'stop')),
	CONSTRAINT "notices_dates" CHECK ("notices"."takes_effect_on" >= "notices"."given_on")
);
--> statement-breakpoint
CREATE TABLE "reconsideration_outcomes" (
	"notice_id" uuid PRIMARY KEY NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"outcome" text NOT NULL,
	"told_on" date NOT NULL,
	"reasons_id" uuid NOT NULL,
	"decided_by" uuid NOT NULL,
	"decided_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "reconsideration_outcomes_outcome" CHECK ("reconsideration_outcomes"."outcome" in ('confirmed', 'to_be_changed'))
);
--> statement-breakpoint
CREATE TABLE "reconsiderations" (
	"notice_id" uuid PRIMARY KEY NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"asked_on" date NOT NULL,
	"asked_by" text NOT NULL,
	"representations_id" uuid NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reviews" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"sector" text NOT NULL,
	"due_on" date,
	"held_on" date NOT NULL,
	"why" text NOT NULL,
	"outcome" text NOT NULL,
	"findings_id" uuid NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "reviews_once" UNIQUE("arrangement_id","sector","held_on"),
	CONSTRAINT "reviews_sector" CHECK ("reviews"."sector" in ('education', 'health', 'social_care')),
	CONSTRAINT "reviews_why" CHECK ("reviews"."why" in ('due', 'asked_for', 'concern', 'plan_review')),
	CONSTRAINT "reviews_outcome" CHECK ("reviews"."outcome" in ('no_change', 'increase', 'decrease', 'other_terms', 'stop'))
);
--> statement-breakpoint
CREATE TABLE "requirements" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"sector" text NOT NULL,
	"stage" text NOT NULL,
	"capacity" text NOT NULL,
	"recipient" text NOT NULL,
	"document" text NOT NULL,
	"given_by" text,
	"applies_to" text NOT NULL,
	"effective_on" date NOT NULL,
	"ends_on" date,
	"source" text NOT NULL,
	"confidence" text NOT NULL,
	CONSTRAINT "requirements_once" UNIQUE NULLS NOT DISTINCT("sector","stage","capacity","recipient","document","given_by","applies_to","effective_on"),
	CONSTRAINT "requirements_sector" CHECK ("requirements"."sector" in ('education', 'health', 'social_care')),
	CONSTRAINT "requirements_stage" CHECK ("requirements"."stage" in ('child', 'young_person', 'adult')),
	CONSTRAINT "requirements_capacity" CHECK ("requirements"."capacity" in ('has', 'lacks', 'either')),
	CONSTRAINT "requirements_applies_to" CHECK ("requirements"."applies_to" in ('all', 'on_premises', 'same_household')),
	CONSTRAINT "requirements_dates" CHECK ("requirements"."ends_on" >= "requirements"."effective_on")
);
--> statement-breakpoint
CREATE TABLE "rules" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"sector" text,
	"effective_on" date NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"value" text NOT NULL,
	"unit" text NOT NULL,
	"meaning" text NOT NULL,
	"source" text NOT NULL,
	"confidence" text NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "rules_version" UNIQUE NULLS NOT DISTINCT("name","sector","effective_on","revision"),
	CONSTRAINT "rules_name" CHECK ("rules"."name" ~ '^[a-z][a-z0-9_]{2,50}$'),
	CONSTRAINT "rules_sector" CHECK ("rules"."sector" in ('education', 'health', 'social_care')),
	CONSTRAINT "rules_unit" CHECK ("rules"."unit" in ('days', 'working_days', 'weeks', 'months', 'years', 'choice')),
	CONSTRAINT "rules_value" CHECK ("rules"."unit" = 'choice' or "rules"."value" ~ '^[0-9]{1,4}$'),
	CONSTRAINT "rules_confidence" CHECK ("rules"."confidence" in ('verified', 'secondary', 'analogous', 'memory', 'local')),
	CONSTRAINT "rules_revision" CHECK ("rules"."revision" >= 1)
);
--> statement-breakpoint
CREATE TABLE "rules_used" (
	"entry_id" bigint NOT NULL,
	"rule_id" uuid NOT NULL,
	CONSTRAINT "rules_used_pk" PRIMARY KEY("entry_id","rule_id")
);
--> statement-breakpoint
CREATE TABLE "contributions_due" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"agreement_id" uuid NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"share_id" uuid NOT NULL,
	"number" smallint NOT NULL,
	"period_from" date NOT NULL,
	"period_to" date NOT NULL,
	"amount" numeric(14, 2) NOT NULL,
	CONSTRAINT "contributions_due_number" UNIQUE("agreement_id","share_id","number"),
	CONSTRAINT "contributions_due_dates" CHECK ("contributions_due"."period_to" >= "contributions_due"."period_from"),
	CONSTRAINT "contributions_due_amount" CHECK ("contributions_due"."amount" >= 0)
);
--> statement-breakpoint
CREATE TABLE "instalment_lines" (
	"instalment_id" uuid NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"line" smallint NOT NULL,
	"what" text NOT NULL,
	"period_from" date NOT NULL,
	"period_to" date NOT NULL,
	"amount" numeric(14, 2) NOT NULL,
	"adjusts" uuid,
	CONSTRAINT "instalment_lines_pk" PRIMARY KEY("instalment_id","line"),
	CONSTRAINT "instalment_lines_what" CHECK ("instalment_lines"."what" in ('period', 'difference')),
	CONSTRAINT "instalment_lines_difference_names_one" CHECK (("instalment_lines"."what" = 'difference') = ("instalment_lines"."adjusts" is not null)),
	CONSTRAINT "instalment_lines_amount" CHECK ("instalment_lines"."what" = 'difference' or "instalment_lines"."amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "replaced_instalments" (
	"instalment_id" uuid PRIMARY KEY NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"agreement_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "policy_statements" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"number" integer NOT NULL,
	"effective_on" date NOT NULL,
	"introduction" text NOT NULL,
	"eligibility" text NOT NULL,
	"decisions" text NOT NULL,
	"support" text NOT NULL,
	"complaints" text NOT NULL,
	"kinds" text[] NOT NULL,
	"published_by" uuid NOT NULL,
	"published_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "policy_statements_number" UNIQUE("number"),
	CONSTRAINT "policy_statements_kinds" CHECK ("policy_statements"."kinds" <@ array['direct', 'notional', 'third_party'] and cardinality("policy_statements"."kinds") > 0)
);
--> statement-breakpoint
CREATE TABLE "scope_services" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"sector" text NOT NULL,
	"kinds" text[] NOT NULL,
	"from_on" date NOT NULL,
	"to_on" date,
	"funding_freed" numeric(14, 2),
	"freed_from" text,
	"version" integer DEFAULT 1 NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "scope_services_name" UNIQUE("name","sector","from_on"),
	CONSTRAINT "scope_services_sector" CHECK ("scope_services"."sector" in ('education', 'health', 'social_care')),
	CONSTRAINT "scope_services_kinds" CHECK ("scope_services"."kinds" <@ array['direct', 'notional', 'third_party'] and cardinality("scope_services"."kinds") > 0),
	CONSTRAINT "scope_services_dates" CHECK ("scope_services"."to_on" >= "scope_services"."from_on"),
	CONSTRAINT "scope_services_freed" CHECK ("scope_services"."funding_freed" > 0 and num_nonnulls("scope_services"."funding_freed", "scope_services"."freed_from") <> 1)
);
--> statement-breakpoint
CREATE TABLE "texts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"text" text NOT NULL,
	"salt" "bytea" NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "texts_id_beneficiary" UNIQUE("id","beneficiary_id")
);
--> statement-breakpoint
ALTER TABLE "pay_run_items" ADD CONSTRAINT "pay_run_items_id_instalment" UNIQUE("id","instalment_id","arrangement_id");
--> statement-breakpoint
ALTER TABLE "provision_items" ADD CONSTRAINT "provision_items_id_beneficiary" UNIQUE("id","beneficiary_id");
--> statement-breakpoint
ALTER TABLE "agreement_shares" DROP CONSTRAINT "agreement_shares_fraction_or_fixed";
--> statement-breakpoint
ALTER TABLE "agreement_shares" DROP CONSTRAINT "agreement_shares_fraction";
--> statement-breakpoint
ALTER TABLE "agreement_shares" DROP CONSTRAINT "agreement_shares_amount";
--> statement-breakpoint
ALTER TABLE "agreements" DROP CONSTRAINT "agreements_amount";
--> statement-breakpoint
ALTER TABLE "agreements" DROP CONSTRAINT "agreements_every";
--> statement-breakpoint
ALTER TABLE "payees" DROP CONSTRAINT "payees_relationship";
--> statement-breakpoint
ALTER TABLE "agreement_shares" ADD COLUMN "basis" text;
--> statement-breakpoint
-- Until now a share was a fraction, or an amount that was stated or left over.
UPDATE "agreement_shares" SET "basis" = CASE WHEN "numerator" IS NULL THEN 'fixed' ELSE 'fraction' END;
--> statement-breakpoint
ALTER TABLE "agreement_shares" ALTER COLUMN "basis" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "agreement_shares" ADD COLUMN "up_to" numeric(14, 2);
--> statement-breakpoint
ALTER TABLE "agreement_shares" ADD COLUMN "weekly" numeric(14, 2);
--> statement-breakpoint
ALTER TABLE "agreement_shares" ADD COLUMN "paid" text;
--> statement-breakpoint
ALTER TABLE "agreements" ADD COLUMN "change" text;
--> statement-breakpoint
ALTER TABLE "agreements" ADD COLUMN "agreed_total" numeric(14, 2);
--> statement-breakpoint
ALTER TABLE "agreements" ADD COLUMN "same_household" boolean;
--> statement-breakpoint
-- Until now every agreement was the first version of its arrangement.
UPDATE "agreements" SET "change" = 'first', "agreed_total" = "amount", "same_household" = false;
--> statement-breakpoint
ALTER TABLE "agreements" ALTER COLUMN "change" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "agreements" ALTER COLUMN "agreed_total" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "agreements" ALTER COLUMN "same_household" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "agreements" ADD COLUMN "weekly" numeric(14, 2);
--> statement-breakpoint
ALTER TABLE "agreements" ADD COLUMN "terms" jsonb;
--> statement-breakpoint
ALTER TABLE "budgets" ADD COLUMN "request_id" uuid;
--> statement-breakpoint
ALTER TABLE "agreement_refusals" ADD CONSTRAINT "agreement_refusals_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "agreement_refusals" ADD CONSTRAINT "agreement_refusals_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "agreement_refusals" ADD CONSTRAINT "agreement_refusals_agreement" FOREIGN KEY ("agreement_id","proposed_by") REFERENCES "public"."agreements"("id","proposed_by") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "agreement_refusals" ADD CONSTRAINT "agreement_refusals_reasons" FOREIGN KEY ("reasons_id","beneficiary_id") REFERENCES "public"."texts"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "budget_items" ADD CONSTRAINT "budget_items_funder_id_funders_id_fk" FOREIGN KEY ("funder_id") REFERENCES "public"."funders"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "budget_items" ADD CONSTRAINT "budget_items_agreement" FOREIGN KEY ("agreement_id","arrangement_id","beneficiary_id") REFERENCES "public"."agreements"("id","arrangement_id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "budget_items" ADD CONSTRAINT "budget_items_provision" FOREIGN KEY ("provision_item_id","beneficiary_id") REFERENCES "public"."provision_items"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "document_withdrawals" ADD CONSTRAINT "document_withdrawals_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "document_withdrawals" ADD CONSTRAINT "document_withdrawals_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "document_withdrawals" ADD CONSTRAINT "document_withdrawals_document" FOREIGN KEY ("document_id","beneficiary_id","arrangement_id") REFERENCES "public"."documents"("id","beneficiary_id","arrangement_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "document_withdrawals" ADD CONSTRAINT "document_withdrawals_reasons" FOREIGN KEY ("reasons_id","beneficiary_id") REFERENCES "public"."texts"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_arrangement" FOREIGN KEY ("arrangement_id","beneficiary_id") REFERENCES "public"."arrangements"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_detail" FOREIGN KEY ("detail_id","beneficiary_id") REFERENCES "public"."texts"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "exclusions" ADD CONSTRAINT "exclusions_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "exclusions" ADD CONSTRAINT "exclusions_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "exclusions" ADD CONSTRAINT "exclusions_arrangement" FOREIGN KEY ("arrangement_id","beneficiary_id") REFERENCES "public"."arrangements"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "exclusions" ADD CONSTRAINT "exclusions_description" FOREIGN KEY ("description_id","beneficiary_id") REFERENCES "public"."texts"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "hold_releases" ADD CONSTRAINT "hold_releases_released_by_users_id_fk" FOREIGN KEY ("released_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "hold_releases" ADD CONSTRAINT "hold_releases_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "hold_releases" ADD CONSTRAINT "hold_releases_instalment" FOREIGN KEY ("instalment_id","arrangement_id") REFERENCES "public"."instalments"("id","arrangement_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "hold_releases" ADD CONSTRAINT "hold_releases_share" FOREIGN KEY ("share_id","arrangement_id") REFERENCES "public"."shares"("id","arrangement_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "hold_releases" ADD CONSTRAINT "hold_releases_reasons" FOREIGN KEY ("reasons_id","beneficiary_id") REFERENCES "public"."texts"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "book_import_loads" ADD CONSTRAINT "book_import_loads_loaded_by_users_id_fk" FOREIGN KEY ("loaded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "book_import_loads" ADD CONSTRAINT "book_import_loads_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "book_import_loads" ADD CONSTRAINT "book_import_loads_import" FOREIGN KEY ("import_id","recorded_by") REFERENCES "public"."book_imports"("id","recorded_by") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "book_imports" ADD CONSTRAINT "book_imports_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "uplift_agreements" ADD CONSTRAINT "uplift_agreements_uplift_id_uplifts_id_fk" FOREIGN KEY ("uplift_id") REFERENCES "public"."uplifts"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "uplift_agreements" ADD CONSTRAINT "uplift_agreements_agreement_id_agreements_id_fk" FOREIGN KEY ("agreement_id") REFERENCES "public"."agreements"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "uplift_decisions" ADD CONSTRAINT "uplift_decisions_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "uplift_decisions" ADD CONSTRAINT "uplift_decisions_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "uplift_decisions" ADD CONSTRAINT "uplift_decisions_uplift" FOREIGN KEY ("uplift_id","drawn_up_by") REFERENCES "public"."uplifts"("id","drawn_up_by") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "uplifts" ADD CONSTRAINT "uplifts_drawn_up_by_users_id_fk" FOREIGN KEY ("drawn_up_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "pay_run_item_shares" ADD CONSTRAINT "pay_run_item_shares_item" FOREIGN KEY ("item_id","instalment_id","arrangement_id") REFERENCES "public"."pay_run_items"("id","instalment_id","arrangement_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "pay_run_item_shares" ADD CONSTRAINT "pay_run_item_shares_share" FOREIGN KEY ("share_id","arrangement_id") REFERENCES "public"."shares"("id","arrangement_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "budget_requests" ADD CONSTRAINT "budget_requests_beneficiary_id_beneficiaries_id_fk" FOREIGN KEY ("beneficiary_id") REFERENCES "public"."beneficiaries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "budget_requests" ADD CONSTRAINT "budget_requests_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "budget_requests" ADD CONSTRAINT "budget_requests_plan" FOREIGN KEY ("plan_id","beneficiary_id") REFERENCES "public"."plans"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "budget_requests" ADD CONSTRAINT "budget_requests_wishes" FOREIGN KEY ("wishes_id","beneficiary_id") REFERENCES "public"."texts"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "decision_reviews" ADD CONSTRAINT "decision_reviews_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "decision_reviews" ADD CONSTRAINT "decision_reviews_decision" FOREIGN KEY ("decision_id","decided_by","beneficiary_id") REFERENCES "public"."funder_decisions"("id","decided_by","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "decision_reviews" ADD CONSTRAINT "decision_reviews_representations" FOREIGN KEY ("representations_id","beneficiary_id") REFERENCES "public"."texts"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "funder_decisions" ADD CONSTRAINT "funder_decisions_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "funder_decisions" ADD CONSTRAINT "funder_decisions_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "funder_decisions" ADD CONSTRAINT "funder_decisions_asked" FOREIGN KEY ("request_id","funder_id") REFERENCES "public"."request_funders"("request_id","funder_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "funder_decisions" ADD CONSTRAINT "funder_decisions_request" FOREIGN KEY ("request_id","beneficiary_id") REFERENCES "public"."budget_requests"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "funder_decisions" ADD CONSTRAINT "funder_decisions_reasons" FOREIGN KEY ("reasons_id","beneficiary_id") REFERENCES "public"."texts"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "holding_choices" ADD CONSTRAINT "holding_choices_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "holding_choices" ADD CONSTRAINT "holding_choices_request" FOREIGN KEY ("request_id","beneficiary_id") REFERENCES "public"."budget_requests"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "holding_choices" ADD CONSTRAINT "holding_choices_reasons" FOREIGN KEY ("reasons_id","beneficiary_id") REFERENCES "public"."texts"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "indicative_amounts" ADD CONSTRAINT "indicative_amounts_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "indicative_amounts" ADD CONSTRAINT "indicative_amounts_request" FOREIGN KEY ("request_id","beneficiary_id") REFERENCES "public"."budget_requests"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "request_funders" ADD CONSTRAINT "request_funders_funder_id_funders_id_fk" FOREIGN KEY ("funder_id") REFERENCES "public"."funders"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "request_funders" ADD CONSTRAINT "request_funders_request" FOREIGN KEY ("request_id","beneficiary_id") REFERENCES "public"."budget_requests"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "review_outcomes" ADD CONSTRAINT "review_outcomes_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "review_outcomes" ADD CONSTRAINT "review_outcomes_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "review_outcomes" ADD CONSTRAINT "review_outcomes_review" FOREIGN KEY ("review_id","first_decided_by","beneficiary_id") REFERENCES "public"."decision_reviews"("id","decided_by","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "review_outcomes" ADD CONSTRAINT "review_outcomes_reasons" FOREIGN KEY ("reasons_id","beneficiary_id") REFERENCES "public"."texts"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "moves" ADD CONSTRAINT "moves_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "moves" ADD CONSTRAINT "moves_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "moves" ADD CONSTRAINT "moves_budget" FOREIGN KEY ("budget_id","beneficiary_id") REFERENCES "public"."budgets"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_agreement_id" FOREIGN KEY ("agreement_id","arrangement_id","beneficiary_id") REFERENCES "public"."agreements"("id","arrangement_id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_reasons" FOREIGN KEY ("reasons_id","beneficiary_id") REFERENCES "public"."texts"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "reconsideration_outcomes" ADD CONSTRAINT "reconsideration_outcomes_notice_id_reconsiderations_notice_id_fk" FOREIGN KEY ("notice_id") REFERENCES "public"."reconsiderations"("notice_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "reconsideration_outcomes" ADD CONSTRAINT "reconsideration_outcomes_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "reconsideration_outcomes" ADD CONSTRAINT "reconsideration_outcomes_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "reconsideration_outcomes" ADD CONSTRAINT "reconsideration_outcomes_reasons" FOREIGN KEY ("reasons_id","beneficiary_id") REFERENCES "public"."texts"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "reconsiderations" ADD CONSTRAINT "reconsiderations_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "reconsiderations" ADD CONSTRAINT "reconsiderations_notice" FOREIGN KEY ("notice_id","beneficiary_id","arrangement_id") REFERENCES "public"."notices"("id","beneficiary_id","arrangement_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "reconsiderations" ADD CONSTRAINT "reconsiderations_representations" FOREIGN KEY ("representations_id","beneficiary_id") REFERENCES "public"."texts"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_arrangement" FOREIGN KEY ("arrangement_id","beneficiary_id") REFERENCES "public"."arrangements"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_findings" FOREIGN KEY ("findings_id","beneficiary_id") REFERENCES "public"."texts"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "rules" ADD CONSTRAINT "rules_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "rules_used" ADD CONSTRAINT "rules_used_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "rules_used" ADD CONSTRAINT "rules_used_rule_id_rules_id_fk" FOREIGN KEY ("rule_id") REFERENCES "public"."rules"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "contributions_due" ADD CONSTRAINT "contributions_due_agreement" FOREIGN KEY ("agreement_id","arrangement_id","beneficiary_id") REFERENCES "public"."agreements"("id","arrangement_id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "contributions_due" ADD CONSTRAINT "contributions_due_share" FOREIGN KEY ("share_id","arrangement_id") REFERENCES "public"."shares"("id","arrangement_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "instalment_lines" ADD CONSTRAINT "instalment_lines_instalment" FOREIGN KEY ("instalment_id","arrangement_id") REFERENCES "public"."instalments"("id","arrangement_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "instalment_lines" ADD CONSTRAINT "instalment_lines_adjusts" FOREIGN KEY ("adjusts","arrangement_id") REFERENCES "public"."instalments"("id","arrangement_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "replaced_instalments" ADD CONSTRAINT "replaced_instalments_instalment" FOREIGN KEY ("instalment_id","arrangement_id") REFERENCES "public"."instalments"("id","arrangement_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "replaced_instalments" ADD CONSTRAINT "replaced_instalments_agreement" FOREIGN KEY ("agreement_id","arrangement_id","beneficiary_id") REFERENCES "public"."agreements"("id","arrangement_id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "policy_statements" ADD CONSTRAINT "policy_statements_published_by_users_id_fk" FOREIGN KEY ("published_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "scope_services" ADD CONSTRAINT "scope_services_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "texts" ADD CONSTRAINT "texts_beneficiary_id_beneficiaries_id_fk" FOREIGN KEY ("beneficiary_id") REFERENCES "public"."beneficiaries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "texts" ADD CONSTRAINT "texts_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "documents_arrangement_sector" ON "documents" USING btree ("arrangement_id","sector","kind");
--> statement-breakpoint
CREATE INDEX "exclusions_arrangement_id" ON "exclusions" USING btree ("arrangement_id");
--> statement-breakpoint
CREATE INDEX "uplift_agreements_agreement" ON "uplift_agreements" USING btree ("agreement_id");
--> statement-breakpoint
CREATE INDEX "pay_run_item_shares_pay_run" ON "pay_run_item_shares" USING btree ("pay_run_id");
--> statement-breakpoint
CREATE INDEX "pay_run_item_shares_instalment" ON "pay_run_item_shares" USING btree ("instalment_id");
--> statement-breakpoint
CREATE INDEX "budget_requests_beneficiary" ON "budget_requests" USING btree ("beneficiary_id");
--> statement-breakpoint
CREATE INDEX "holding_choices_request_id" ON "holding_choices" USING btree ("request_id");
--> statement-breakpoint
CREATE INDEX "indicative_amounts_request_id" ON "indicative_amounts" USING btree ("request_id");
--> statement-breakpoint
CREATE INDEX "request_funders_funder" ON "request_funders" USING btree ("funder_id");
--> statement-breakpoint
CREATE INDEX "notices_arrangement" ON "notices" USING btree ("arrangement_id");
--> statement-breakpoint
CREATE INDEX "contributions_due_arrangement" ON "contributions_due" USING btree ("arrangement_id");
--> statement-breakpoint
CREATE INDEX "replaced_instalments_arrangement" ON "replaced_instalments" USING btree ("arrangement_id");
--> statement-breakpoint
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_request" FOREIGN KEY ("request_id","beneficiary_id") REFERENCES "public"."budget_requests"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "budgets_request_id" ON "budgets" USING btree ("request_id");
--> statement-breakpoint
ALTER TABLE "agreement_shares" ADD CONSTRAINT "agreement_shares_basis" CHECK ("agreement_shares"."basis" in ('fraction', 'capped', 'fixed', 'lines', 'rest', 'weekly')
        and ("agreement_shares"."basis" in ('fraction', 'capped')) = ("agreement_shares"."numerator" is not null)
        and ("agreement_shares"."basis" = 'capped') = ("agreement_shares"."up_to" is not null)
        and ("agreement_shares"."basis" = 'fixed') = ("agreement_shares"."fixed" is not null)
        and ("agreement_shares"."basis" = 'weekly') = ("agreement_shares"."weekly" is not null));
--> statement-breakpoint
ALTER TABLE "agreement_shares" ADD CONSTRAINT "agreement_shares_paid" CHECK ("agreement_shares"."paid" is null or ("agreement_shares"."paid" in ('net', 'gross') and "agreement_shares"."basis" = 'weekly'));
--> statement-breakpoint
ALTER TABLE "agreement_shares" ADD CONSTRAINT "agreement_shares_fraction" CHECK (num_nonnulls("agreement_shares"."numerator", "agreement_shares"."denominator") <> 1 and "agreement_shares"."numerator" > 0
        and "agreement_shares"."denominator" >= "agreement_shares"."numerator");
--> statement-breakpoint
ALTER TABLE "agreement_shares" ADD CONSTRAINT "agreement_shares_amount" CHECK ("agreement_shares"."amount" >= 0 and "agreement_shares"."fixed" >= 0 and "agreement_shares"."up_to" > 0 and "agreement_shares"."weekly" >= 0);
--> statement-breakpoint
ALTER TABLE "agreements" ADD CONSTRAINT "agreements_change" CHECK ("agreements"."change" in ('first', 'increase', 'decrease', 'other_terms', 'end')
        and ("agreements"."change" = 'first') = ("agreements"."version" = 1));
--> statement-breakpoint
ALTER TABLE "agreements" ADD CONSTRAINT "agreements_weekly" CHECK ("agreements"."weekly" > 0);
--> statement-breakpoint
ALTER TABLE "agreements" ADD CONSTRAINT "agreements_terms" CHECK (("agreements"."every" = 'term') = ("agreements"."terms" is not null));
--> statement-breakpoint
ALTER TABLE "agreements" ADD CONSTRAINT "agreements_amount" CHECK ("agreements"."amount" >= 0 and ("agreements"."amount" = 0) = ("agreements"."change" = 'end') and "agreements"."agreed_total" >= 0);
--> statement-breakpoint
ALTER TABLE "agreements" ADD CONSTRAINT "agreements_every" CHECK ("agreements"."every" in ('week', '2_weeks', '4_weeks', 'month', 'term', 'once'));
--> statement-breakpoint
ALTER TABLE "payees" ADD CONSTRAINT "payees_relationship" CHECK ("payees"."relationship" in ('young_person', 'parent', 'nominee', 'representative', 'authorised_person', 'broker'));
--> statement-breakpoint
-- Until now every payment paid its instalment whole.
INSERT INTO "pay_run_item_shares" ("item_id", "pay_run_id", "instalment_id", "arrangement_id", "beneficiary_id", "share_id", "amount")
SELECT i."id", i."pay_run_id", i."instalment_id", i."arrangement_id", i."beneficiary_id", x."share_id", x."amount"
FROM "pay_run_items" i JOIN "instalment_shares" x ON x."instalment_id" = i."instalment_id" WHERE x."amount" > 0;
