import { beforeAll, describe, expect, it } from 'vitest';
import { report } from '../../reports/who-saw.ts';
import { TABLES_WITH_ENTRIES } from '../../src/reports/records-of.ts';
import type { TestDatabase } from '../support/database.ts';
import { addBudget, addPerson, type Person } from '../support/book.ts';
import { putOnFile } from '../support/documents.ts';
import { accept, aNotional, deliver, invoice, order, ordersBook } from '../support/orders.ts';
import { columnsOf, readReport } from '../support/read-report.ts';
import { AUTHORITY } from '../support/template.ts';

/** Two people, each with an order that was delivered, invoiced and accepted. */
interface Scene {
  readonly person: Person;
  readonly invoiceId: string;
  /** The entry of the invoice's acceptance, which moved money of the person's accounts. */
  readonly accepted: string;
  /** The entry that put a document about them on record, and moved no money. */
  readonly document: string;
}

let db: TestDatabase;
let one: Scene;
let other: Scene;
const today = Temporal.Now.plainDateISO('Europe/London').toString();

beforeAll(async () => {
  const book = await ordersBook();
  db = book.api.db;
  const scene = async (): Promise<Scene> => {
    const person = await addPerson(book.staff);
    const budget = await addBudget(book.staff, person);
    const arrangement = await aNotional({ ...book, person, budget }, '92.50');
    await putOnFile(book.staff, arrangement);
    const { id: orderId } = await order(book, arrangement, '1');
    await deliver(book, orderId, '1');
    const line = { orderId, quantity: '1', rate: '92.50', net: '92.50' };
    const { id: invoiceId } = await invoice(book, line);
    await accept(book, invoiceId);
    const [found] = await db.run(
      (tx) => tx.sql<{ accepted: string; document: string }[]>`
        select (select entry_id from invoice_steps where invoice_id = ${invoiceId}
            and step = 'accepted') as accepted,
          (select min(entry_id) from documents where arrangement_id = ${arrangement}) as document`,
    );
    return { person, invoiceId, ...found! };
  };
  one = await scene();
  other = await scene();
});

/** Writes readings by hand, each an operation and the number in its address. */
const wasRead = (readings: readonly (readonly [operation: string, subject: string])[]) =>
  db.run(
    (tx) => tx.sql`
      insert into reads (user_id, kind, operation, subject)
      select (select min(id::text)::uuid from users), 'auditor', r ->> 0, r ->> 1
      from jsonb_array_elements(${JSON.stringify(readings)}::text::jsonb) as r`,
  );

const seenOf = async ({ person }: Scene): Promise<string[]> => {
  const rows = await readReport(db, report, { asAt: today, given: { person: person.id } });
  const own = rows.filter((row) => row['kind'] === 'auditor');
  return columnsOf(own, 'operation', 'subject').map(
    ([operation, subject]) => `${operation} ${subject}`,
  );
};

describe('who saw, of a person', () => {
  it('has the readings of their entries and invoices, and of nobody else’s', async () => {
    const of = ({ accepted, document, invoiceId }: Scene) =>
      [
        ['getEntry', accepted],
        ['getEntry', document],
        ['getReceipt', accepted],
        ['getInvoice', invoiceId],
      ] as const;
    // A number of an entry is a number of other things too.
    await wasRead([...of(one), ...of(other), ['getSomething', one.accepted]]);
    for (const scene of [one, other]) {
      expect(await seenOf(scene)).toEqual(of(scene).map((reading) => reading.join(' ')));
    }
  });

  it('looks at every table that says whom a decision is about and which entry recorded it', async () => {
    const tables = await db.run(
      (tx) => tx.sql<{ name: string }[]>`
        select table_name as name from information_schema.columns
        where table_schema = ${AUTHORITY} and column_name in ('beneficiary_id', 'entry_id')
        group by table_name having count(*) = 2`,
    );
    expect(tables.map(({ name }) => name).toSorted()).toEqual([...TABLES_WITH_ENTRIES].toSorted());
  });
});
