import type { Tx } from '../database/transactions.ts';

/** A prepaid card to record: by the programme's reference, never by the card's own number. */
export interface NewCard {
  readonly payeeId: string;
  readonly programme: string;
  readonly reference: string;
  readonly expiresOn: string;
}

export interface Card extends NewCard {
  readonly id: string;
}

/** Records cards as a set. @returns their ids in the order given. */
export async function addCards(tx: Tx, cards: readonly NewCard[]): Promise<string[]> {
  const rows = await tx.sql<{ id: string }[]>`
    with input as materialized (
      select gen_random_uuid() as id, p.* from rows from (jsonb_to_recordset(
        ${JSON.stringify(cards)}::text::jsonb) as ("payeeId" uuid, programme text, reference text,
          "expiresOn" date)) with ordinality
        as p(payee_id, programme, reference, expires_on, n)
    ), added as (
      insert into prepaid_cards (id, payee_id, programme, reference, expires_on, recorded_by)
      select id, payee_id, programme, reference, expires_on, ${tx.scope.user} from input
    )
    select id from input order by n`;
  return rows.map((row) => row.id);
}

/** Whether the programme's reference is that of a card already. */
export async function isKnownCard(
  tx: Tx,
  { programme, reference }: Pick<NewCard, 'programme' | 'reference'>,
): Promise<boolean> {
  const rows = await tx.sql`
    select from prepaid_cards where programme = ${programme} and reference = ${reference}`;
  return rows.length > 0;
}

/** The cards of a payee, the one that expires last first: at most a hundred. */
export async function cardsOf(tx: Tx, payeeId: string): Promise<Card[]> {
  return tx.sql<Card[]>`
    select id, payee_id as "payeeId", programme, reference, expires_on as "expiresOn"
    from prepaid_cards where payee_id = ${payeeId}
    order by expires_on desc, id limit 100`;
}

/**
 * The cards that expire by a day, the earliest first: at most as many as asked for, and one more. A
 * card in whose place the payee has a later one of the same programme is left out.
 */
export async function cardsExpiring(
  tx: Tx,
  { by, after, limit }: { by: Temporal.PlainDate; after?: string | undefined; limit: number },
): Promise<Card[]> {
  return tx.sql<Card[]>`
    select c.id, c.payee_id as "payeeId", c.programme, c.reference, c.expires_on as "expiresOn"
    from prepaid_cards c
    where c.expires_on <= ${by.toString()}::date
      and (c.expires_on::text || '_' || c.id::text) collate "C" > ${after ?? ''}
      and not exists (select from prepaid_cards later where later.payee_id = c.payee_id
        and later.programme = c.programme and later.expires_on > c.expires_on)
    order by (c.expires_on::text || '_' || c.id::text) collate "C" limit ${limit + 1}`;
}

/** Where a page of cards ends. */
export const cardCursor = (card: Card): string => `${card.expiresOn}_${card.id}`;
