import { afterAll, expect, it } from 'vitest';
import { addBrokers } from '../../src/brokers/store.ts';
import { connect } from '../../src/database/connections.ts';
import { putOnFile as putUsualOnFile } from '../../src/demonstration/documents.ts';
import { missingOn } from '../../src/documents/missing.ts';
import { TODAY, freshDatabase } from '../support/database.ts';
import { putOnFileSql } from '../support/documents.ts';
import { putOnFile } from '../support/on-file.ts';

const db = await freshDatabase();
const owner = connect(db.urls.superuser, { name: 'test', max: 1 });
afterAll(() => owner.end());
await owner.unsafe(`set search_path = ${db.authority}`);
const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);
const missing = async (arrangementId: string, on: string): Promise<string[]> => {
  const rows = await db.run((tx) => missingOn(tx, { arrangementId, day: day(on) }));
  return rows.map(({ sector, document, givenBy }) => `${sector} ${document} ${givenBy}`);
};

it.each(['parent', 'nominee', 'broker'])('all that a %s needs, at every stage', async (who) => {
  const people = ['2018-01-01', '2010-07-14', '2008-02-29', '2003-05-05'];
  const ids = await putOnFile(
    db,
    people.map((bornOn) => ({ bornOn, relationship: who === 'broker' ? 'parent' : who })),
  );
  if (who === 'broker') await payBroker(ids.map((one) => one.beneficiaryId));
  await db.run((tx) =>
    putOnFileSql(
      tx,
      ids.map((one) => one.arrangementId),
    ),
  );
  const days = ['2026-04-15', '2026-06-26', '2026-06-27', '2026-07-14', '2030-01-01'];
  for (const { arrangementId } of ids) {
    for (const on of days) expect(await missing(arrangementId, on)).toEqual([]);
  }
});

async function payBroker(beneficiaryIds: readonly string[]): Promise<void> {
  const [brokerId] = await db.run((tx) => addBrokers(tx, ['Harbour']));
  await owner`
    update payees set relationship = 'broker', broker_id = ${brokerId!}, beneficiary_id = null
    where beneficiary_id::text in (
      select jsonb_array_elements_text(${JSON.stringify(beneficiaryIds)}::text::jsonb))`;
}

it('leaves for the diary those who do not decide yet', async () => {
  const ids = await putOnFile(db, [
    { bornOn: '2010-07-14', relationship: 'parent' },
    { bornOn: '2006-07-14', relationship: 'young_person', sectors: ['social_care'] },
  ]);
  const arrangementIds = ids.map((one) => one.arrangementId);
  const from = { fromOn: day('2025-04-01'), decidingBy: TODAY };
  const put = await db.run((tx) => putUsualOnFile(tx, arrangementIds, from));
  expect(put).toBe(3 * 5 + 5);
  expect(await missing(ids[0]!.arrangementId, '2026-06-26')).toEqual([]);
  expect(await missing(ids[0]!.arrangementId, '2026-06-27')).toEqual([
    'education consent young_person',
    'education nomination young_person',
  ]);
  expect(await missing(ids[1]!.arrangementId, '2026-04-15')).toEqual([]);
});
