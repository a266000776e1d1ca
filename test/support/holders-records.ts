import { addPooledAccounts } from '../../src/brokers/account-store.ts';
import { money } from '../../src/money.ts';
import { addFile } from '../../src/returns/file-store.ts';
import { addReturn } from '../../src/returns/return-store.ts';
import { ok } from './book.ts';
import { TODAY, type Families } from './families.ts';

interface Pair {
  readonly others: string;
  readonly own: string;
}

/** Records of Ben's, of his broker and of his funder, and such of Amina's, by part of the path. */
export async function holdersRecords(book: Families): Promise<Record<string, Pair>> {
  const { api, staff, amina, ben, arrangements, brokers, funders } = book;
  const accounts = await api.db.run((tx) =>
    addPooledAccounts(
      tx,
      [brokers.north, brokers.south].map((brokerId, n) => ({
        brokerId,
        name: 'Client account',
        sortCode: '200000',
        accountNumber: `5555555${n}`,
        openedOn: '2026-04-01',
      })),
    ),
  );
  const pooled = { own: accounts[0]!, others: accounts[1]! };
  const sent = {
    own: await aReturn(book, pooled.own, brokers.north, [arrangements.north, amina]),
    others: await aReturn(book, pooled.others, brokers.south, [arrangements.south, ben]),
  };
  const files = {
    own: await aFile(book, sent.own, arrangements.north),
    others: await aFile(book, sent.others, arrangements.south),
  };
  const recharged: string[] = [];
  for (const funderId of [funders.nhs, funders.other]) {
    const partner = { funderId, organisation: 'A board', sinceOn: '2026-04-01' };
    await ok(staff.finance.post('/partners', partner));
    const to = TODAY.toString();
    const { id } = await ok(staff.finance.post(`/partners/${funderId}/recharges`, { to }));
    await ok(staff.approver.post(`/recharges/${id}/issue`));
    recharged.push(id);
  }
  return {
    brokers: { own: brokers.north, others: brokers.south },
    'pooled-accounts': pooled,
    returns: sent,
    'return-files': files,
    partners: { own: funders.nhs, others: funders.other },
    recharges: { own: recharged[0]!, others: recharged[1]! },
  };
}

async function aReturn(
  { api }: Families,
  pooledAccountId: string,
  brokerId: string,
  [arrangementId, beneficiaryId]: readonly [string, string],
): Promise<string> {
  const nothing = money('0.00');
  return api.db.run((tx) =>
    addReturn(tx, {
      pooledAccountId,
      brokerId,
      payeeId: null,
      fromOn: '2026-03-01',
      toOn: '2026-03-31',
      tier: 'light_touch',
      opening: nothing,
      closing: nothing,
      otherOpening: nothing,
      interestOpening: nothing,
      people: [{ arrangementId, beneficiaryId, opening: nothing, closing: nothing }],
      lines: [],
      payroll: [],
      replaces: null,
      file: { name: 'return.csv', content: Buffer.from(arrangementId) },
    }),
  );
}

async function aFile(book: Families, returnId: string, arrangementId: string): Promise<string> {
  return book.api.db.run((tx) =>
    addFile(tx, {
      returnId,
      arrangementId,
      name: 'invoice.csv',
      mediaType: 'text/csv',
      content: Buffer.from(returnId),
    }),
  );
}
