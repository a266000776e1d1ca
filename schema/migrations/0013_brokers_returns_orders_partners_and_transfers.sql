CREATE TABLE "arrangement_transfer_decisions" (
	"transfer_id" uuid PRIMARY KEY NOT NULL,
	"proposed_by" uuid NOT NULL,
	"outcome" text NOT NULL,
	"decided_by" uuid NOT NULL,
	"decided_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "arrangement_transfer_decisions_outcome" CHECK ("arrangement_transfer_decisions"."outcome" in ('agreed', 'refused')),
	CONSTRAINT "arrangement_transfer_decisions_second_person" CHECK ("arrangement_transfer_decisions"."decided_by" <> "arrangement_transfer_decisions"."proposed_by")
);
--> statement-breakpoint
CREATE TABLE "arrangement_transfer_shares" (
	"transfer_id" uuid NOT NULL,
	"position" smallint NOT NULL,
	"from_arrangement_id" uuid NOT NULL,
	"from_share_id" uuid NOT NULL,
	"to_arrangement_id" uuid NOT NULL,
	"to_share_id" uuid NOT NULL,
	"amount" numeric(14, 2) NOT NULL,
	CONSTRAINT "arrangement_transfer_shares_pk" PRIMARY KEY("transfer_id","position"),
	CONSTRAINT "arrangement_transfer_shares_amount" CHECK ("arrangement_transfer_shares"."amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "arrangement_transfers" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"from_arrangement_id" uuid NOT NULL,
	"to_arrangement_id" uuid NOT NULL,
	"what" text NOT NULL,
	"amount" numeric(14, 2) NOT NULL,
	"effective_on" date NOT NULL,
	"cause" text NOT NULL,
	"reasons_id" uuid NOT NULL,
	"from_agreement_id" uuid,
	"to_agreement_id" uuid,
	"proposed_by" uuid NOT NULL,
	"proposed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "arrangement_transfers_id_proposed_by" UNIQUE("id","proposed_by"),
	CONSTRAINT "arrangement_transfers_two" CHECK ("arrangement_transfers"."from_arrangement_id" <> "arrangement_transfers"."to_arrangement_id"),
	CONSTRAINT "arrangement_transfers_what" CHECK ("arrangement_transfers"."what" in ('held', 'agreed')),
	CONSTRAINT "arrangement_transfers_versions" CHECK (("arrangement_transfers"."what" = 'agreed') = ("arrangement_transfers"."from_agreement_id" is not null)
        and ("arrangement_transfers"."from_agreement_id" is null) = ("arrangement_transfers"."to_agreement_id" is null)),
	CONSTRAINT "arrangement_transfers_cause" CHECK ("arrangement_transfers"."cause" in ('other_kind', 'other_broker', 'other_holder', 'underspend', 'correction')),
	CONSTRAINT "arrangement_transfers_amount" CHECK ("arrangement_transfers"."amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "broker_agreement_endings" (
	"agreement_id" uuid PRIMARY KEY NOT NULL,
	"ended_on" date NOT NULL,
	"access_until" date NOT NULL,
	"reason" text NOT NULL,
	"ended_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "broker_agreement_endings_dates" CHECK ("broker_agreement_endings"."access_until" >= "broker_agreement_endings"."ended_on")
);
--> statement-breakpoint
CREATE TABLE "broker_agreements" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"broker_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"reference" text NOT NULL,
	"from_on" date NOT NULL,
	"to_on" date,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint,
	CONSTRAINT "broker_agreements_kind" CHECK ("broker_agreements"."kind" in ('managed_account', 'third_party')),
	CONSTRAINT "broker_agreements_dates" CHECK ("broker_agreements"."to_on" >= "broker_agreements"."from_on"),
	CONSTRAINT "broker_agreements_entry" CHECK ("broker_agreements"."entry_id" is not null or "broker_agreements"."recorded_by" = '00000000-0000-0000-0000-000000000000')
);
--> statement-breakpoint
CREATE TABLE "broker_fees" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"broker_id" uuid NOT NULL,
	"effective_on" date NOT NULL,
	"per_month" numeric(14, 2) NOT NULL,
	"per_extra_funder" numeric(14, 2) NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "broker_fees_day" UNIQUE("broker_id","effective_on"),
	CONSTRAINT "broker_fees_amounts" CHECK ("broker_fees"."per_month" >= 0 and "broker_fees"."per_extra_funder" >= 0)
);
--> statement-breakpoint
CREATE TABLE "overdrawing_endings" (
	"overdrawing_id" uuid PRIMARY KEY NOT NULL,
	"ended_by" uuid NOT NULL,
	"ended_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "overdrawings" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"cause" text NOT NULL,
	"most" numeric(14, 2) NOT NULL,
	"from_on" date NOT NULL,
	"until_on" date NOT NULL,
	"reasons_id" uuid NOT NULL,
	"allowed_by" uuid NOT NULL,
	"allowed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "overdrawings_cause" CHECK ("overdrawings"."cause" in ('payment_late', 'emergency', 'wages_due', 'correction')),
	CONSTRAINT "overdrawings_most" CHECK ("overdrawings"."most" > 0),
	CONSTRAINT "overdrawings_dates" CHECK ("overdrawings"."until_on" >= "overdrawings"."from_on")
);
--> statement-breakpoint
CREATE TABLE "pooled_accounts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"broker_id" uuid NOT NULL,
	"name" text NOT NULL,
	"sort_code" text NOT NULL,
	"account_number" text NOT NULL,
	"opened_on" date NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "pooled_accounts_number" UNIQUE("sort_code","account_number"),
	CONSTRAINT "pooled_accounts_id_broker" UNIQUE("id","broker_id"),
	CONSTRAINT "pooled_accounts_sort_code" CHECK ("pooled_accounts"."sort_code" ~ '^[0-9]{6}$'),
	CONSTRAINT "pooled_accounts_account_number" CHECK ("pooled_accounts"."account_number" ~ '^[0-9]{8}$')
);
--> statement-breakpoint
CREATE TABLE "pooled_arrangements" (
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"from_on" date NOT NULL,
	"pooled_account_id" uuid NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "pooled_arrangements_pk" PRIMARY KEY("arrangement_id","from_on")
);
--> statement-breakpoint
CREATE TABLE "liability_movements" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"employee" text NOT NULL,
	"on_day" date NOT NULL,
	"amount" numeric(14, 2) NOT NULL,
	"cause" text NOT NULL,
	"due_on" date,
	"return_id" uuid,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "liability_movements_kind" CHECK ("liability_movements"."kind" in ('wages', 'tax', 'pension', 'holiday', 'redundancy', 'notice', 'insurance')),
	CONSTRAINT "liability_movements_amount" CHECK ("liability_movements"."amount" <> 0),
	CONSTRAINT "liability_movements_cause" CHECK ("liability_movements"."cause" in ('payroll', 'became_due', 'paid', 'no_longer_due', 'correction')
        and ("liability_movements"."cause" in ('paid', 'no_longer_due')) <= ("liability_movements"."amount" < 0)
        and ("liability_movements"."cause" = 'payroll') = ("liability_movements"."return_id" is not null)),
	CONSTRAINT "liability_movements_employee" CHECK ("liability_movements"."employee" ~ '^[A-Za-z0-9-]{1,20}$')
);
--> statement-breakpoint
CREATE TABLE "credit_notes" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"provider_id" uuid NOT NULL,
	"invoice_id" uuid NOT NULL,
	"number" text NOT NULL,
	"number_key" text NOT NULL,
	"credited_on" date NOT NULL,
	"net" numeric(14, 2) NOT NULL,
	"vat" numeric(14, 2) NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "credit_notes_number" UNIQUE("provider_id","number_key"),
	CONSTRAINT "credit_notes_number_key" CHECK ("credit_notes"."number_key" ~ '^[A-Z0-9]{1,40}$'),
	CONSTRAINT "credit_notes_amounts" CHECK ("credit_notes"."net" >= 0 and "credit_notes"."vat" >= 0 and "credit_notes"."net" + "credit_notes"."vat" > 0)
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"order_id" uuid NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"from_on" date NOT NULL,
	"to_on" date NOT NULL,
	"planned" numeric(10, 3) NOT NULL,
	"delivered" numeric(10, 3) NOT NULL,
	"replaces" uuid,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "deliveries_replaces" UNIQUE("replaces"),
	CONSTRAINT "deliveries_id_order" UNIQUE("id","order_id"),
	CONSTRAINT "deliveries_quantities" CHECK ("deliveries"."planned" >= 0 and "deliveries"."delivered" >= 0),
	CONSTRAINT "deliveries_dates" CHECK ("deliveries"."to_on" >= "deliveries"."from_on")
);
--> statement-breakpoint
CREATE TABLE "invoice_lines" (
	"invoice_id" uuid NOT NULL,
	"line" smallint NOT NULL,
	"provider_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"from_on" date NOT NULL,
	"to_on" date NOT NULL,
	"quantity" numeric(10, 3) NOT NULL,
	"rate" numeric(14, 2) NOT NULL,
	"net" numeric(14, 2) NOT NULL,
	"vat" numeric(14, 2) NOT NULL,
	CONSTRAINT "invoice_lines_pk" PRIMARY KEY("invoice_id","line"),
	CONSTRAINT "invoice_lines_amounts" CHECK ("invoice_lines"."quantity" > 0 and "invoice_lines"."rate" >= 0 and "invoice_lines"."net" > 0 and "invoice_lines"."vat" >= 0),
	CONSTRAINT "invoice_lines_dates" CHECK ("invoice_lines"."to_on" >= "invoice_lines"."from_on")
);
--> statement-breakpoint
CREATE TABLE "invoice_payment_lines" (
	"payment_id" uuid NOT NULL,
	"invoice_id" uuid NOT NULL,
	"provider_id" uuid NOT NULL,
	"seq" smallint NOT NULL,
	"previous" smallint,
	"before" numeric(14, 2) NOT NULL,
	"amount" numeric(14, 2) NOT NULL,
	"after" numeric(14, 2) NOT NULL,
	CONSTRAINT "invoice_payment_lines_pk" PRIMARY KEY("payment_id","invoice_id"),
	CONSTRAINT "invoice_payment_lines_seq" UNIQUE("invoice_id","seq"),
	CONSTRAINT "invoice_payment_lines_chain" UNIQUE("invoice_id","seq","after"),
	CONSTRAINT "invoice_payment_lines_sum" CHECK ("invoice_payment_lines"."after" = "invoice_payment_lines"."before" + "invoice_payment_lines"."amount" and "invoice_payment_lines"."after" >= 0),
	CONSTRAINT "invoice_payment_lines_amount" CHECK ("invoice_payment_lines"."amount" <> 0),
	CONSTRAINT "invoice_payment_lines_first" CHECK (("invoice_payment_lines"."seq" = 1) = ("invoice_payment_lines"."previous" is null)
        and coalesce("invoice_payment_lines"."previous" = "invoice_payment_lines"."seq" - 1, "invoice_payment_lines"."before" = 0))
);
--> statement-breakpoint
CREATE TABLE "invoice_payments" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"bank_account_id" uuid,
	"held_by" uuid,
	"paid_on" date NOT NULL,
	"reference" text NOT NULL,
	"total" numeric(14, 2) NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "invoice_payments_reference" UNIQUE NULLS NOT DISTINCT("bank_account_id","held_by","paid_on","reference"),
	CONSTRAINT "invoice_payments_total" CHECK ("invoice_payments"."total" > 0),
	CONSTRAINT "invoice_payments_payer" CHECK (num_nonnulls("invoice_payments"."bank_account_id", "invoice_payments"."held_by") = 1)
);
--> statement-breakpoint
CREATE TABLE "invoice_steps" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"invoice_id" uuid NOT NULL,
	"line" smallint NOT NULL,
	"seq" smallint NOT NULL,
	"step" text NOT NULL,
	"net" numeric(14, 2) NOT NULL,
	"vat" numeric(14, 2) NOT NULL,
	"effective_on" date NOT NULL,
	"cause" text,
	"note" text,
	"credit_number" text,
	"recorded_by" uuid NOT NULL,
	"by" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "invoice_steps_seq" UNIQUE("invoice_id","line","seq"),
	CONSTRAINT "invoice_steps_step" CHECK ("invoice_steps"."step" in ('accepted', 'queried', 'query_withdrawn', 'not_owed', 'credited')),
	CONSTRAINT "invoice_steps_amounts" CHECK ("invoice_steps"."net" >= 0 and "invoice_steps"."vat" >= 0 and "invoice_steps"."net" + "invoice_steps"."vat" > 0),
	CONSTRAINT "invoice_steps_cause" CHECK (("invoice_steps"."step" = 'queried') = ("invoice_steps"."cause" is not null)
        and "invoice_steps"."cause" in ('rate', 'quantity', 'not_delivered', 'outside_period', 'not_ordered',
          'beyond_order', 'vat', 'duplicate', 'quality')),
	CONSTRAINT "invoice_steps_credit" CHECK (("invoice_steps"."step" = 'credited') = ("invoice_steps"."credit_number" is not null)),
	CONSTRAINT "invoice_steps_second_person" CHECK ("invoice_steps"."step" <> 'accepted' or "invoice_steps"."by" <> "invoice_steps"."recorded_by")
);
--> statement-breakpoint
CREATE TABLE "invoices" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"provider_id" uuid NOT NULL,
	"number" text NOT NULL,
	"number_key" text NOT NULL,
	"invoiced_on" date NOT NULL,
	"received_on" date NOT NULL,
	"due_on" date NOT NULL,
	"net" numeric(14, 2) NOT NULL,
	"vat" numeric(14, 2) NOT NULL,
	"gross" numeric(14, 2) NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "invoices_number" UNIQUE("provider_id","number_key"),
	CONSTRAINT "invoices_id_provider" UNIQUE("id","provider_id"),
	CONSTRAINT "invoices_id_recorded_by" UNIQUE("id","recorded_by"),
	CONSTRAINT "invoices_number_key" CHECK ("invoices"."number_key" ~ '^[A-Z0-9]{1,40}$'),
	CONSTRAINT "invoices_amounts" CHECK ("invoices"."net" > 0 and "invoices"."vat" >= 0 and "invoices"."gross" = "invoices"."net" + "invoices"."vat")
);
--> statement-breakpoint
CREATE TABLE "order_freeings" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"order_id" uuid NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"quantity" numeric(10, 3),
	"amount" numeric(14, 2) NOT NULL,
	"freed_on" date NOT NULL,
	"cause" text NOT NULL,
	"freed_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "order_freeings_amount" CHECK ("order_freeings"."amount" > 0 and "order_freeings"."quantity" > 0),
	CONSTRAINT "order_freeings_cause" CHECK ("order_freeings"."cause" in ('not_delivered', 'cancelled', 'lower_rate', 'ended', 'credited'))
);
--> statement-breakpoint
CREATE TABLE "order_shares" (
	"order_id" uuid NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"share_id" uuid NOT NULL,
	"amount" numeric(14, 2) NOT NULL,
	CONSTRAINT "order_shares_pk" PRIMARY KEY("order_id","share_id"),
	CONSTRAINT "order_shares_amount" CHECK ("order_shares"."amount" >= 0)
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"provider_id" uuid NOT NULL,
	"service" text NOT NULL,
	"unit" text NOT NULL,
	"quantity" numeric(10, 3) NOT NULL,
	"rate" numeric(14, 2) NOT NULL,
	"amount" numeric(14, 2) NOT NULL,
	"from_on" date NOT NULL,
	"to_on" date NOT NULL,
	"held_by" uuid,
	"quantity_tolerance" numeric(10, 3) NOT NULL,
	"rate_tolerance" numeric(14, 2) NOT NULL,
	"ordered_by" uuid NOT NULL,
	"ordered_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "orders_id_provider" UNIQUE("id","provider_id"),
	CONSTRAINT "orders_id_arrangement" UNIQUE("id","arrangement_id","beneficiary_id"),
	CONSTRAINT "orders_unit" CHECK ("orders"."unit" in ('session', 'hour', 'day', 'week', 'month', 'term', 'item')),
	CONSTRAINT "orders_amount" CHECK ("orders"."quantity" > 0 and "orders"."rate" > 0 and "orders"."amount" = round("orders"."quantity" * "orders"."rate", 2)
        and "orders"."amount" > 0),
	CONSTRAINT "orders_dates" CHECK ("orders"."to_on" >= "orders"."from_on"),
	CONSTRAINT "orders_tolerances" CHECK ("orders"."quantity_tolerance" >= 0 and "orders"."rate_tolerance" >= 0)
);
--> statement-breakpoint
CREATE TABLE "providers" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"vat_number" text,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "providers_name" UNIQUE("name"),
	CONSTRAINT "providers_vat_number" CHECK ("providers"."vat_number" ~ '^[A-Z]{2}[0-9A-Z]{2,12}$')
);
--> statement-breakpoint
CREATE TABLE "fund_members" (
	"fund_id" uuid NOT NULL,
	"position" smallint NOT NULL,
	"funder_id" uuid NOT NULL,
	"contribution" numeric(14, 2) NOT NULL,
	"risk_numerator" integer,
	"risk_denominator" integer,
	CONSTRAINT "fund_members_pk" PRIMARY KEY("fund_id","funder_id"),
	CONSTRAINT "fund_members_position" UNIQUE("fund_id","position"),
	CONSTRAINT "fund_members_contribution" CHECK ("fund_members"."contribution" >= 0),
	CONSTRAINT "fund_members_risk" CHECK (num_nonnulls("fund_members"."risk_numerator", "fund_members"."risk_denominator") <> 1
        and "fund_members"."risk_numerator" >= 0 and "fund_members"."risk_denominator" >= greatest("fund_members"."risk_numerator", 1))
);
--> statement-breakpoint
CREATE TABLE "funds" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"from_on" date NOT NULL,
	"to_on" date NOT NULL,
	"host" text NOT NULL,
	"manager" text NOT NULL,
	"agreement" text NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "funds_name" UNIQUE("name","from_on"),
	CONSTRAINT "funds_kind" CHECK ("funds"."kind" in ('pooled', 'aligned')),
	CONSTRAINT "funds_dates" CHECK ("funds"."to_on" >= "funds"."from_on")
);
--> statement-breakpoint
CREATE TABLE "partner_receipts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"funder_id" uuid NOT NULL,
	"bank_account_id" uuid NOT NULL,
	"received_on" date NOT NULL,
	"amount" numeric(14, 2) NOT NULL,
	"reference" text NOT NULL,
	"bank_line_id" bigint,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "partner_receipts_line" UNIQUE("bank_line_id"),
	CONSTRAINT "partner_receipts_reference" UNIQUE("funder_id","received_on","reference"),
	CONSTRAINT "partner_receipts_id_amount" UNIQUE("id","amount","funder_id"),
	CONSTRAINT "partner_receipts_amount" CHECK ("partner_receipts"."amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "partners" (
	"funder_id" uuid PRIMARY KEY NOT NULL,
	"organisation" text NOT NULL,
	"since_on" date NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "recharge_issues" (
	"recharge_id" uuid PRIMARY KEY NOT NULL,
	"drawn_up_by" uuid NOT NULL,
	"issued_by" uuid NOT NULL,
	"issued_at" timestamp with time zone DEFAULT now() NOT NULL,
	"issued_on" date NOT NULL,
	"due_on" date NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "recharge_issues_second_person" CHECK ("recharge_issues"."issued_by" <> "recharge_issues"."drawn_up_by")
);
--> statement-breakpoint
CREATE TABLE "recharge_lines" (
	"recharge_id" uuid NOT NULL,
	"share_id" uuid NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"spent" numeric(14, 2) NOT NULL,
	"part" numeric(14, 2) NOT NULL,
	"paid_by_partner" numeric(14, 2) NOT NULL,
	"before" numeric(14, 2) NOT NULL,
	"amount" numeric(14, 2) NOT NULL,
	CONSTRAINT "recharge_lines_pk" PRIMARY KEY("recharge_id","share_id"),
	CONSTRAINT "recharge_lines_sum" CHECK ("recharge_lines"."amount" = "recharge_lines"."part" - "recharge_lines"."paid_by_partner" - "recharge_lines"."before")
);
--> statement-breakpoint
CREATE TABLE "recharge_settlements" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"funder_id" uuid NOT NULL,
	"recharge_id" uuid NOT NULL,
	"recharge_amount" numeric(14, 2) NOT NULL,
	"recharge_seq" smallint NOT NULL,
	"recharge_previous" smallint,
	"recharge_before" numeric(14, 2) NOT NULL,
	"recharge_after" numeric(14, 2) NOT NULL,
	"receipt_id" uuid NOT NULL,
	"receipt_amount" numeric(14, 2) NOT NULL,
	"receipt_seq" smallint NOT NULL,
	"receipt_previous" smallint,
	"receipt_before" numeric(14, 2) NOT NULL,
	"receipt_after" numeric(14, 2) NOT NULL,
	"amount" numeric(14, 2) NOT NULL,
	"by" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "recharge_settlements_recharge_seq" UNIQUE("recharge_id","recharge_seq"),
	CONSTRAINT "recharge_settlements_recharge_chain" UNIQUE("recharge_id","recharge_seq","recharge_after"),
	CONSTRAINT "recharge_settlements_receipt_seq" UNIQUE("receipt_id","receipt_seq"),
	CONSTRAINT "recharge_settlements_receipt_chain" UNIQUE("receipt_id","receipt_seq","receipt_after"),
	CONSTRAINT "recharge_settlements_recharge_sum" CHECK ("recharge_settlements"."recharge_after" = "recharge_settlements"."recharge_before" + "recharge_settlements"."amount"
        and "recharge_settlements"."recharge_after" between 0 and "recharge_settlements"."recharge_amount"),
	CONSTRAINT "recharge_settlements_receipt_sum" CHECK ("recharge_settlements"."receipt_after" = "recharge_settlements"."receipt_before" + "recharge_settlements"."amount"
        and "recharge_settlements"."receipt_after" between 0 and "recharge_settlements"."receipt_amount"),
	CONSTRAINT "recharge_settlements_first" CHECK (("recharge_settlements"."recharge_seq" = 1) = ("recharge_settlements"."recharge_previous" is null)
        and coalesce("recharge_settlements"."recharge_previous" = "recharge_settlements"."recharge_seq" - 1, "recharge_settlements"."recharge_before" = 0)
        and ("recharge_settlements"."receipt_seq" = 1) = ("recharge_settlements"."receipt_previous" is null)
        and coalesce("recharge_settlements"."receipt_previous" = "recharge_settlements"."receipt_seq" - 1, "recharge_settlements"."receipt_before" = 0)),
	CONSTRAINT "recharge_settlements_amount" CHECK ("recharge_settlements"."amount" <> 0)
);
--> statement-breakpoint
CREATE TABLE "recharge_withdrawals" (
	"recharge_id" uuid PRIMARY KEY NOT NULL,
	"withdrawn_by" uuid NOT NULL,
	"withdrawn_at" timestamp with time zone DEFAULT now() NOT NULL,
	"reason" text NOT NULL,
	"entry_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "recharges" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"funder_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"from_on" date NOT NULL,
	"to_on" date NOT NULL,
	"amount" numeric(14, 2) NOT NULL,
	"lines" integer NOT NULL,
	"drawn_up_by" uuid NOT NULL,
	"drawn_up_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "recharges_number" UNIQUE("funder_id","number"),
	CONSTRAINT "recharges_id_drawn_up_by" UNIQUE("id","drawn_up_by"),
	CONSTRAINT "recharges_id_amount" UNIQUE("id","amount"),
	CONSTRAINT "recharges_id_funder" UNIQUE("id","funder_id"),
	CONSTRAINT "recharges_dates" CHECK ("recharges"."to_on" >= "recharges"."from_on"),
	CONSTRAINT "recharges_number_from_one" CHECK ("recharges"."number" >= 1)
);
--> statement-breakpoint
CREATE TABLE "difference_steps" (
	"difference_id" uuid NOT NULL,
	"seq" smallint NOT NULL,
	"step" text NOT NULL,
	"owner_id" uuid,
	"note" text,
	"by" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "difference_steps_pk" PRIMARY KEY("difference_id","seq"),
	CONSTRAINT "difference_steps_step" CHECK ("difference_steps"."step" in ('handed_over', 'explained', 'corrected')),
	CONSTRAINT "difference_steps_owner" CHECK (("difference_steps"."step" = 'handed_over') = ("difference_steps"."owner_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "holders_returns" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"pooled_account_id" uuid,
	"broker_id" uuid,
	"payee_id" uuid,
	"from_on" date NOT NULL,
	"to_on" date NOT NULL,
	"tier" text NOT NULL,
	"opening" numeric(14, 2) NOT NULL,
	"closing" numeric(14, 2) NOT NULL,
	"other_opening" numeric(14, 2) NOT NULL,
	"interest_opening" numeric(14, 2) NOT NULL,
	"lines" integer NOT NULL,
	"people" integer NOT NULL,
	"file_name" text,
	"content" "bytea",
	"sha256" "bytea" NOT NULL,
	"replaces" uuid,
	"submitted_by" uuid NOT NULL,
	"submitted_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "holders_returns_replaces" UNIQUE("replaces"),
	CONSTRAINT "holders_returns_holder" CHECK (num_nonnulls("holders_returns"."pooled_account_id", "holders_returns"."payee_id") = 1),
	CONSTRAINT "holders_returns_broker" CHECK (("holders_returns"."broker_id" is null) = ("holders_returns"."pooled_account_id" is null)),
	CONSTRAINT "holders_returns_dates" CHECK ("holders_returns"."to_on" >= "holders_returns"."from_on"),
	CONSTRAINT "holders_returns_tier" CHECK ("holders_returns"."tier" in ('standard', 'light_touch')),
	CONSTRAINT "holders_returns_other" CHECK ("holders_returns"."other_opening" >= 0 and ("holders_returns"."payee_id" is null or "holders_returns"."other_opening" = 0))
);
--> statement-breakpoint
CREATE TABLE "payroll_summaries" (
	"return_id" uuid NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"employee" text NOT NULL,
	"gross" numeric(14, 2) NOT NULL,
	"net" numeric(14, 2) NOT NULL,
	"tax" numeric(14, 2) NOT NULL,
	"pension" numeric(14, 2) NOT NULL,
	"holiday_accrued" numeric(14, 2) NOT NULL,
	CONSTRAINT "payroll_summaries_pk" PRIMARY KEY("return_id","arrangement_id","employee"),
	CONSTRAINT "payroll_summaries_employee" CHECK ("payroll_summaries"."employee" ~ '^[A-Za-z0-9-]{1,20}$'),
	CONSTRAINT "payroll_summaries_amounts" CHECK ("payroll_summaries"."gross" >= 0 and "payroll_summaries"."net" between 0 and "payroll_summaries"."gross" and "payroll_summaries"."tax" >= 0
        and "payroll_summaries"."pension" >= 0 and "payroll_summaries"."holiday_accrued" >= 0)
);
--> statement-breakpoint
CREATE TABLE "refunds" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"received_on" date NOT NULL,
	"amount" numeric(14, 2) NOT NULL,
	"category" text NOT NULL,
	"description" text NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "refunds_entry" UNIQUE("entry_id"),
	CONSTRAINT "refunds_amount" CHECK ("refunds"."amount" > 0),
	CONSTRAINT "refunds_category" CHECK ("refunds"."category" in ('support', 'wages', 'equipment', 'activities', 'travel', 'insurance', 'fees', 'other'))
);
--> statement-breakpoint
CREATE TABLE "return_decisions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"return_id" uuid NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"seq" smallint NOT NULL,
	"outcome" text NOT NULL,
	"decided_by" uuid NOT NULL,
	"decided_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "return_decisions_seq" UNIQUE("return_id","arrangement_id","seq"),
	CONSTRAINT "return_decisions_outcome" CHECK ("return_decisions"."outcome" in ('queried', 'accepted', 'sent_back'))
);
--> statement-breakpoint
CREATE TABLE "return_differences" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"return_id" uuid NOT NULL,
	"arrangement_id" uuid,
	"beneficiary_id" uuid,
	"broker_id" uuid,
	"what" text NOT NULL,
	"expected" numeric(14, 2) NOT NULL,
	"found" numeric(14, 2) NOT NULL,
	"due_on" date NOT NULL,
	"owner_id" uuid NOT NULL,
	"opened_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "return_differences_once" UNIQUE NULLS NOT DISTINCT("return_id","arrangement_id","what"),
	CONSTRAINT "return_differences_what" CHECK ("return_differences"."what" in ('opening', 'last_closing', 'paid_in', 'closing', 'fee', 'bank_opening',
        'bank_closing', 'bank_movements', 'people_and_bank')),
	CONSTRAINT "return_differences_differ" CHECK ("return_differences"."expected" <> "return_differences"."found")
);
--> statement-breakpoint
CREATE TABLE "return_files" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"return_id" uuid NOT NULL,
	"arrangement_id" uuid,
	"broker_id" uuid,
	"name" text NOT NULL,
	"media_type" text NOT NULL,
	"size" integer NOT NULL,
	"sha256" "bytea" NOT NULL,
	"content" "bytea" NOT NULL,
	"added_by" uuid NOT NULL,
	"added_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "return_files_sha256" UNIQUE("return_id","sha256"),
	CONSTRAINT "return_files_name" UNIQUE("return_id","name"),
	CONSTRAINT "return_files_size" CHECK ("return_files"."size" > 0 and "return_files"."size" = length("return_files"."content"))
);
--> statement-breakpoint
CREATE TABLE "return_lines" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"return_id" uuid NOT NULL,
	"row" integer NOT NULL,
	"kind" text NOT NULL,
	"on_day" date NOT NULL,
	"arrangement_id" uuid,
	"beneficiary_id" uuid,
	"broker_id" uuid,
	"amount" numeric(14, 2) NOT NULL,
	"category" text,
	"description" text NOT NULL,
	"evidence" text,
	CONSTRAINT "return_lines_row" UNIQUE("return_id","row"),
	CONSTRAINT "return_lines_id_arrangement" UNIQUE("id","arrangement_id"),
	CONSTRAINT "return_lines_kind" CHECK ("return_lines"."kind" in ('bank', 'other_authorities', 'interest', 'paid_in', 'contribution', 'spending',
        'fee', 'refund', 'transferred_in', 'transferred_out')),
	CONSTRAINT "return_lines_person_is" CHECK (("return_lines"."kind" in ('bank', 'other_authorities', 'interest')) = ("return_lines"."arrangement_id" is null)
        and ("return_lines"."arrangement_id" is null) = ("return_lines"."beneficiary_id" is null)),
	CONSTRAINT "return_lines_amount" CHECK ("return_lines"."amount" <> 0 and ("return_lines"."arrangement_id" is null or "return_lines"."amount" > 0)),
	CONSTRAINT "return_lines_category" CHECK (("return_lines"."category" is null) = ("return_lines"."kind" not in ('spending', 'fee', 'refund'))
        and "return_lines"."category" in ('support', 'wages', 'equipment', 'activities', 'travel', 'insurance', 'fees', 'other'))
);
--> statement-breakpoint
CREATE TABLE "return_messages" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"return_id" uuid NOT NULL,
	"arrangement_id" uuid,
	"broker_id" uuid,
	"kind" text NOT NULL,
	"text" text NOT NULL,
	"salt" "bytea" NOT NULL,
	"written_by" uuid NOT NULL,
	"written_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "return_messages_kind" CHECK ("return_messages"."kind" in ('query', 'answer', 'note'))
);
--> statement-breakpoint
CREATE TABLE "return_people" (
	"return_id" uuid NOT NULL,
	"arrangement_id" uuid NOT NULL,
	"beneficiary_id" uuid NOT NULL,
	"opening" numeric(14, 2) NOT NULL,
	"closing" numeric(14, 2) NOT NULL,
	CONSTRAINT "return_people_pk" PRIMARY KEY("return_id","arrangement_id")
);
--> statement-breakpoint
CREATE TABLE "return_terms" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"pooled_account_id" uuid,
	"payee_id" uuid,
	"effective_on" date NOT NULL,
	"tier" text NOT NULL,
	"every" text NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" bigint NOT NULL,
	CONSTRAINT "return_terms_day" UNIQUE NULLS NOT DISTINCT("pooled_account_id","payee_id","effective_on"),
	CONSTRAINT "return_terms_holder" CHECK (num_nonnulls("return_terms"."pooled_account_id", "return_terms"."payee_id") = 1),
	CONSTRAINT "return_terms_tier" CHECK ("return_terms"."tier" in ('standard', 'light_touch')),
	CONSTRAINT "return_terms_every" CHECK ("return_terms"."every" in ('month', 'quarter', 'year'))
);
--> statement-breakpoint
ALTER TABLE "rules" DROP CONSTRAINT "rules_unit";
--> statement-breakpoint
ALTER TABLE "rules" DROP CONSTRAINT "rules_value";
--> statement-breakpoint
ALTER TABLE "bank_lines" ADD CONSTRAINT "bank_lines_id_account_amount" UNIQUE("id","bank_account_id","amount");
--> statement-breakpoint
ALTER TABLE "arrangement_transfer_decisions" ADD CONSTRAINT "arrangement_transfer_decisions_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "arrangement_transfer_decisions" ADD CONSTRAINT "arrangement_transfer_decisions_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "arrangement_transfer_decisions" ADD CONSTRAINT "arrangement_transfer_decisions_transfer" FOREIGN KEY ("transfer_id","proposed_by") REFERENCES "arrangement_transfers"("id","proposed_by") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "arrangement_transfer_shares" ADD CONSTRAINT "arrangement_transfer_shares_transfer_id_arrangement_transfers_id_fk" FOREIGN KEY ("transfer_id") REFERENCES "arrangement_transfers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "arrangement_transfer_shares" ADD CONSTRAINT "arrangement_transfer_shares_from" FOREIGN KEY ("from_share_id","from_arrangement_id") REFERENCES "shares"("id","arrangement_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "arrangement_transfer_shares" ADD CONSTRAINT "arrangement_transfer_shares_to" FOREIGN KEY ("to_share_id","to_arrangement_id") REFERENCES "shares"("id","arrangement_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "arrangement_transfers" ADD CONSTRAINT "arrangement_transfers_from_agreement_id_agreements_id_fk" FOREIGN KEY ("from_agreement_id") REFERENCES "agreements"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "arrangement_transfers" ADD CONSTRAINT "arrangement_transfers_to_agreement_id_agreements_id_fk" FOREIGN KEY ("to_agreement_id") REFERENCES "agreements"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "arrangement_transfers" ADD CONSTRAINT "arrangement_transfers_proposed_by_users_id_fk" FOREIGN KEY ("proposed_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "arrangement_transfers" ADD CONSTRAINT "arrangement_transfers_from" FOREIGN KEY ("from_arrangement_id","beneficiary_id") REFERENCES "arrangements"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "arrangement_transfers" ADD CONSTRAINT "arrangement_transfers_to" FOREIGN KEY ("to_arrangement_id","beneficiary_id") REFERENCES "arrangements"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "arrangement_transfers" ADD CONSTRAINT "arrangement_transfers_reasons" FOREIGN KEY ("reasons_id","beneficiary_id") REFERENCES "texts"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "broker_agreement_endings" ADD CONSTRAINT "broker_agreement_endings_agreement_id_broker_agreements_id_fk" FOREIGN KEY ("agreement_id") REFERENCES "broker_agreements"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "broker_agreement_endings" ADD CONSTRAINT "broker_agreement_endings_ended_by_users_id_fk" FOREIGN KEY ("ended_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "broker_agreement_endings" ADD CONSTRAINT "broker_agreement_endings_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "broker_agreements" ADD CONSTRAINT "broker_agreements_broker_id_brokers_id_fk" FOREIGN KEY ("broker_id") REFERENCES "brokers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "broker_agreements" ADD CONSTRAINT "broker_agreements_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "broker_agreements" ADD CONSTRAINT "broker_agreements_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "broker_fees" ADD CONSTRAINT "broker_fees_broker_id_brokers_id_fk" FOREIGN KEY ("broker_id") REFERENCES "brokers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "broker_fees" ADD CONSTRAINT "broker_fees_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "broker_fees" ADD CONSTRAINT "broker_fees_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "overdrawing_endings" ADD CONSTRAINT "overdrawing_endings_overdrawing_id_overdrawings_id_fk" FOREIGN KEY ("overdrawing_id") REFERENCES "overdrawings"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "overdrawing_endings" ADD CONSTRAINT "overdrawing_endings_ended_by_users_id_fk" FOREIGN KEY ("ended_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "overdrawing_endings" ADD CONSTRAINT "overdrawing_endings_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "overdrawings" ADD CONSTRAINT "overdrawings_allowed_by_users_id_fk" FOREIGN KEY ("allowed_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "overdrawings" ADD CONSTRAINT "overdrawings_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "overdrawings" ADD CONSTRAINT "overdrawings_arrangement" FOREIGN KEY ("arrangement_id","beneficiary_id") REFERENCES "arrangements"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "overdrawings" ADD CONSTRAINT "overdrawings_reasons" FOREIGN KEY ("reasons_id","beneficiary_id") REFERENCES "texts"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "pooled_accounts" ADD CONSTRAINT "pooled_accounts_broker_id_brokers_id_fk" FOREIGN KEY ("broker_id") REFERENCES "brokers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "pooled_accounts" ADD CONSTRAINT "pooled_accounts_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "pooled_accounts" ADD CONSTRAINT "pooled_accounts_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "pooled_arrangements" ADD CONSTRAINT "pooled_arrangements_pooled_account_id_pooled_accounts_id_fk" FOREIGN KEY ("pooled_account_id") REFERENCES "pooled_accounts"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "pooled_arrangements" ADD CONSTRAINT "pooled_arrangements_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "pooled_arrangements" ADD CONSTRAINT "pooled_arrangements_arrangement" FOREIGN KEY ("arrangement_id","beneficiary_id") REFERENCES "arrangements"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "liability_movements" ADD CONSTRAINT "liability_movements_return_id_holders_returns_id_fk" FOREIGN KEY ("return_id") REFERENCES "holders_returns"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "liability_movements" ADD CONSTRAINT "liability_movements_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "liability_movements" ADD CONSTRAINT "liability_movements_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "liability_movements" ADD CONSTRAINT "liability_movements_arrangement" FOREIGN KEY ("arrangement_id","beneficiary_id") REFERENCES "arrangements"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "credit_notes" ADD CONSTRAINT "credit_notes_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "credit_notes" ADD CONSTRAINT "credit_notes_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "credit_notes" ADD CONSTRAINT "credit_notes_invoice" FOREIGN KEY ("invoice_id","provider_id") REFERENCES "invoices"("id","provider_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_replaced" FOREIGN KEY ("replaces","order_id") REFERENCES "deliveries"("id","order_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_order" FOREIGN KEY ("order_id","arrangement_id","beneficiary_id") REFERENCES "orders"("id","arrangement_id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "invoice_lines" ADD CONSTRAINT "invoice_lines_invoice" FOREIGN KEY ("invoice_id","provider_id") REFERENCES "invoices"("id","provider_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "invoice_lines" ADD CONSTRAINT "invoice_lines_order" FOREIGN KEY ("order_id","arrangement_id","beneficiary_id") REFERENCES "orders"("id","arrangement_id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "invoice_lines" ADD CONSTRAINT "invoice_lines_provider" FOREIGN KEY ("order_id","provider_id") REFERENCES "orders"("id","provider_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "invoice_payment_lines" ADD CONSTRAINT "invoice_payment_lines_payment_id_invoice_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "invoice_payments"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "invoice_payment_lines" ADD CONSTRAINT "invoice_payment_lines_invoice_id_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "invoices"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "invoice_payment_lines" ADD CONSTRAINT "invoice_payment_lines_provider_id_providers_id_fk" FOREIGN KEY ("provider_id") REFERENCES "providers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "invoice_payment_lines" ADD CONSTRAINT "invoice_payment_lines_goes_on" FOREIGN KEY ("invoice_id","previous","before") REFERENCES "invoice_payment_lines"("invoice_id","seq","after") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "invoice_payments" ADD CONSTRAINT "invoice_payments_held_by_funders_id_fk" FOREIGN KEY ("held_by") REFERENCES "funders"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "invoice_payments" ADD CONSTRAINT "invoice_payments_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "invoice_payments" ADD CONSTRAINT "invoice_payments_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "invoice_steps" ADD CONSTRAINT "invoice_steps_by_users_id_fk" FOREIGN KEY ("by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "invoice_steps" ADD CONSTRAINT "invoice_steps_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "invoice_steps" ADD CONSTRAINT "invoice_steps_line" FOREIGN KEY ("invoice_id","line") REFERENCES "invoice_lines"("invoice_id","line") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "invoice_steps" ADD CONSTRAINT "invoice_steps_invoice" FOREIGN KEY ("invoice_id","recorded_by") REFERENCES "invoices"("id","recorded_by") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_provider_id_providers_id_fk" FOREIGN KEY ("provider_id") REFERENCES "providers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "order_freeings" ADD CONSTRAINT "order_freeings_freed_by_users_id_fk" FOREIGN KEY ("freed_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "order_freeings" ADD CONSTRAINT "order_freeings_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "order_freeings" ADD CONSTRAINT "order_freeings_order" FOREIGN KEY ("order_id","arrangement_id","beneficiary_id") REFERENCES "orders"("id","arrangement_id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "order_shares" ADD CONSTRAINT "order_shares_order" FOREIGN KEY ("order_id","arrangement_id","beneficiary_id") REFERENCES "orders"("id","arrangement_id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "order_shares" ADD CONSTRAINT "order_shares_share" FOREIGN KEY ("share_id","arrangement_id") REFERENCES "shares"("id","arrangement_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_provider_id_providers_id_fk" FOREIGN KEY ("provider_id") REFERENCES "providers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_held_by_funders_id_fk" FOREIGN KEY ("held_by") REFERENCES "funders"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_ordered_by_users_id_fk" FOREIGN KEY ("ordered_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_arrangement" FOREIGN KEY ("arrangement_id","beneficiary_id") REFERENCES "arrangements"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "providers" ADD CONSTRAINT "providers_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "fund_members" ADD CONSTRAINT "fund_members_fund_id_funds_id_fk" FOREIGN KEY ("fund_id") REFERENCES "funds"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "fund_members" ADD CONSTRAINT "fund_members_funder_id_funders_id_fk" FOREIGN KEY ("funder_id") REFERENCES "funders"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "funds" ADD CONSTRAINT "funds_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "funds" ADD CONSTRAINT "funds_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "partner_receipts" ADD CONSTRAINT "partner_receipts_funder_id_partners_funder_id_fk" FOREIGN KEY ("funder_id") REFERENCES "partners"("funder_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "partner_receipts" ADD CONSTRAINT "partner_receipts_bank_account_id_bank_accounts_id_fk" FOREIGN KEY ("bank_account_id") REFERENCES "bank_accounts"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "partner_receipts" ADD CONSTRAINT "partner_receipts_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "partner_receipts" ADD CONSTRAINT "partner_receipts_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "partner_receipts" ADD CONSTRAINT "partner_receipts_bank_line" FOREIGN KEY ("bank_line_id","bank_account_id","amount") REFERENCES "bank_lines"("id","bank_account_id","amount") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "partners" ADD CONSTRAINT "partners_funder_id_funders_id_fk" FOREIGN KEY ("funder_id") REFERENCES "funders"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "partners" ADD CONSTRAINT "partners_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "partners" ADD CONSTRAINT "partners_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "recharge_issues" ADD CONSTRAINT "recharge_issues_issued_by_users_id_fk" FOREIGN KEY ("issued_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "recharge_issues" ADD CONSTRAINT "recharge_issues_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "recharge_issues" ADD CONSTRAINT "recharge_issues_recharge" FOREIGN KEY ("recharge_id","drawn_up_by") REFERENCES "recharges"("id","drawn_up_by") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "recharge_lines" ADD CONSTRAINT "recharge_lines_recharge_id_recharges_id_fk" FOREIGN KEY ("recharge_id") REFERENCES "recharges"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "recharge_lines" ADD CONSTRAINT "recharge_lines_share" FOREIGN KEY ("share_id","arrangement_id") REFERENCES "shares"("id","arrangement_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "recharge_settlements" ADD CONSTRAINT "recharge_settlements_by_users_id_fk" FOREIGN KEY ("by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "recharge_settlements" ADD CONSTRAINT "recharge_settlements_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "recharge_settlements" ADD CONSTRAINT "recharge_settlements_recharge" FOREIGN KEY ("recharge_id","recharge_amount") REFERENCES "recharges"("id","amount") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "recharge_settlements" ADD CONSTRAINT "recharge_settlements_funder" FOREIGN KEY ("recharge_id","funder_id") REFERENCES "recharges"("id","funder_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "recharge_settlements" ADD CONSTRAINT "recharge_settlements_issued" FOREIGN KEY ("recharge_id") REFERENCES "recharge_issues"("recharge_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "recharge_settlements" ADD CONSTRAINT "recharge_settlements_receipt" FOREIGN KEY ("receipt_id","receipt_amount","funder_id") REFERENCES "partner_receipts"("id","amount","funder_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "recharge_settlements" ADD CONSTRAINT "recharge_settlements_recharge_goes_on" FOREIGN KEY ("recharge_id","recharge_previous","recharge_before") REFERENCES "recharge_settlements"("recharge_id","recharge_seq","recharge_after") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "recharge_settlements" ADD CONSTRAINT "recharge_settlements_receipt_goes_on" FOREIGN KEY ("receipt_id","receipt_previous","receipt_before") REFERENCES "recharge_settlements"("receipt_id","receipt_seq","receipt_after") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "recharge_withdrawals" ADD CONSTRAINT "recharge_withdrawals_recharge_id_recharges_id_fk" FOREIGN KEY ("recharge_id") REFERENCES "recharges"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "recharge_withdrawals" ADD CONSTRAINT "recharge_withdrawals_withdrawn_by_users_id_fk" FOREIGN KEY ("withdrawn_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "recharge_withdrawals" ADD CONSTRAINT "recharge_withdrawals_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "recharges" ADD CONSTRAINT "recharges_funder_id_partners_funder_id_fk" FOREIGN KEY ("funder_id") REFERENCES "partners"("funder_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "recharges" ADD CONSTRAINT "recharges_drawn_up_by_users_id_fk" FOREIGN KEY ("drawn_up_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "difference_steps" ADD CONSTRAINT "difference_steps_difference_id_return_differences_id_fk" FOREIGN KEY ("difference_id") REFERENCES "return_differences"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "difference_steps" ADD CONSTRAINT "difference_steps_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "difference_steps" ADD CONSTRAINT "difference_steps_by_users_id_fk" FOREIGN KEY ("by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "difference_steps" ADD CONSTRAINT "difference_steps_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "holders_returns" ADD CONSTRAINT "holders_returns_broker_id_brokers_id_fk" FOREIGN KEY ("broker_id") REFERENCES "brokers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "holders_returns" ADD CONSTRAINT "holders_returns_payee_id_payees_id_fk" FOREIGN KEY ("payee_id") REFERENCES "payees"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "holders_returns" ADD CONSTRAINT "holders_returns_replaces_holders_returns_id_fk" FOREIGN KEY ("replaces") REFERENCES "holders_returns"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "holders_returns" ADD CONSTRAINT "holders_returns_submitted_by_users_id_fk" FOREIGN KEY ("submitted_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "holders_returns" ADD CONSTRAINT "holders_returns_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "holders_returns" ADD CONSTRAINT "holders_returns_pooled_account" FOREIGN KEY ("pooled_account_id","broker_id") REFERENCES "pooled_accounts"("id","broker_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "payroll_summaries" ADD CONSTRAINT "payroll_summaries_person" FOREIGN KEY ("return_id","arrangement_id") REFERENCES "return_people"("return_id","arrangement_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_arrangement" FOREIGN KEY ("arrangement_id","beneficiary_id") REFERENCES "arrangements"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_decisions" ADD CONSTRAINT "return_decisions_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_decisions" ADD CONSTRAINT "return_decisions_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_decisions" ADD CONSTRAINT "return_decisions_person" FOREIGN KEY ("return_id","arrangement_id") REFERENCES "return_people"("return_id","arrangement_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_differences" ADD CONSTRAINT "return_differences_return_id_holders_returns_id_fk" FOREIGN KEY ("return_id") REFERENCES "holders_returns"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_differences" ADD CONSTRAINT "return_differences_broker_id_brokers_id_fk" FOREIGN KEY ("broker_id") REFERENCES "brokers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_differences" ADD CONSTRAINT "return_differences_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_differences" ADD CONSTRAINT "return_differences_person" FOREIGN KEY ("return_id","arrangement_id") REFERENCES "return_people"("return_id","arrangement_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_files" ADD CONSTRAINT "return_files_return_id_holders_returns_id_fk" FOREIGN KEY ("return_id") REFERENCES "holders_returns"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_files" ADD CONSTRAINT "return_files_broker_id_brokers_id_fk" FOREIGN KEY ("broker_id") REFERENCES "brokers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_files" ADD CONSTRAINT "return_files_added_by_users_id_fk" FOREIGN KEY ("added_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_files" ADD CONSTRAINT "return_files_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_files" ADD CONSTRAINT "return_files_person" FOREIGN KEY ("return_id","arrangement_id") REFERENCES "return_people"("return_id","arrangement_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_lines" ADD CONSTRAINT "return_lines_return_id_holders_returns_id_fk" FOREIGN KEY ("return_id") REFERENCES "holders_returns"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_lines" ADD CONSTRAINT "return_lines_broker_id_brokers_id_fk" FOREIGN KEY ("broker_id") REFERENCES "brokers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_lines" ADD CONSTRAINT "return_lines_person" FOREIGN KEY ("return_id","arrangement_id") REFERENCES "return_people"("return_id","arrangement_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_lines" ADD CONSTRAINT "return_lines_arrangement" FOREIGN KEY ("arrangement_id","beneficiary_id") REFERENCES "arrangements"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_messages" ADD CONSTRAINT "return_messages_return_id_holders_returns_id_fk" FOREIGN KEY ("return_id") REFERENCES "holders_returns"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_messages" ADD CONSTRAINT "return_messages_broker_id_brokers_id_fk" FOREIGN KEY ("broker_id") REFERENCES "brokers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_messages" ADD CONSTRAINT "return_messages_written_by_users_id_fk" FOREIGN KEY ("written_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_messages" ADD CONSTRAINT "return_messages_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_messages" ADD CONSTRAINT "return_messages_person" FOREIGN KEY ("return_id","arrangement_id") REFERENCES "return_people"("return_id","arrangement_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_people" ADD CONSTRAINT "return_people_return_id_holders_returns_id_fk" FOREIGN KEY ("return_id") REFERENCES "holders_returns"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_people" ADD CONSTRAINT "return_people_arrangement" FOREIGN KEY ("arrangement_id","beneficiary_id") REFERENCES "arrangements"("id","beneficiary_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_terms" ADD CONSTRAINT "return_terms_pooled_account_id_pooled_accounts_id_fk" FOREIGN KEY ("pooled_account_id") REFERENCES "pooled_accounts"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_terms" ADD CONSTRAINT "return_terms_payee_id_payees_id_fk" FOREIGN KEY ("payee_id") REFERENCES "payees"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_terms" ADD CONSTRAINT "return_terms_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "users"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "return_terms" ADD CONSTRAINT "return_terms_entry_id_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "entries"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "arrangement_transfers_from_id" ON "arrangement_transfers" USING btree ("from_arrangement_id");
--> statement-breakpoint
CREATE INDEX "arrangement_transfers_to_id" ON "arrangement_transfers" USING btree ("to_arrangement_id");
--> statement-breakpoint
CREATE INDEX "broker_agreements_broker" ON "broker_agreements" USING btree ("broker_id","from_on");
--> statement-breakpoint
CREATE INDEX "overdrawings_arrangement_id" ON "overdrawings" USING btree ("arrangement_id");
--> statement-breakpoint
CREATE INDEX "pooled_accounts_broker" ON "pooled_accounts" USING btree ("broker_id");
--> statement-breakpoint
CREATE INDEX "pooled_arrangements_account" ON "pooled_arrangements" USING btree ("pooled_account_id");
--> statement-breakpoint
CREATE INDEX "liability_movements_arrangement_id" ON "liability_movements" USING btree ("arrangement_id","on_day");
--> statement-breakpoint
CREATE UNIQUE INDEX "deliveries_from" ON "deliveries" USING btree ("order_id","from_on") WHERE "deliveries"."replaces" is null;
--> statement-breakpoint
CREATE INDEX "invoice_lines_order_id" ON "invoice_lines" USING btree ("order_id");
--> statement-breakpoint
CREATE INDEX "order_freeings_order_id" ON "order_freeings" USING btree ("order_id");
--> statement-breakpoint
CREATE INDEX "orders_arrangement_id" ON "orders" USING btree ("arrangement_id");
--> statement-breakpoint
CREATE INDEX "orders_provider" ON "orders" USING btree ("provider_id");
--> statement-breakpoint
CREATE INDEX "recharge_lines_share_id" ON "recharge_lines" USING btree ("share_id");
--> statement-breakpoint
CREATE INDEX "holders_returns_account" ON "holders_returns" USING btree ("pooled_account_id","from_on");
--> statement-breakpoint
CREATE INDEX "holders_returns_payee" ON "holders_returns" USING btree ("payee_id","from_on");
--> statement-breakpoint
CREATE INDEX "refunds_arrangement_date" ON "refunds" USING btree ("arrangement_id","received_on");
--> statement-breakpoint
CREATE INDEX "return_differences_owner" ON "return_differences" USING btree ("owner_id");
--> statement-breakpoint
CREATE INDEX "return_lines_arrangement_id" ON "return_lines" USING btree ("arrangement_id","on_day");
--> statement-breakpoint
CREATE INDEX "return_messages_return" ON "return_messages" USING btree ("return_id","written_at");
--> statement-breakpoint
CREATE INDEX "return_people_arrangement_id" ON "return_people" USING btree ("arrangement_id");
--> statement-breakpoint
ALTER TABLE "rules" ADD CONSTRAINT "rules_unit" CHECK ("rules"."unit" in ('days', 'working_days', 'weeks', 'months', 'years', 'pounds', 'percent', 'choice'));
--> statement-breakpoint
ALTER TABLE "rules" ADD CONSTRAINT "rules_value" CHECK ("rules"."unit" = 'choice' or "rules"."value" ~ '^[0-9]{1,4}$'
        or ("rules"."unit" in ('pounds', 'percent') and "rules"."value" ~ '^[0-9]{1,10}[.][0-9]{2}$'));