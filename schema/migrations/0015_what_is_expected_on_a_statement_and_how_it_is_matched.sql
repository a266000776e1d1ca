CREATE TABLE "bank_file_parts" (
	"file_id" uuid NOT NULL,
	"part" integer NOT NULL,
	"content" "bytea" NOT NULL,
	CONSTRAINT "bank_file_parts_pk" PRIMARY KEY("file_id","part"),
	CONSTRAINT "bank_file_parts_from_one" CHECK ("bank_file_parts"."part" >= 1)
);
--> statement-breakpoint
CREATE TABLE "bank_line_details" (
	"line_id" bigint NOT NULL,
	"number" integer NOT NULL,
	"amount" numeric(14, 2),
	"reference" text,
	"counterparty" text,
	"text" text,
	CONSTRAINT "bank_line_details_pk" PRIMARY KEY("line_id","number")
);
--> statement-breakpoint
CREATE TABLE "likely_repeats" (
	"line_id" bigint PRIMARY KEY NOT NULL,
	"of_line_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "repeat_dismissals" (
	"line_id" bigint PRIMARY KEY NOT NULL,
	"dismissed_by" uuid NOT NULL,
	"dismissed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "match_proposals" (
	"run_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"rule" text NOT NULL,
	"result" text NOT NULL,
	"automatic" boolean NOT NULL,
	"line_ids" bigint[] NOT NULL,
	"expected" text[] NOT NULL,
	"amounts" numeric(14, 2)[] NOT NULL,
	"amount" numeric(14, 2) NOT NULL,
	"difference" numeric(14, 2) NOT NULL,
	"days" smallint NOT NULL,
	"rivals" integer NOT NULL,
	"rival_lines" bigint[] NOT NULL,
	"rival_expected" text[] NOT NULL,
	"alike" integer NOT NULL,
	"alike_expected" text[] NOT NULL,
	CONSTRAINT "match_proposals_pk" PRIMARY KEY("run_id","number"),
	CONSTRAINT "match_proposals_result" CHECK ("match_proposals"."result" in ('unique', 'several', 'gave_up'))
);
--> statement-breakpoint
CREATE TABLE "match_runs" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"bank_account_id" uuid NOT NULL,
	"rule_set" integer NOT NULL,
	"lines" integer NOT NULL,
	"expected" integer NOT NULL,
	"proposals" integer NOT NULL,
	"without_rivals" integer NOT NULL,
	"automatic" integer NOT NULL,
	"gave_up" integer NOT NULL,
	"input_digest" "bytea" NOT NULL,
	"output_digest" "bytea" NOT NULL,
	"as_at" date NOT NULL,
	"ledger" numeric(14, 2) NOT NULL,
	"in_transit" numeric(14, 2) NOT NULL,
	"statement" numeric(14, 2),
	"made_by" uuid NOT NULL,
	"made_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "matching_rule_sets" (
	"version" integer PRIMARY KEY NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint
);
--> statement-breakpoint
CREATE TABLE "matching_rules" (
	"version" integer NOT NULL,
	"position" smallint NOT NULL,
	"rule" text NOT NULL,
	"automatic" boolean NOT NULL,
	"days_before" smallint NOT NULL,
	"days_after" smallint NOT NULL,
	"tolerance" numeric(14, 2) NOT NULL,
	"reason" text,
	CONSTRAINT "matching_rules_pk" PRIMARY KEY("version","position"),
	CONSTRAINT "matching_rules_once" UNIQUE("version","rule"),
	CONSTRAINT "matching_rules_rule" CHECK ("matching_rules"."rule" in ('batch_details', 'reference', 'amount_and_day', 'several_expected',
        'several_lines', 'tolerance')),
	CONSTRAINT "matching_rules_days" CHECK ("matching_rules"."days_before" between 0 and 30 and "matching_rules"."days_after" between 0 and 30),
	CONSTRAINT "matching_rules_tolerance" CHECK (("matching_rules"."rule" = 'tolerance') = ("matching_rules"."tolerance" > 0) and "matching_rules"."tolerance" >= 0
        and ("matching_rules"."rule" = 'tolerance') = ("matching_rules"."reason" is not null)
        and not ("matching_rules"."rule" in ('tolerance', 'amount_and_day') and "matching_rules"."automatic"))
);
--> statement-breakpoint
CREATE TABLE "expected_lines" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"bank_account_id" uuid NOT NULL,
	"amount" numeric(14, 2) NOT NULL,
	"value_on" date NOT NULL,
	"pay_run_id" uuid,
	"credit_id" uuid,
	"invoice_payment_id" uuid,
	"entry_id" bigint,
	"line_id" bigint,
	CONSTRAINT "expected_lines_name" UNIQUE("name"),
	CONSTRAINT "expected_lines_id_account_amount" UNIQUE("id","bank_account_id","amount"),
	CONSTRAINT "expected_lines_amount" CHECK ("expected_lines"."amount" <> 0),
	CONSTRAINT "expected_lines_kind" CHECK (case "expected_lines"."kind"
        when 'pay_run' then num_nonnulls("expected_lines"."pay_run_id") = 1
          and num_nonnulls("expected_lines"."credit_id", "expected_lines"."invoice_payment_id", "expected_lines"."entry_id", "expected_lines"."line_id") = 0
        when 'payment' then num_nonnulls("expected_lines"."pay_run_id", "expected_lines"."credit_id") = 2
          and num_nonnulls("expected_lines"."invoice_payment_id", "expected_lines"."entry_id", "expected_lines"."line_id") = 0
        when 'returned_credit' then num_nonnulls("expected_lines"."pay_run_id", "expected_lines"."credit_id") = 2
          and num_nonnulls("expected_lines"."invoice_payment_id", "expected_lines"."entry_id", "expected_lines"."line_id") = 0
        when 'invoice_payment' then num_nonnulls("expected_lines"."invoice_payment_id") = 1
          and num_nonnulls("expected_lines"."pay_run_id", "expected_lines"."credit_id", "expected_lines"."entry_id", "expected_lines"."line_id") = 0
        when 'entry' then num_nonnulls("expected_lines"."entry_id") = 1
          and num_nonnulls("expected_lines"."pay_run_id", "expected_lines"."credit_id", "expected_lines"."invoice_payment_id", "expected_lines"."line_id") = 0
        when 'repeat' then num_nonnulls("expected_lines"."line_id") = 1
          and num_nonnulls("expected_lines"."pay_run_id", "expected_lines"."credit_id", "expected_lines"."invoice_payment_id", "expected_lines"."entry_id") = 0
        else false end)
);
--> statement-breakpoint
CREATE TABLE "line_allocations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"match_id" uuid NOT NULL,
	"bank_account_id" uuid NOT NULL,
	"amount" numeric(14, 2) NOT NULL,
	"line_id" bigint,
	"line_amount" numeric(14, 2),
	"line_seq" integer,
	"line_previous" integer,
	"line_before" numeric(14, 2),
	"line_after" numeric(14, 2),
	"expected_id" uuid NOT NULL,
	"expected_amount" numeric(14, 2) NOT NULL,
	"expected_seq" integer NOT NULL,
	"expected_previous" integer,
	"expected_before" numeric(14, 2) NOT NULL,
	"expected_after" numeric(14, 2) NOT NULL,
	"part_of" uuid,
	CONSTRAINT "line_allocations_line_seq" UNIQUE("line_id","line_seq","line_after"),
	CONSTRAINT "line_allocations_line_once" UNIQUE("line_id","line_seq"),
	CONSTRAINT "line_allocations_expected_seq" UNIQUE("expected_id","expected_seq","expected_after"),
	CONSTRAINT "line_allocations_expected_once" UNIQUE("expected_id","expected_seq"),
	CONSTRAINT "line_allocations_amount" CHECK ("line_allocations"."amount" <> 0),
	CONSTRAINT "line_allocations_line_sum" CHECK (case when "line_allocations"."line_id" is null then num_nonnulls("line_allocations"."line_amount", "line_allocations"."line_seq",
          "line_allocations"."line_previous", "line_allocations"."line_before", "line_allocations"."line_after") = 0
        else num_nulls("line_allocations"."line_amount", "line_allocations"."line_seq", "line_allocations"."line_before", "line_allocations"."line_after") = 0
          and "line_allocations"."line_after" = "line_allocations"."line_before" + "line_allocations"."amount"
          and "line_allocations"."line_after" between 0 and abs("line_allocations"."line_amount")
          and sign("line_allocations"."line_amount") = sign("line_allocations"."expected_amount") end),
	CONSTRAINT "line_allocations_expected_sum" CHECK ("line_allocations"."expected_after" = "line_allocations"."expected_before" + "line_allocations"."amount"
        and "line_allocations"."expected_after" between 0 and abs("line_allocations"."expected_amount")),
	CONSTRAINT "line_allocations_first" CHECK (("line_allocations"."line_seq" = 1) is not distinct from (case when "line_allocations"."line_id" is not null then "line_allocations"."line_previous" is null end)
        and coalesce("line_allocations"."line_previous" = "line_allocations"."line_seq" - 1, "line_allocations"."line_before" = 0, true)
        and ("line_allocations"."expected_seq" = 1) = ("line_allocations"."expected_previous" is null)
        and coalesce("line_allocations"."expected_previous" = "line_allocations"."expected_seq" - 1, "line_allocations"."expected_before" = 0))
);
--> statement-breakpoint
CREATE TABLE "matches" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"bank_account_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"rule" text NOT NULL,
	"rule_set" integer,
	"reason" text,
	"undoes" uuid,
	"together" uuid,
	"by" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "matches_undone_once" UNIQUE("undoes"),
	CONSTRAINT "matches_id_account" UNIQUE("id","bank_account_id"),
	CONSTRAINT "matches_entry" UNIQUE("entry_id"),
	CONSTRAINT "matches_kind" CHECK ("matches"."kind" in ('match', 'posting', 'repeat', 'undo')
        and ("matches"."kind" = 'undo') = ("matches"."undoes" is not null)
        and ("matches"."kind" <> 'undo' or "matches"."reason" is not null)),
	CONSTRAINT "matches_rule" CHECK ("matches"."rule" in ('batch_details', 'reference', 'amount_and_day', 'several_expected',
        'several_lines', 'tolerance', 'by_hand', 'undone', 'run_total_and_date'))
);
--> statement-breakpoint
CREATE TABLE "bank_sign_off_approvals" (
	"sign_off_id" uuid PRIMARY KEY NOT NULL,
	"prepared_by" uuid NOT NULL,
	"approved_by" uuid NOT NULL,
	"approved_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "bank_sign_off_approvals_second_person" CHECK ("bank_sign_off_approvals"."approved_by" <> "bank_sign_off_approvals"."prepared_by")
);
--> statement-breakpoint
CREATE TABLE "bank_sign_off_reopenings" (
	"sign_off_id" uuid PRIMARY KEY NOT NULL,
	"reason" text NOT NULL,
	"note" text NOT NULL,
	"reopened_by" uuid NOT NULL,
	"reopened_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "bank_sign_offs" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"bank_account_id" uuid NOT NULL,
	"through_on" date NOT NULL,
	"statement_id" uuid NOT NULL,
	"ledger" numeric(14, 2) NOT NULL,
	"not_on_statement" numeric(14, 2) NOT NULL,
	"statement" numeric(14, 2) NOT NULL,
	"in_transit" numeric(14, 2) NOT NULL,
	"lines" integer NOT NULL,
	"sha256" "bytea" NOT NULL,
	"prepared_by" uuid NOT NULL,
	"prepared_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "bank_sign_offs_id_prepared_by" UNIQUE("id","prepared_by"),
	CONSTRAINT "bank_sign_offs_balance" CHECK ("bank_sign_offs"."statement" = "bank_sign_offs"."ledger" - "bank_sign_offs"."not_on_statement")
);
--> statement-breakpoint
CREATE TABLE "exception_steps" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"bank_account_id" uuid NOT NULL,
	"exception" text NOT NULL,
	"seq" integer NOT NULL,
	"owner_id" uuid,
	"note" text,
	"by" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "exception_steps_seq" UNIQUE("exception","seq"),
	CONSTRAINT "exception_steps_says_something" CHECK (num_nonnulls("exception_steps"."owner_id", "exception_steps"."note") > 0)
);
--> statement-breakpoint
CREATE TABLE "write_off_decisions" (
	"write_off_id" uuid PRIMARY KEY NOT NULL,
	"asked_by" uuid NOT NULL,
	"decided_by" uuid NOT NULL,
	"decided_at" timestamp with time zone DEFAULT now() NOT NULL,
	"approved" boolean NOT NULL,
	"match_id" uuid,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "write_off_decisions_second_person" CHECK ("write_off_decisions"."decided_by" <> "write_off_decisions"."asked_by"),
	CONSTRAINT "write_off_decisions_match" CHECK ("write_off_decisions"."approved" = ("write_off_decisions"."match_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "write_offs" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"bank_account_id" uuid NOT NULL,
	"line_id" bigint NOT NULL,
	"line_amount" numeric(14, 2) NOT NULL,
	"amount" numeric(14, 2) NOT NULL,
	"reason" text NOT NULL,
	"note" text NOT NULL,
	"asked_by" uuid NOT NULL,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "write_offs_id_asked_by" UNIQUE("id","asked_by"),
	CONSTRAINT "write_offs_amount" CHECK ("write_offs"."amount" > 0 and "write_offs"."amount" <= abs("write_offs"."line_amount"))
);
--> statement-breakpoint
ALTER TABLE "bank_files" ALTER COLUMN "content" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "bank_files" ADD COLUMN "profile" text;--> statement-breakpoint
ALTER TABLE "bank_lines" ADD COLUMN "words" text[];--> statement-breakpoint
ALTER TABLE "bank_statements" ADD COLUMN "whole_days" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "bank_file_parts" ADD CONSTRAINT "bank_file_parts_file_id_bank_files_id_fk" FOREIGN KEY ("file_id") REFERENCES "bank_files"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bank_line_details" ADD CONSTRAINT "bank_line_details_line_id_bank_lines_id_fk" FOREIGN KEY ("line_id") REFERENCES "bank_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "likely_repeats" ADD CONSTRAINT "likely_repeats_line_id_bank_lines_id_fk" FOREIGN KEY ("line_id") REFERENCES "bank_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "likely_repeats" ADD CONSTRAINT "likely_repeats_of_line_id_bank_lines_id_fk" FOREIGN KEY ("of_line_id") REFERENCES "bank_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "repeat_dismissals" ADD CONSTRAINT "repeat_dismissals_line_id_likely_repeats_line_id_fk" FOREIGN KEY ("line_id") REFERENCES "likely_repeats"("line_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "repeat_dismissals" ADD CONSTRAINT "repeat_dismissals_dismissed_by_users_id_fk" FOREIGN KEY ("dismissed_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "repeat_dismissals" ADD CONSTRAINT "repeat_dismissals_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "match_runs" ADD CONSTRAINT "match_runs_bank_account_id_bank_accounts_id_fk" FOREIGN KEY ("bank_account_id") REFERENCES "bank_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "match_runs" ADD CONSTRAINT "match_runs_rule_set_matching_rule_sets_version_fk" FOREIGN KEY ("rule_set") REFERENCES "matching_rule_sets"("version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "match_runs" ADD CONSTRAINT "match_runs_made_by_users_id_fk" FOREIGN KEY ("made_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "matching_rule_sets" ADD CONSTRAINT "matching_rule_sets_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "matching_rule_sets" ADD CONSTRAINT "matching_rule_sets_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "matching_rules" ADD CONSTRAINT "matching_rules_version_matching_rule_sets_version_fk" FOREIGN KEY ("version") REFERENCES "matching_rule_sets"("version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "expected_lines" ADD CONSTRAINT "expected_lines_bank_account_id_bank_accounts_id_fk" FOREIGN KEY ("bank_account_id") REFERENCES "bank_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "expected_lines" ADD CONSTRAINT "expected_lines_pay_run_id_pay_runs_id_fk" FOREIGN KEY ("pay_run_id") REFERENCES "pay_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "expected_lines" ADD CONSTRAINT "expected_lines_credit_id_pay_run_credits_id_fk" FOREIGN KEY ("credit_id") REFERENCES "pay_run_credits"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "expected_lines" ADD CONSTRAINT "expected_lines_invoice_payment_id_invoice_payments_id_fk" FOREIGN KEY ("invoice_payment_id") REFERENCES "invoice_payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "expected_lines" ADD CONSTRAINT "expected_lines_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "expected_lines" ADD CONSTRAINT "expected_lines_line_id_bank_lines_id_fk" FOREIGN KEY ("line_id") REFERENCES "bank_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "line_allocations" ADD CONSTRAINT "line_allocations_match_is" FOREIGN KEY ("match_id","bank_account_id") REFERENCES "matches"("id","bank_account_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "line_allocations" ADD CONSTRAINT "line_allocations_line" FOREIGN KEY ("line_id","bank_account_id","line_amount") REFERENCES "bank_lines"("id","bank_account_id","amount") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "line_allocations" ADD CONSTRAINT "line_allocations_expected" FOREIGN KEY ("expected_id","bank_account_id","expected_amount") REFERENCES "expected_lines"("id","bank_account_id","amount") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "line_allocations" ADD CONSTRAINT "line_allocations_line_goes_on" FOREIGN KEY ("line_id","line_previous","line_before") REFERENCES "line_allocations"("line_id","line_seq","line_after") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "line_allocations" ADD CONSTRAINT "line_allocations_expected_goes_on" FOREIGN KEY ("expected_id","expected_previous","expected_before") REFERENCES "line_allocations"("expected_id","expected_seq","expected_after") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "line_allocations" ADD CONSTRAINT "line_allocations_part_of" FOREIGN KEY ("part_of") REFERENCES "line_allocations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "matches" ADD CONSTRAINT "matches_bank_account_id_bank_accounts_id_fk" FOREIGN KEY ("bank_account_id") REFERENCES "bank_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "matches" ADD CONSTRAINT "matches_rule_set_matching_rule_sets_version_fk" FOREIGN KEY ("rule_set") REFERENCES "matching_rule_sets"("version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "matches" ADD CONSTRAINT "matches_by_users_id_fk" FOREIGN KEY ("by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "matches" ADD CONSTRAINT "matches_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "matches" ADD CONSTRAINT "matches_undoes" FOREIGN KEY ("undoes","bank_account_id") REFERENCES "matches"("id","bank_account_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bank_sign_off_approvals" ADD CONSTRAINT "bank_sign_off_approvals_approved_by_users_id_fk" FOREIGN KEY ("approved_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bank_sign_off_approvals" ADD CONSTRAINT "bank_sign_off_approvals_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bank_sign_off_approvals" ADD CONSTRAINT "bank_sign_off_approvals_prepared" FOREIGN KEY ("sign_off_id","prepared_by") REFERENCES "bank_sign_offs"("id","prepared_by") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bank_sign_off_reopenings" ADD CONSTRAINT "bank_sign_off_reopenings_sign_off_id_bank_sign_offs_id_fk" FOREIGN KEY ("sign_off_id") REFERENCES "bank_sign_offs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bank_sign_off_reopenings" ADD CONSTRAINT "bank_sign_off_reopenings_reopened_by_users_id_fk" FOREIGN KEY ("reopened_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bank_sign_off_reopenings" ADD CONSTRAINT "bank_sign_off_reopenings_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bank_sign_offs" ADD CONSTRAINT "bank_sign_offs_bank_account_id_bank_accounts_id_fk" FOREIGN KEY ("bank_account_id") REFERENCES "bank_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bank_sign_offs" ADD CONSTRAINT "bank_sign_offs_prepared_by_users_id_fk" FOREIGN KEY ("prepared_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bank_sign_offs" ADD CONSTRAINT "bank_sign_offs_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bank_sign_offs" ADD CONSTRAINT "bank_sign_offs_statement" FOREIGN KEY ("statement_id","bank_account_id") REFERENCES "bank_statements"("id","bank_account_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exception_steps" ADD CONSTRAINT "exception_steps_bank_account_id_bank_accounts_id_fk" FOREIGN KEY ("bank_account_id") REFERENCES "bank_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exception_steps" ADD CONSTRAINT "exception_steps_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exception_steps" ADD CONSTRAINT "exception_steps_by_users_id_fk" FOREIGN KEY ("by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "write_off_decisions" ADD CONSTRAINT "write_off_decisions_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "write_off_decisions" ADD CONSTRAINT "write_off_decisions_match_id_matches_id_fk" FOREIGN KEY ("match_id") REFERENCES "matches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "write_off_decisions" ADD CONSTRAINT "write_off_decisions_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "write_off_decisions" ADD CONSTRAINT "write_off_decisions_asked" FOREIGN KEY ("write_off_id","asked_by") REFERENCES "write_offs"("id","asked_by") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "write_offs" ADD CONSTRAINT "write_offs_asked_by_users_id_fk" FOREIGN KEY ("asked_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "write_offs" ADD CONSTRAINT "write_offs_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "write_offs" ADD CONSTRAINT "write_offs_bank_line" FOREIGN KEY ("line_id","bank_account_id","line_amount") REFERENCES "bank_lines"("id","bank_account_id","amount") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "match_runs_account" ON "match_runs" USING btree ("bank_account_id","made_at");--> statement-breakpoint
CREATE INDEX "expected_lines_account" ON "expected_lines" USING btree ("bank_account_id");--> statement-breakpoint
CREATE INDEX "expected_lines_pay_run" ON "expected_lines" USING btree ("pay_run_id");--> statement-breakpoint
CREATE INDEX "expected_lines_credit" ON "expected_lines" USING btree ("credit_id");--> statement-breakpoint
CREATE INDEX "line_allocations_match" ON "line_allocations" USING btree ("match_id");--> statement-breakpoint
CREATE INDEX "bank_sign_offs_account" ON "bank_sign_offs" USING btree ("bank_account_id","through_on");--> statement-breakpoint
CREATE INDEX "exception_steps_account" ON "exception_steps" USING btree ("bank_account_id");--> statement-breakpoint
CREATE INDEX "write_offs_line" ON "write_offs" USING btree ("line_id");