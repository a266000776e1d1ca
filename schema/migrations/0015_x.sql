ALTER TABLE "return_lines" DROP CONSTRAINT "return_lines_category";--> statement-breakpoint
ALTER TABLE "return_lines" ADD CONSTRAINT "return_lines_category" CHECK (("return_lines"."category" is null) = ("return_lines"."kind" not in ('spending', 'fee', 'refund'))
        and "return_lines"."category" in ('support', 'wages', 'equipment', 'activities', 'travel', 'insurance', 'fees', 'other'));