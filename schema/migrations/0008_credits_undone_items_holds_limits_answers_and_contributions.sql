CREATE TABLE "bank_answer_lines" (
	"answer_id" uuid NOT NULL,
	"line" integer NOT NULL,
	"level" text NOT NULL,
	"pay_run_id" uuid,
	"credit_id" uuid,
	"reference" text,
	"amount" numeric(14, 2),
	"code" text,
	"outcome" text NOT NULL,
	"new_sort_code" text,
	"new_account_number" text,
	"new_name" text,
	CONSTRAINT "bank_answer_lines_pk" PRIMARY KEY("answer_id","line"),
	CONSTRAINT "bank_answer_lines_level" CHECK ("bank_answer_lines"."level" in ('group', 'payment', 'transaction', 'return', 'advice')),
	CONSTRAINT "bank_answer_lines_outcome" CHECK ("bank_answer_lines"."outcome" in ('accepted', 'pending', 'rejected', 'returned', 'advised', 'unknown',
        'already_known', 'amount_differs', 'not_released', 'not_covered'))
);
--> statement-breakpoint
CREATE TABLE "bank_answers" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"format" text NOT NULL,
	"sha256" "bytea" NOT NULL,
	"content" "bytea" NOT NULL,
	"received_by" uuid NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "bank_answers_sha256" UNIQUE("sha256"),
	CONSTRAINT "bank_answers_format" CHECK ("bank_answers"."format" in ('pain_002', 'arucs', 'awacs'))
);
--> statement-breakpoint
CREATE TABLE "return_reasons" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"scheme" text NOT NULL,
	"code" text NOT NULL,
	"effective_on" date NOT NULL,
	"meaning" text NOT NULL,
	"follows" text NOT NULL,
	"source" text NOT NULL,
	"confidence" text NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "return_reasons_version" UNIQUE("scheme","code","effective_on"),
	CONSTRAINT "return_reasons_scheme" CHECK ("return_reasons"."scheme" in ('pain_002', 'arucs', 'awacs')),
	CONSTRAINT "return_reasons_follows" CHECK ("return_reasons"."follows" in ('pay_again', 'correct_details', 'stop_payments', 'ask')),
	CONSTRAINT "return_reasons_confidence" CHECK ("return_reasons"."confidence" in ('verified', 'secondary', 'analogous', 'memory', 'local'))
);
--> statement-breakpoint
CREATE TABLE "returned_credits" (
	"credit_id" uuid PRIMARY KEY NOT NULL,
	"pay_run_id" uuid NOT NULL,
	"how" text NOT NULL,
	"code" text NOT NULL,
	"amount" numeric(14, 2) NOT NULL,
	"advised_on" date NOT NULL,
	"expected_on" date,
	"answer_id" uuid,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "returned_credits_how" CHECK ("returned_credits"."how" in ('rejected', 'returned')
        and ("returned_credits"."how" = 'returned') = ("returned_credits"."expected_on" is not null)),
	CONSTRAINT "returned_credits_amount" CHECK ("returned_credits"."amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "contribution_charges" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"share_id" uuid NOT NULL,
	"number" smallint NOT NULL,
	"charge" smallint NOT NULL,
	"period_from" date NOT NULL,
	"period_to" date NOT NULL,
	"amount" numeric(14, 2) NOT NULL,
	"charged_by" uuid NOT NULL,
	"charged_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "contribution_charges_once" UNIQUE("arrangement_id","share_id","number","charge"),
	CONSTRAINT "contribution_charges_amount" CHECK ("contribution_charges"."amount" <> 0),
	CONSTRAINT "contribution_charges_dates" CHECK ("contribution_charges"."period_to" >= "contribution_charges"."period_from")
);
--> statement-breakpoint
CREATE TABLE "contribution_receipts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"share_id" uuid NOT NULL,
	"received_on" date NOT NULL,
	"amount" numeric(14, 2) NOT NULL,
	"paid_into" text NOT NULL,
	"bank_account_id" uuid,
	"reference" text NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "contribution_receipts_once" UNIQUE("arrangement_id","share_id","received_on","reference"),
	CONSTRAINT "contribution_receipts_amount" CHECK ("contribution_receipts"."amount" > 0),
	CONSTRAINT "contribution_receipts_paid_into" CHECK ("contribution_receipts"."paid_into" in ('holder', 'authority')
        and ("contribution_receipts"."paid_into" = 'authority') = ("contribution_receipts"."bank_account_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "payment_hold_endings" (
	"hold_id" uuid PRIMARY KEY NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"reasons_id" uuid NOT NULL,
	"ended_by" uuid NOT NULL,
	"ended_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payment_holds" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"instalment_id" uuid,
	"from_on" date NOT NULL,
	"reason" text NOT NULL,
	"acts" text NOT NULL,
	"reasons_id" uuid NOT NULL,
	"placed_by" uuid NOT NULL,
	"placed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "payment_holds_id_beneficiary" UNIQUE("id","beneficiary_id"),
	CONSTRAINT "payment_holds_reason" CHECK ("payment_holds"."reason" in ('return_missing', 'query', 'suspected_misuse', 'hospital_stay',
        'safeguarding', 'bank_details', 'beneficiary_deceased', 'other')),
	CONSTRAINT "payment_holds_acts" CHECK ("payment_holds"."acts" in ('finance', 'caseworker', 'panel', 'family', 'broker'))
);
--> statement-breakpoint
CREATE TABLE "task_closings" (
	"task_id" uuid PRIMARY KEY NOT NULL,
	"note_id" uuid,
	"closed_by" uuid NOT NULL,
	"closed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tasks" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"for_kind" text NOT NULL,
	"beneficiary_id" uuid,
	"arrangement_id" uuid,
	"about" uuid NOT NULL,
	"due_on" date NOT NULL,
	"opened_by" uuid NOT NULL,
	"opened_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tasks_once" UNIQUE("kind","about"),
	CONSTRAINT "tasks_kind" CHECK ("tasks"."kind" in ('beneficiary_deceased', 'bank_details_returned', 'account_details_advised',
        'credit_expected', 'file_rejected', 'return_not_covered', 'answer_unclear')),
	CONSTRAINT "tasks_for_kind" CHECK ("tasks"."for_kind" in ('finance_officer', 'caseworker', 'approver'))
);
--> statement-breakpoint
CREATE TABLE "pay_run_credits" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"pay_run_id" uuid NOT NULL,
	"bank_details_id" uuid NOT NULL,
	"reference" text NOT NULL,
	"value_on" date NOT NULL,
	"items" integer NOT NULL,
	"amount" numeric(14, 2) NOT NULL,
	CONSTRAINT "pay_run_credits_reference" UNIQUE("pay_run_id","reference"),
	CONSTRAINT "pay_run_credits_id_details" UNIQUE("id","pay_run_id","bank_details_id"),
	CONSTRAINT "pay_run_credits_id_pay_run" UNIQUE("id","pay_run_id"),
	CONSTRAINT "pay_run_credits_reference_length" CHECK (length("pay_run_credits"."reference") between 1 and 18),
	CONSTRAINT "pay_run_credits_items" CHECK ("pay_run_credits"."items" > 0 and "pay_run_credits"."amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "undone_items" (
	"item_id" uuid PRIMARY KEY NOT NULL,
	"pay_run_id" uuid NOT NULL,
	"instalment_id" uuid NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"why" text NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "undone_items_why" CHECK ("undone_items"."why" in ('withdrawn', 'taken_out', 'rejected', 'bounced'))
);
--> statement-breakpoint
CREATE TABLE "approval_limits" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"amount" numeric(14, 2) NOT NULL,
	"from_on" date NOT NULL,
	"set_by" uuid NOT NULL,
	"set_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "approval_limits_amount" CHECK ("approval_limits"."amount" >= 0),
	CONSTRAINT "approval_limits_second_person" CHECK ("approval_limits"."set_by" <> "approval_limits"."user_id")
);
--> statement-breakpoint
CREATE TABLE "pay_run_sendings" (
	"pay_run_id" uuid PRIMARY KEY NOT NULL,
	"file_id" uuid NOT NULL,
	"sent_by" uuid NOT NULL,
	"sent_at" timestamp with time zone DEFAULT now() NOT NULL,
	"bank_reference" text
);
--> statement-breakpoint
ALTER TABLE "agreements" DROP CONSTRAINT "agreements_remainder";--> statement-breakpoint
ALTER TABLE "rules" DROP CONSTRAINT "rules_unit";--> statement-breakpoint
ALTER TABLE "rules" DROP CONSTRAINT "rules_value";--> statement-breakpoint
ALTER TABLE "agreements" ADD COLUMN "weeks_in_year" text;--> statement-breakpoint
ALTER TABLE "bank_details" ADD COLUMN "account_use" text;--> statement-breakpoint
ALTER TABLE "pay_run_approvals" ADD COLUMN "limit_id" uuid;--> statement-breakpoint
ALTER TABLE "pay_run_items" ADD COLUMN "credit_id" uuid;--> statement-breakpoint
-- Every payment of the runs so far left by itself.
INSERT INTO "pay_run_credits" ("id", "pay_run_id", "bank_details_id", "reference", "value_on", "items", "amount")
SELECT i."id", i."pay_run_id", i."bank_details_id", i."reference", r."value_on", 1, i."amount"
FROM "pay_run_items" i JOIN "pay_runs" r ON r."id" = i."pay_run_id";--> statement-breakpoint
UPDATE "pay_run_items" SET "credit_id" = "id";--> statement-breakpoint
ALTER TABLE "pay_run_items" ALTER COLUMN "credit_id" SET NOT NULL;--> statement-breakpoint
INSERT INTO "undone_items" ("item_id", "pay_run_id", "instalment_id", "arrangement_id", "beneficiary_id", "why", "recorded_by", "recorded_at")
SELECT i."id", i."pay_run_id", i."instalment_id", i."arrangement_id", i."beneficiary_id", 'withdrawn', w."withdrawn_by", w."withdrawn_at"
FROM "pay_run_items" i JOIN "pay_run_withdrawals" w ON w."pay_run_id" = i."pay_run_id";--> statement-breakpoint
ALTER TABLE "pay_runs" ADD COLUMN "way" text DEFAULT 'bacs' NOT NULL;--> statement-breakpoint
ALTER TABLE "pay_runs" ADD COLUMN "urgent_reason" text;--> statement-breakpoint
ALTER TABLE "pay_runs" ADD COLUMN "each_on_its_day" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "pay_runs" ADD COLUMN "chosen" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "bank_answer_lines" ADD CONSTRAINT "bank_answer_lines_answer_id_bank_answers_id_fk" FOREIGN KEY ("answer_id") REFERENCES "public"."bank_answers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bank_answer_lines" ADD CONSTRAINT "bank_answer_lines_pay_run_id_pay_runs_id_fk" FOREIGN KEY ("pay_run_id") REFERENCES "public"."pay_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bank_answer_lines" ADD CONSTRAINT "bank_answer_lines_credit_id_pay_run_credits_id_fk" FOREIGN KEY ("credit_id") REFERENCES "public"."pay_run_credits"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bank_answers" ADD CONSTRAINT "bank_answers_received_by_users_id_fk" FOREIGN KEY ("received_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "return_reasons" ADD CONSTRAINT "return_reasons_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "returned_credits" ADD CONSTRAINT "returned_credits_answer_id_bank_answers_id_fk" FOREIGN KEY ("answer_id") REFERENCES "public"."bank_answers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "returned_credits" ADD CONSTRAINT "returned_credits_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "returned_credits" ADD CONSTRAINT "returned_credits_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "returned_credits" ADD CONSTRAINT "returned_credits_credit" FOREIGN KEY ("credit_id","pay_run_id") REFERENCES "public"."pay_run_credits"("id","pay_run_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contribution_charges" ADD CONSTRAINT "contribution_charges_charged_by_users_id_fk" FOREIGN KEY ("charged_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contribution_charges" ADD CONSTRAINT "contribution_charges_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contribution_charges" ADD CONSTRAINT "contribution_charges_arrangement" FOREIGN KEY ("arrangement_id","beneficiary_id") REFERENCES "public"."arrangements"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contribution_charges" ADD CONSTRAINT "contribution_charges_share" FOREIGN KEY ("share_id","arrangement_id") REFERENCES "public"."shares"("id","arrangement_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contribution_receipts" ADD CONSTRAINT "contribution_receipts_bank_account_id_bank_accounts_id_fk" FOREIGN KEY ("bank_account_id") REFERENCES "public"."bank_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contribution_receipts" ADD CONSTRAINT "contribution_receipts_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contribution_receipts" ADD CONSTRAINT "contribution_receipts_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contribution_receipts" ADD CONSTRAINT "contribution_receipts_arrangement" FOREIGN KEY ("arrangement_id","beneficiary_id") REFERENCES "public"."arrangements"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contribution_receipts" ADD CONSTRAINT "contribution_receipts_share" FOREIGN KEY ("share_id","arrangement_id") REFERENCES "public"."shares"("id","arrangement_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_hold_endings" ADD CONSTRAINT "payment_hold_endings_reasons_id_texts_id_fk" FOREIGN KEY ("reasons_id") REFERENCES "public"."texts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_hold_endings" ADD CONSTRAINT "payment_hold_endings_ended_by_users_id_fk" FOREIGN KEY ("ended_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_hold_endings" ADD CONSTRAINT "payment_hold_endings_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_hold_endings" ADD CONSTRAINT "payment_hold_endings_hold" FOREIGN KEY ("hold_id","beneficiary_id") REFERENCES "public"."payment_holds"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_holds" ADD CONSTRAINT "payment_holds_reasons_id_texts_id_fk" FOREIGN KEY ("reasons_id") REFERENCES "public"."texts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_holds" ADD CONSTRAINT "payment_holds_placed_by_users_id_fk" FOREIGN KEY ("placed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_holds" ADD CONSTRAINT "payment_holds_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_holds" ADD CONSTRAINT "payment_holds_arrangement" FOREIGN KEY ("arrangement_id","beneficiary_id") REFERENCES "public"."arrangements"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_holds" ADD CONSTRAINT "payment_holds_instalment" FOREIGN KEY ("instalment_id","arrangement_id") REFERENCES "public"."instalments"("id","arrangement_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "task_closings" ADD CONSTRAINT "task_closings_task_id_tasks_id_fk" FOREIGN KEY ("task_id") REFERENCES "public"."tasks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "task_closings" ADD CONSTRAINT "task_closings_note_id_texts_id_fk" FOREIGN KEY ("note_id") REFERENCES "public"."texts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "task_closings" ADD CONSTRAINT "task_closings_closed_by_users_id_fk" FOREIGN KEY ("closed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_beneficiary_id_beneficiaries_id_fk" FOREIGN KEY ("beneficiary_id") REFERENCES "public"."beneficiaries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_arrangement_id_arrangements_id_fk" FOREIGN KEY ("arrangement_id") REFERENCES "public"."arrangements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_opened_by_users_id_fk" FOREIGN KEY ("opened_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pay_run_credits" ADD CONSTRAINT "pay_run_credits_pay_run_id_pay_runs_id_fk" FOREIGN KEY ("pay_run_id") REFERENCES "public"."pay_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pay_run_credits" ADD CONSTRAINT "pay_run_credits_bank_details_id_bank_details_id_fk" FOREIGN KEY ("bank_details_id") REFERENCES "public"."bank_details"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "undone_items" ADD CONSTRAINT "undone_items_pay_run_id_pay_runs_id_fk" FOREIGN KEY ("pay_run_id") REFERENCES "public"."pay_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "undone_items" ADD CONSTRAINT "undone_items_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "undone_items" ADD CONSTRAINT "undone_items_item" FOREIGN KEY ("item_id","instalment_id","arrangement_id") REFERENCES "public"."pay_run_items"("id","instalment_id","arrangement_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approval_limits" ADD CONSTRAINT "approval_limits_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approval_limits" ADD CONSTRAINT "approval_limits_set_by_users_id_fk" FOREIGN KEY ("set_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approval_limits" ADD CONSTRAINT "approval_limits_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pay_run_sendings" ADD CONSTRAINT "pay_run_sendings_sent_by_users_id_fk" FOREIGN KEY ("sent_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_files" ADD CONSTRAINT "payment_files_id_pay_run" UNIQUE("id","pay_run_id");--> statement-breakpoint
ALTER TABLE "pay_run_sendings" ADD CONSTRAINT "pay_run_sendings_file" FOREIGN KEY ("file_id","pay_run_id") REFERENCES "public"."payment_files"("id","pay_run_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "bank_answer_lines_credit" ON "bank_answer_lines" USING btree ("credit_id");--> statement-breakpoint
CREATE INDEX "returned_credits_pay_run" ON "returned_credits" USING btree ("pay_run_id");--> statement-breakpoint
CREATE INDEX "contribution_receipts_arrangement" ON "contribution_receipts" USING btree ("arrangement_id","received_on");--> statement-breakpoint
CREATE INDEX "payment_holds_arrangement" ON "payment_holds" USING btree ("arrangement_id");--> statement-breakpoint
CREATE INDEX "tasks_due" ON "tasks" USING btree ("due_on");--> statement-breakpoint
CREATE INDEX "tasks_beneficiary" ON "tasks" USING btree ("beneficiary_id");--> statement-breakpoint
CREATE INDEX "undone_items_pay_run" ON "undone_items" USING btree ("pay_run_id");--> statement-breakpoint
CREATE INDEX "undone_items_instalment" ON "undone_items" USING btree ("instalment_id");--> statement-breakpoint
CREATE INDEX "approval_limits_user" ON "approval_limits" USING btree ("user_id","from_on");--> statement-breakpoint
ALTER TABLE "pay_run_approvals" ADD CONSTRAINT "pay_run_approvals_limit_id_approval_limits_id_fk" FOREIGN KEY ("limit_id") REFERENCES "public"."approval_limits"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pay_run_items" ADD CONSTRAINT "pay_run_items_credit" FOREIGN KEY ("credit_id","pay_run_id","bank_details_id") REFERENCES "public"."pay_run_credits"("id","pay_run_id","bank_details_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "pay_run_items_credit" ON "pay_run_items" USING btree ("credit_id");--> statement-breakpoint
ALTER TABLE "agreements" ADD CONSTRAINT "agreements_weeks_in_year" CHECK ("agreements"."weeks_in_year" in ('52', '365/7', '52.18', 'by_days')
        and ("agreements"."weeks_in_year" is null or "agreements"."weekly" is not null));--> statement-breakpoint
ALTER TABLE "agreements" ADD CONSTRAINT "agreements_remainder" CHECK ("agreements"."remainder" in ('cumulative', 'first', 'last'));--> statement-breakpoint
ALTER TABLE "bank_details" ADD CONSTRAINT "bank_details_account_use" CHECK ("bank_details"."account_use" in ('only_direct_payments', 'other_money_too', 'pooled', 'prepaid_card'));--> statement-breakpoint
ALTER TABLE "pay_runs" ADD CONSTRAINT "pay_runs_way" CHECK ("pay_runs"."way" in ('bacs', 'faster_payments')
        and ("pay_runs"."way" = 'faster_payments') = ("pay_runs"."urgent_reason" is not null));--> statement-breakpoint
ALTER TABLE "rules" ADD CONSTRAINT "rules_unit" CHECK ("rules"."unit" in ('days', 'working_days', 'weeks', 'months', 'years', 'pounds', 'choice'));--> statement-breakpoint
ALTER TABLE "rules" ADD CONSTRAINT "rules_value" CHECK ("rules"."unit" = 'choice' or "rules"."value" ~ '^[0-9]{1,4}$'
        or ("rules"."unit" = 'pounds' and "rules"."value" ~ '^[0-9]{1,10}[.][0-9]{2}$'));