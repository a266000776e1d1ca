import { beforeAll, describe, expect, it } from 'vitest';
import { aroundOf } from '../../src/section-j/store.ts';
import type { ArrangementWithTerms } from '../../src/section-j/contents.ts';
import { freshApi, type Api } from '../support/api.ts';
import {
  addBudget,
  addFunders,
  addPerson,
  caseOne,
  ok,
  staffOf,
  type Funders,
  type Person,
  type Staff,
} from '../support/book.ts';
import { putOnFile } from '../support/on-file.ts';

/** Section J through the API: which version, for whom, and with what on file. */
let api: Api;
let staff: Staff;
let funders: Funders;
let person: Person;
beforeAll(async () => {
  api = await freshApi();
  staff = await staffOf(api);
  funders = await addFunders(staff);
  person = await addPerson(staff);
});

/** A budget with one arrangement. @returns their ids */
async function aBudget(more: object = {}, agreed = true) {
  const budget = await addBudget(staff, person);
  const url = `/budgets/${budget}/arrangements`;
  const { id } = await ok(staff.caseworker.post(url, caseOne(person, funders, more)));
  if (agreed) await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
  return { budget, arrangement: id as string };
}

const sectionJ = async (budget: string, query = ''): Promise<any> =>
  ok(staff.caseworker.get(`/budgets/${budget}/section-j${query}`), 200);

describe('the version that Section J shows', () => {
  it('is the one in force on the day', async () => {
    const { budget, arrangement } = await aBudget();
    const change = {
      follows: 1,
      effectiveOn: '2026-06-01',
      amount: '13000.00',
      reason: 'More lessons',
    };
    await ok(staff.caseworker.post(`/arrangements/${arrangement}/versions`, change));
    const shown = async (query: string): Promise<unknown[]> =>
      (await sectionJ(budget, query)).arrangements.map(
        (one: { version: number; state: string; amount: string }) => [
          one.version,
          one.state,
          one.amount,
        ],
      );
    const first = [1, 'agreed', '10000.00'];
    expect(await shown('?asAt=2026-06-01')).toEqual([first]);
    expect(await shown('?asAt=2026-06-01&draft=true')).toEqual([[2, 'proposed', '13000.00']]);
    await ok(staff.panel.post(`/arrangements/${arrangement}/agreement`), 200);
    expect(await shown('?asAt=2026-05-31')).toEqual([first]);
    expect(await shown('?asAt=2026-06-01')).toEqual([[2, 'agreed', '13000.00']]);
    expect(await shown('?asAt=2026-04-05')).toEqual([]);
    const later = await sectionJ(budget, '?asAt=2026-06-01');
    const shares = later.arrangements[0].shares as { amount: string }[];
    expect(later.totals.total).toBe(later.arrangements[0].agreedTotal);
    expect(shares).toHaveLength(2);
  });

  it('is none before it is agreed, unless a draft is asked for, and marked then', async () => {
    const { budget } = await aBudget({}, false);
    expect((await sectionJ(budget)).arrangements).toEqual([]);
    const draft = await sectionJ(budget, '?draft=true');
    expect([draft.draft, draft.arrangements[0].state]).toEqual([true, 'proposed']);
    const answer = await staff.caseworker.get(`/budgets/${budget}/section-j?draft=true`, {
      accept: 'text/plain',
    });
    expect(answer.text).toContain('(DRAFT)');
  });

  it('is of today within the days of the budget, and of none after it', async () => {
    const { budget } = await aBudget();
    expect((await sectionJ(budget)).asAt).toBe('2026-04-15');
    expect((await sectionJ(budget, '?asAt=2027-04-04')).arrangements).toHaveLength(1);
    const after = await sectionJ(budget, '?asAt=2027-04-05');
    expect([after.arrangements, after.totals.total]).toEqual([[], '0.00']);
    const ahead = await ok(
      staff.caseworker.post('/budgets', {
        beneficiaryId: person.id,
        planId: person.planId,
        startsOn: '2026-09-01',
        endsOn: '2027-08-31',
      }),
    );
    expect((await sectionJ(ahead.id)).asAt).toBe('2026-09-01');
  });

  it('is none once the budget was closed', async () => {
    const { budget } = await aBudget();
    const closure = { closedOn: '2026-04-20', reason: 'Moved away' };
    await ok(staff.caseworker.post(`/budgets/${budget}/closure`, closure), 200);
    expect((await sectionJ(budget, '?asAt=2026-04-20')).arrangements).toHaveLength(1);
    expect((await sectionJ(budget, '?asAt=2026-04-21')).arrangements).toEqual([]);
  });
});

describe('the money of Section J', () => {
  it('is shown by funder in thirds, with what the person adds apart', async () => {
    const { budget } = await aBudget({
      amount: '20000.00',
      shares: ['education', 'health', 'social_care'].map((sector) => ({
        funderId: funders[sector as keyof Funders],
        fraction: '1/3',
      })),
      contribution: { weekly: '10.00', paid: 'gross' },
      topUp: { weekly: '5.00' },
    });
    const { arrangements, totals } = await sectionJ(budget);
    const [one] = arrangements;
    expect(one.shares.map((share: { amount: string }) => share.amount)).toEqual([
      '6666.67',
      '6666.67',
      '6666.66',
    ]);
    expect(one.shares[1]).toMatchObject({ funder: 'Integrated care board', fraction: '1/3' });
    expect(one.sections).toEqual(['F', 'H1']);
    expect(one.ownMoney.map((own: { source: string }) => own.source)).toEqual([
      'contribution',
      'top_up',
    ]);
    expect(totals).toMatchObject({ total: '20000.00', contribution: '520.00', topUp: '260.00' });
  });
});

describe('what is on file', () => {
  it('is shown by sector as it was on the day', async () => {
    const { budget, arrangement } = await aBudget();
    const documents = ['notice_of_conditions', 'conditions_accepted'].map((kind, n) => ({
      kind,
      sectors: n === 0 ? ['education', 'social_care'] : ['education'],
      givenBy: n === 0 ? 'authority' : 'nominee',
      givenOn: `2026-04-0${n + 8}`,
      fromOn: `2026-04-0${n + 8}`,
    }));
    const url = `/arrangements/${arrangement}/documents`;
    const { ids } = await ok(staff.caseworker.post(url, { documents }));
    const on = async (asAt: string): Promise<unknown> =>
      (await sectionJ(budget, `?asAt=${asAt}`)).arrangements[0].conditions;
    const given = (sector: string, noticeGivenOn: string | null, acceptedOn: string | null) => ({
      sector,
      noticeGivenOn,
      acceptedOn,
    });
    expect(await on('2026-04-07')).toEqual([
      given('education', null, null),
      given('social_care', null, null),
    ]);
    const all = [
      given('education', '2026-04-08', '2026-04-09'),
      given('social_care', '2026-04-08', null),
    ];
    expect(await on('2026-04-15')).toEqual(all);
    await api.db.run(
      (tx) => tx.sql`
        with reasons as (
          insert into texts (beneficiary_id, text, salt, recorded_by)
          values (${person.id}, 'Taken back', '', ${tx.scope.user}) returning id
        )
        insert into document_withdrawals (document_id, arrangement_id, beneficiary_id, withdrawn_on,
          reasons_id, recorded_by, entry_id)
        select d.id, d.arrangement_id, d.beneficiary_id, date '2026-04-12', r.id, d.recorded_by,
          d.entry_id
        from documents d, reasons r where d.id::text = ${ids.at(-1)}`,
    );
    expect(await on('2026-04-11')).toEqual(all);
    expect(await on('2026-04-12')).toEqual([given('education', '2026-04-08', null), all[1]]);
  });

  it('says when each sector was reviewed and when it is next, by the dated rules', async () => {
    const { budget, arrangement } = await aBudget();
    const review = {
      sectors: ['social_care'],
      heldOn: '2026-04-14',
      why: 'asked_for',
      outcome: 'no_change',
      findings: 'All is well.',
    };
    await ok(staff.caseworker.post(`/arrangements/${arrangement}/reviews`, review));
    expect((await sectionJ(budget)).arrangements[0].reviews).toEqual([
      { sector: 'education', lastHeldOn: null, dueOn: '2026-09-01' },
      { sector: 'social_care', lastHeldOn: '2026-04-14', dueOn: null },
    ]);
    const withPlan = {
      ...review,
      sectors: ['education'],
      heldOn: '2026-04-15',
      why: 'plan_review',
    };
    await ok(staff.caseworker.post(`/arrangements/${arrangement}/reviews`, withPlan));
    expect((await sectionJ(budget)).arrangements[0].reviews[0]).toEqual({
      sector: 'education',
      lastHeldOn: '2026-04-15',
      dueOn: null,
    });
    const before = await sectionJ(budget, '?asAt=2026-04-13');
    expect(before.arrangements[0].reviews[1].lastHeldOn).toBeNull();
  });

  it('is shown for the sectors that pay under the version that is shown', async () => {
    const [onFile] = await putOnFile(api.db, [{}]);
    const id = onFile!.arrangementId;
    const one = { id, shares: [{ source: 'health' }] } as unknown as ArrangementWithTerms;
    const asAt = Temporal.PlainDate.from('2026-04-15');
    const around = await api.db.run((tx) => aroundOf(tx, [one], asAt));
    const { conditions, reviews } = around.get(id)!;
    expect([...conditions, ...reviews].map((row) => row.sector)).toEqual(['health', 'health']);
  });

  it('counts the next review from the first payment, and an adult’s by the law for adults', async () => {
    const [child, adult] = await putOnFile(api.db, [
      { paidOn: '2026-01-05', reviewBy: '2026-12-01' },
      { paidOn: '2026-01-05', bornOn: '2007-01-01', reviewBy: '2026-03-01' },
    ]);
    const asAt = Temporal.PlainDate.from('2026-04-15');
    const dueOf = (kind: string, { arrangementId }: { arrangementId: string }) =>
      api.db.run(
        async (tx) => {
          const sources = ['education', 'health', 'social_care'].map((source) => ({ source }));
          const one = { id: arrangementId, shares: sources } as unknown as ArrangementWithTerms;
          const around = await aroundOf(tx, [one], asAt);
          return around.get(arrangementId)!.reviews.map((review) => review.dueOn);
        },
        { kind },
      );
    expect(await dueOf('caseworker', child!)).toEqual(['2026-04-05', '2026-04-05', '2027-01-05']);
    expect(await dueOf('caseworker', adult!)).toEqual(['2026-03-01', '2026-04-05', '2026-07-05']);
    expect(await dueOf('commissioner', adult!)).toEqual(['2026-03-01', '2026-04-05', null]);
  });
});

describe('who reads Section J', () => {
  it('is everyone who may see the budget; names go to those who may see them', async () => {
    const { budget, arrangement } = await aBudget();
    await ok(
      staff.caseworker.post(`/beneficiaries/${person.id}/family-access`, {
        subject: 'mother',
        relationship: 'parent',
        fromOn: '2026-01-01',
        arrangementId: arrangement,
        seesAddress: false,
      }),
    );
    const url = `/budgets/${budget}/section-j`;
    const read = async (kind: Parameters<Api['as']>[0], options: object = {}) => {
      const user = await api.as(kind, options);
      const { body } = await user.get(url);
      const [one] = body.arrangements ?? [];
      return [body.person?.name, body.listsAll, one?.heldInWords];
    };
    const held = 'a direct payment to a nominee, G. Example';
    expect(await read('caseworker')).toEqual(['Amina Example', true, held]);
    expect(await read('family', { sub: 'mother' })).toEqual(['Amina Example', false, held]);
    expect(await read('commissioner')).toEqual([null, true, 'a direct payment']);
    const partner = { funder: funders.education };
    expect(await read('school_approver', partner)).toEqual([
      'Amina Example',
      false,
      'a direct payment',
    ]);
    const stranger = await api.as('family', { sub: 'stranger' });
    expect((await stranger.get(url)).status).toBe(404);
    expect((await staff.administrator.get(url)).status).toBe(403);
    expect((await staff.caseworker.get(url, { accept: 'text/csv' })).status).toBe(406);
  });
});
