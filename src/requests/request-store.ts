import { addTexts } from '../people/texts.ts';
import type { Tx } from '../database/transactions.ts';

export interface NewRequest {
  readonly beneficiaryId: string;
  readonly planId: string;
  readonly madeOn: string;
  readonly madeBy: string;
  readonly stage: string;
  readonly wants: string;
  readonly wishes: string;
  readonly funderIds: readonly string[];
}

/** Records requests with the funders asked, as a set. @returns their ids in the order given. */
export async function addRequests(tx: Tx, requests: readonly NewRequest[]): Promise<string[]> {
  const wishes = await addTexts(
    tx,
    requests.map(({ beneficiaryId, wishes }) => ({ beneficiaryId, text: wishes })),
  );
  const input = requests.map((one, n) => ({ ...one, wishesId: wishes[n]!.id }));
  const rows = await tx.sql<{ id: string }[]>`
    with input as materialized (
      select gen_random_uuid() as id, p.* from rows from (jsonb_to_recordset(
        ${JSON.stringify(input)}::text::jsonb) as ("beneficiaryId" uuid, "planId" uuid,
          "madeOn" date, "madeBy" text, stage text, wants text, "wishesId" uuid,
          "funderIds" uuid[])) with ordinality
        as p(beneficiary_id, plan_id, made_on, made_by, stage, wants, wishes_id, funder_ids, n)
    ), added as (
      insert into budget_requests (id, beneficiary_id, plan_id, made_on, made_by, stage, wants,
        wishes_id, recorded_by)
      select id, beneficiary_id, plan_id, made_on, made_by, stage, wants, wishes_id,
        ${tx.scope.user} from input
    ), asked as (
      insert into request_funders (request_id, beneficiary_id, funder_id)
      select id, beneficiary_id, unnest(funder_ids) from input
    )
    select id from input order by n`;
  return rows.map((row) => row.id);
}

export interface NewIndicativeAmount {
  readonly requestId: string;
  readonly beneficiaryId: string;
  readonly sector: string;
  readonly amount: string;
  readonly method: string;
  readonly toldOn: string;
}

/** Records planning figures told to families, as a set. @returns their ids in the order given. */
export async function addIndicativeAmounts(
  tx: Tx,
  amounts: readonly NewIndicativeAmount[],
): Promise<string[]> {
  const rows = await tx.sql<{ id: string }[]>`
    with input as materialized (
      select gen_random_uuid() as id, p.* from rows from (jsonb_to_recordset(
        ${JSON.stringify(amounts)}::text::jsonb) as ("requestId" uuid, "beneficiaryId" uuid,
          sector text, amount numeric, method text, "toldOn" date)) with ordinality
        as p(request_id, beneficiary_id, sector, amount, method, told_on, n)
    ), added as (
      insert into indicative_amounts (id, request_id, beneficiary_id, sector, amount, method,
        told_on, recorded_by)
      select id, request_id, beneficiary_id, sector, amount, method, told_on, ${tx.scope.user}
      from input
    )
    select id from input order by n`;
  return rows.map((row) => row.id);
}

export interface NewHoldingChoice {
  readonly requestId: string;
  readonly beneficiaryId: string;
  readonly offered: readonly string[];
  readonly chosen: readonly string[];
  readonly chosenOn: string;
  readonly chosenBy: string;
  readonly reasons: string | null;
}

/** Records what families were offered and chose, as a set. @returns ids in the order given. */
export async function addHoldingChoices(
  tx: Tx,
  choices: readonly NewHoldingChoice[],
): Promise<string[]> {
  const explained = choices.filter((one) => one.reasons !== null);
  const texts = await addTexts(
    tx,
    explained.map(({ beneficiaryId, reasons }) => ({ beneficiaryId, text: reasons! })),
  );
  const input = choices.map((one) => ({
    ...one,
    reasonsId: texts[explained.indexOf(one)]?.id ?? null,
  }));
  const rows = await tx.sql<{ id: string }[]>`
    with input as materialized (
      select gen_random_uuid() as id, p.* from rows from (jsonb_to_recordset(
        ${JSON.stringify(input)}::text::jsonb) as ("requestId" uuid, "beneficiaryId" uuid,
          offered text[], chosen text[], "chosenOn" date, "chosenBy" text, "reasonsId" uuid))
        with ordinality as p(request_id, beneficiary_id, offered, chosen, chosen_on, chosen_by,
          reasons_id, n)
    ), added as (
      insert into holding_choices (id, request_id, beneficiary_id, offered, chosen, chosen_on,
        chosen_by, reasons_id, recorded_by)
      select id, request_id, beneficiary_id, offered, chosen, chosen_on, chosen_by, reasons_id,
        ${tx.scope.user} from input
    )
    select id from input order by n`;
  return rows.map((row) => row.id);
}
