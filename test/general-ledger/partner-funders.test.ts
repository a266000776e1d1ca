import { expect, it } from 'vitest';
import { drawUp, nameCodes } from '../support/general-ledger.ts';
import { GENERAL_LEDGER_PROOFS } from '../../src/ledger/verify/general-ledger.ts';
import { runCheck } from '../support/look-broken.ts';
import {
  addPartner,
  notional,
  partnerBook,
  recharge,
  spend,
  thirds,
} from '../support/partner-book.ts';
import { testSealer } from '../support/sealing.ts';

const sealer = testSealer();

it('a partner’s accounts have the partner’s own code, and a share’s those of its funder', async () => {
  const book = await partnerBook();
  sealer.start(book.api.db);
  const { staff, funders } = book;
  await addPartner(book, funders.health);
  const arrangement = await notional(book, '9000.00', thirds(book.funders));
  await spend(book.api.db, arrangement, { on: '2026-04-08', amount: '300.00' });
  await recharge(book, funders.health, '2026-04-09');
  await nameCodes(staff, [
    ['payable', 'P1'],
    ['spent/notional/education', 'S1'],
    ['spent/notional/health', 'S2'],
    ['spent/notional/social_care', 'S3'],
    ['partner/health', 'D0'],
    ['partner/health', 'D1', funders.health],
    ['recharge/health', 'R1', funders.health],
  ]);
  await sealer.sealNow();
  const { number, total } = await drawUp(staff, '2026-04-14');
  const { body } = await staff.auditor.get(`/general-ledger/feeds/${number}`);
  const lines = body.items.map(({ code, funder, debit, credit }: any) => [
    code,
    funder,
    debit,
    credit,
  ]);
  expect(lines).toEqual([
    ['D1', 'Integrated care board', '100.00', null],
    ['P1', null, null, '300.00'],
    ['R1', 'Integrated care board', null, '100.00'],
    ['S1', 'High needs block', '100.00', null],
    ['S2', 'Integrated care board', '100.00', null],
    ['S3', "Children's social care", '100.00', null],
  ]);
  expect(total).toBe('400.00');
  const found = await book.api.db.run((tx) => runCheck(GENERAL_LEDGER_PROOFS[0]!, tx));
  expect(found).toMatchObject({ found: 0, named: [] });
});
