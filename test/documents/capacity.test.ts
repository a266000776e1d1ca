import { describe, expect, it } from 'vitest';
import { addDocuments } from '../../src/documents/document-store.ts';
import { missingOn, requiredOn } from '../../src/documents/missing.ts';
import { rulesOn } from '../../src/law/store.ts';
import type { Sector } from '../../src/ledger/accounts.ts';
import { freshDatabase } from '../support/database.ts';
import { putOnFileSql } from '../support/documents.ts';
import { putOnFile } from '../support/on-file.ts';

/** Somebody of seventeen whose mother is paid, and who is found to lack capacity for one sector. */
describe('capacity', async () => {
  const db = await freshDatabase();
  const [ids] = await putOnFile(db, [{ bornOn: '2009-01-10' }]);
  const { arrangementId, beneficiaryId } = ids!;
  const own = { arrangementId, beneficiaryId, givenOn: '2026-05-01', fromOn: '2026-05-01' };
  const sectors: Sector[] = ['health'];
  const put = (kind: string, givenBy: string, more: object = {}) =>
    db.run((tx) => addDocuments(tx, [{ ...own, sectors, kind, givenBy, ...more }]));
  const missing = async (on: string): Promise<string[]> => {
    const day = Temporal.PlainDate.from(on);
    const rows = await db.run((tx) => missingOn(tx, { arrangementId, day }));
    return rows.map(({ sector, document, givenBy }) => `${sector} ${document} ${givenBy}`);
  };
  await db.run((tx) => putOnFileSql(tx, [arrangementId]));
  await put('lacks_capacity', 'nhs_body', { toOn: '2026-05-31' });

  it('is looked at sector by sector, on the days of the assessment', async () => {
    const representative = ['health appointment null', 'health consent representative'];
    expect(await missing('2026-04-30')).toEqual([]);
    expect(await missing('2026-05-01')).toEqual(representative);
    expect(await missing('2026-05-31')).toEqual(representative);
    expect(await missing('2026-06-01')).toEqual([]);
  });

  it('is told with what is required', async () => {
    const day = Temporal.PlainDate.from('2026-05-01');
    const rows = await db.run(async (tx) =>
      requiredOn(tx, { arrangementId, day }, await rulesOn(tx, day)),
    );
    const told = new Set(rows.map((one) => `${one.sector} ${one.stage} ${one.capacity}`));
    expect(told).toEqual(
      new Set([
        'education young_person has',
        'health young_person lacks',
        'social_care young_person has',
      ]),
    );
  });

  it('is made up for by a representative who is appointed and consents', async () => {
    await put('appointment', 'court', { toOn: '2026-05-15' });
    await put('consent', 'representative');
    expect(await missing('2026-05-15')).toEqual([]);
    expect(await missing('2026-05-16')).toEqual(['health appointment null']);
  });
});
