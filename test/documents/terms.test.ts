import { afterAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/database/connections.ts';
import { missingOn } from '../../src/documents/missing.ts';
import { freshDatabase } from '../support/database.ts';
import { putOnFileSql } from '../support/documents.ts';
import { putOnFile, putVersionOnFile, type Ids } from '../support/on-file.ts';

/** Which version of the terms counts on a day, where they are about household and premises. */
describe('what depends on the terms', async () => {
  const db = await freshDatabase();
  const owner = connect(db.urls.superuser, { name: 'test', max: 1 });
  afterAll(() => owner.end());
  await owner.unsafe(`set search_path = ${db.authority}`);
  const one = async (): Promise<Ids> => {
    const [ids] = await putOnFile(db, [{ startsOn: '2026-04-01', planStartsOn: '2026-03-01' }]);
    const leaveOut = ['household_necessity', 'setting_agreement'];
    await db.run((tx) => putOnFileSql(tx, [ids!.arrangementId], { leaveOut }));
    return ids!;
  };
  const missing = async ({ arrangementId }: Ids, on: string): Promise<string[]> => {
    const day = Temporal.PlainDate.from(on);
    const rows = await db.run((tx) => missingOn(tx, { arrangementId, day }));
    return rows.map(({ sector, document }) => `${sector} ${document}`);
  };
  const payHousehold = async (agreementId: string): Promise<unknown> =>
    owner`update agreements set same_household = true where id = ${agreementId}`;
  const changeTo = (of: Ids, version: number, effectiveOn: string, agreed = true) =>
    putVersionOnFile(db, { of, version, change: 'other_terms', effectiveOn, agreed });
  const NECESSITY = ['education', 'health', 'social_care'].map(
    (one) => `${one} household_necessity`,
  );

  it('counts a version from its day on', async () => {
    const ids = await one();
    await payHousehold(await changeTo(ids, 2, '2026-06-01'));
    expect(await missing(ids, '2026-05-31')).toEqual([]);
    expect(await missing(ids, '2026-06-01')).toEqual(NECESSITY);
  });

  it('counts the highest of those that have taken effect', async () => {
    const ids = await one();
    await payHousehold(await changeTo(ids, 2, '2026-07-01'));
    await changeTo(ids, 3, '2026-06-01');
    expect(await missing(ids, '2026-08-01')).toEqual([]);
  });

  it('counts the first version before any has taken effect', async () => {
    const ids = await one();
    await changeTo(ids, 2, '2026-06-01');
    await payHousehold(ids.agreementId);
    expect(await missing(ids, '2026-03-01')).toEqual(NECESSITY);
    expect(await missing(ids, '2026-06-01')).toEqual([]);
  });

  it('does not count what is still proposed', async () => {
    const ids = await one();
    await payHousehold(await changeTo(ids, 2, '2026-06-01', false));
    expect(await missing(ids, '2026-06-01')).toEqual([]);
  });

  it('counts what is proposed where nothing is agreed yet', async () => {
    const ids = await one();
    await owner`delete from agreement_decisions where agreement_id = ${ids.agreementId}`;
    await payHousehold(ids.agreementId);
    expect(await missing(ids, '2026-06-01')).toEqual(NECESSITY);
  });

  it('needs the setting to agree for education where the version has provision there', async () => {
    const ids = await one();
    const agreementId = await changeTo(ids, 2, '2026-06-01');
    await owner`
      with provided as (
        insert into provision_items (plan_id, beneficiary_id, section, provision, outcome)
        values (${ids.planId}, ${ids.beneficiaryId}, 'F', 'Tutor', 'Reads') returning id
      )
      insert into budget_items (agreement_id, arrangement_id, beneficiary_id, position,
        provision_item_id, nature, description, quantity, unit, times, frequency, unit_cost,
        cost_basis, cost, setting)
      select ${agreementId}, ${ids.arrangementId}, ${ids.beneficiaryId}, n, id, 'regular', 'Tutor',
        1, 'hour', 1, 'once', 1, 'quote', 1, case n when 2 then 'The college' end
      from provided, generate_series(1, 2) as n`;
    expect(await missing(ids, '2026-05-31')).toEqual([]);
    expect(await missing(ids, '2026-06-01')).toEqual(['education setting_agreement']);
  });

  it('holds back a person of unknown age, and says so', async () => {
    const ids = await one();
    await owner`delete from personal_details where beneficiary_id = ${ids.beneficiaryId}`;
    expect(await missing(ids, '2026-06-01')).toEqual([
      'education other_recipient',
      'health other_recipient',
      'social_care other_recipient',
    ]);
  });
});
