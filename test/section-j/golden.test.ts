import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { addBrokers } from '../../src/brokers/store.ts';
import { addPayees } from '../../src/payees/store.ts';
import { freshApi, type Api } from '../support/api.ts';
import { addFunders, ok, staffOf, type Funders, type Staff } from '../support/book.ts';

/**
 * Section J of case 4 of the worked cases: 20,000.00 in thirds, held in all three ways. What it
 * should be is in test/golden/section-j.json and .txt; after a change that is meant,
 * `UPDATE_GOLDEN=1 npx vitest run test/section-j/golden.test.ts` writes them anew.
 */
const GOLDEN = (ending: 'json' | 'txt'): URL =>
  new URL(`../golden/section-j.${ending}`, import.meta.url);

let api: Api;
let staff: Staff;
let funders: Funders;
let budget: string;
beforeAll(async () => {
  api = await freshApi();
  staff = await staffOf(api);
  funders = await addFunders(staff);
  budget = await caseFour();
});

/** Makes case 4 through the API. @returns the budget's id */
async function caseFour(): Promise<string> {
  const { caseworker, panel } = staff;
  const person = await ok(
    caseworker.post('/beneficiaries', {
      reference: 'C-4',
      givenName: 'Amina',
      familyName: 'Example',
      bornOn: '2012-05-01',
      sex: 'female',
      ethnicity: 'WBRI',
      placement: 'Mainstream school',
      postcodeDistrict: 'ME14',
    }),
  );
  const plan = await ok(
    caseworker.post(`/beneficiaries/${person.id}/plans`, {
      startsOn: '2025-09-01',
      reviewBy: '2026-09-01',
      provision: [
        {
          section: 'F',
          provision: 'Tutor for four and a half hours a week in term time, and a laptop',
          outcome: 'Reads and writes for pleasure.',
        },
        {
          section: 'G',
          provision: 'Speech and language therapy once a week in term time',
          outcome: 'Makes herself understood by people who do not know her',
        },
        { section: 'H1', provision: 'Short breaks', outcome: 'Spends time with friends' },
      ],
    }),
  );
  const { id } = await ok(
    caseworker.post('/budgets', {
      beneficiaryId: person.id,
      planId: plan.id,
      startsOn: '2026-04-01',
      endsOn: '2027-04-04',
    }),
  );
  const provisionOf = (section: string): string =>
    plan.provision.find((one: { section: string }) => one.section === section).id;
  const direct = await propose(id, {
    kind: 'direct',
    purpose: 'Short breaks',
    payeeId: await aParent(person.id),
    amount: '6666.66',
    shares: [{ funderId: funders.social_care, fraction: '1/1' }],
    items: itemsOfShortBreaks(provisionOf('H1')),
  });
  const notional = await propose(id, {
    kind: 'notional',
    purpose: 'Speech and language therapy',
    amount: '6666.67',
    shares: [{ funderId: funders.health, fraction: '1/1' }],
    schedule: { every: 'once', firstPeriodOn: '2026-04-06', instalments: 1, paid: 'in_advance' },
  });
  const third = await propose(id, {
    kind: 'third_party',
    purpose: 'Tutor and equipment',
    payeeId: await aBroker(),
    amount: '6666.67',
    shares: [{ funderId: funders.education, fraction: '1/1' }],
    items: itemsOfTutor(provisionOf('F'), await aService()),
  });
  for (const arrangement of [direct, notional, third]) {
    await ok(panel.post(`/arrangements/${arrangement}/agreement`), 200);
  }
  await onFile(direct, 'social_care', ['notice_of_conditions', 'conditions_accepted']);
  await onFile(third, 'education', ['notice_of_conditions']);
  return id;
}

async function propose(budgetId: string, more: object): Promise<string> {
  const terms = {
    effectiveOn: '2026-04-06',
    schedule: {
      every: '4_weeks',
      firstPeriodOn: '2026-04-06',
      instalments: 13,
      paid: 'in_advance',
    },
    reason: 'Agreed at panel',
  };
  const url = `/budgets/${budgetId}/arrangements`;
  return (await ok(staff.caseworker.post(url, { ...terms, ...more }))).id;
}

const item = (provisionItemId: string, more: object) => ({
  provisionItemId,
  quantity: '1',
  times: '1',
  frequency: 'once',
  ...more,
});

const itemsOfShortBreaks = (provision: string) => [
  item(provision, {
    description: 'Weekend carer',
    quantity: '3',
    unit: 'hours',
    times: '52',
    frequency: 'every Saturday',
    unitCost: '38.00',
    costBasis: 'Rate of the framework of 2026',
  }),
  item(provision, {
    nature: 'contingency',
    description: 'Illness of the carer',
    unit: 'sum',
    unitCost: '538.66',
    costBasis: 'Two weeks of an agency',
  }),
  item(provision, {
    nature: 'start_up',
    description: 'Employer’s liability insurance',
    unit: 'policy',
    unitCost: '200.00',
    costBasis: 'Quotation of 1 March 2026',
  }),
];

const itemsOfTutor = (provision: string, serviceId: string) => [
  item(provision, {
    serviceId,
    description: 'Tutor',
    quantity: '4.5',
    unit: 'hours',
    times: '39',
    frequency: 'each week in term time',
    unitCost: '35.00',
    costBasis: 'Quotation of the tutor',
    setting: 'Hill School',
  }),
  item(provision, {
    nature: 'one_off',
    description: 'Laptop',
    unit: 'laptop',
    unitCost: '524.17',
    costBasis: 'Price list',
  }),
];

async function aParent(beneficiaryId: string): Promise<string> {
  const payee = { beneficiaryId, relationship: 'parent', name: 'F. Example' };
  return (await ok(staff.caseworker.post('/payees', payee))).id;
}

async function aService(): Promise<string> {
  const commissioner = await api.as('commissioner');
  const service = {
    name: 'Tuition outside school',
    sector: 'education',
    kinds: ['direct', 'third_party'],
    fromOn: '2025-04-01',
  };
  return (await ok(commissioner.post('/scope', service))).id;
}

async function aBroker(): Promise<string> {
  return api.db.run(async (tx) => {
    const [brokerId] = await addBrokers(tx, ['North Support']);
    const payee = { beneficiaryId: null, brokerId: brokerId!, relationship: 'broker' };
    const [payeeId] = await addPayees(tx, [{ ...payee, name: 'North Support client account' }]);
    return payeeId!;
  });
}

async function onFile(arrangement: string, sector: string, kinds: string[]): Promise<void> {
  const documents = kinds.map((kind, n) => ({
    kind,
    sectors: [sector],
    givenBy: kind === 'notice_of_conditions' ? 'authority' : 'parent',
    givenOn: `2026-04-0${n + 1}`,
    fromOn: `2026-04-0${n + 1}`,
  }));
  await ok(staff.caseworker.post(`/arrangements/${arrangement}/documents`, { documents }));
}

/** What was made up by the machine is put as a number, in the order in which it comes. */
function withoutIds(text: string): string {
  const seen = new Map<string, string>();
  return text.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
    if (!seen.has(id)) seen.set(id, `id-${seen.size + 1}`);
    return seen.get(id)!;
  });
}

describe('Section J of a combination of all three kinds in thirds', () => {
  it('is the JSON in test/golden', async () => {
    const body = await ok(staff.caseworker.get(`/budgets/${budget}/section-j`), 200);
    const text = `${withoutIds(JSON.stringify(body, null, 2))}\n`;
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(GOLDEN('json'), text);
    expect(text).toBe(readFileSync(GOLDEN('json'), 'utf8'));
  });

  it('is the text in test/golden, within 80 columns', async () => {
    const accept = { accept: 'text/plain' };
    const answer = await staff.caseworker.get(`/budgets/${budget}/section-j`, accept);
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(GOLDEN('txt'), answer.text);
    expect(answer.text).toBe(readFileSync(GOLDEN('txt'), 'utf8'));
    expect(answer.text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('has the thirds of case 4, to the penny', async () => {
    const { totals } = await ok(staff.auditor.get(`/budgets/${budget}/section-j`), 200);
    expect(totals).toEqual({
      sectors: [
        { sector: 'education', amount: '6666.67' },
        { sector: 'health', amount: '6666.67' },
        { sector: 'social_care', amount: '6666.66' },
      ],
      total: '20000.00',
      contribution: '0.00',
      topUp: '0.00',
    });
  });
});
