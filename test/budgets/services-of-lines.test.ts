import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agreementFields, loadProposals } from '../../src/budgets/agreement-store.ts';
import { EVIDENCE_CHECKS } from '../../src/commands/evidence-checks.ts';
import { connect, type Client } from '../../src/database/connections.ts';
import { evidenceOf } from '../../src/ledger/evidence.ts';
import type { Work } from '../../src/ledger/verify/check.ts';
import { addServices } from '../../src/scope/store.ts';
import { addBudget, caseOne, ok } from '../support/book.ts';
import { caseBook, item, type CaseBook } from '../support/case-book.ts';
import { AUTHORITY } from '../support/template.ts';
import { agreed } from '../support/terms.ts';

/**
 * A line of a budget names a service of the register: one in scope on the day the terms take effect
 * (case 1: 6 April 2026), and offered for the kind of arrangement.
 */
const UNKNOWN = '5b1f6a1e-7c0d-4c8e-9a52-0f6d3c1e8b47';

let book: CaseBook;
let superuser: Client;
let tuition: string;
let breaks: string;
let older: string;
let therapy: string;
beforeAll(async () => {
  book = await caseBook();
  superuser = connect(book.api.db.urls.superuser, { name: 'test superuser', max: 1 });
  await superuser.unsafe(`set search_path = ${AUTHORITY}`);
  const none = { toOn: null, fundingFreed: null, freedFrom: null };
  const direct = { ...none, sector: 'education' as const, kinds: ['direct' as const] };
  const added = await book.api.db.run((tx) =>
    addServices(tx, [
      { ...direct, name: 'Tuition', fromOn: '2026-04-06', toOn: '2026-08-31' },
      { ...direct, name: 'Short breaks', sector: 'social_care', fromOn: '2025-04-01' },
      { ...direct, name: 'Older club', fromOn: '2024-04-01', toOn: '2026-04-05' },
      { ...direct, name: 'Therapy', kinds: ['notional'], fromOn: '2026-04-07' },
    ]),
  );
  [tuition, breaks, older, therapy] = added as [string, string, string, string];
});
afterAll(() => superuser.end());

const lines = (...services: readonly (string | undefined)[]) =>
  services.map((serviceId) =>
    item({
      provisionItemId: book.provision['F'],
      ...(serviceId === undefined ? {} : { serviceId }),
    }),
  );
const terms = (...services: readonly (string | undefined)[]) =>
  caseOne(book.person, book.funders, { items: lines(...services) });
const servicesOf = (version: any) => version.items.map((one: any) => one.service);
const refusalOf = (answer: any) => [
  answer.status,
  answer.body.type,
  ...answer.body.errors.map((one: any) => `${one.where}: ${one.message}`),
];

describe('a line of a budget that names a service', () => {
  it('is shown with its id and name wherever the lines are', async () => {
    const { caseworker, finance } = book.staff;
    const budget = await addBudget(book.staff, book.person);
    const url = `/budgets/${budget}/arrangements`;
    const made = await ok(caseworker.post(url, terms(tuition, undefined, breaks)));
    const named = [{ id: tuition, name: 'Tuition' }, null, { id: breaks, name: 'Short breaks' }];
    expect(servicesOf(made.agreement)).toEqual(named);
    expect(servicesOf((await book.shown(made.id)).agreement)).toEqual(named);
    const versions = await ok(finance.get(`/arrangements/${made.id}/versions`), 200);
    expect(versions.items.map(servicesOf)).toEqual([named]);
    const listed = await ok(finance.get(url), 200);
    expect(listed.items.map((one: any) => servicesOf(one.agreement))).toEqual([named]);
    const draft = await ok(caseworker.get(`/budgets/${budget}/section-j?draft=true`), 200);
    expect(draft.arrangements[0].lines.map((one: any) => one.service)).toEqual(named);
  });

  it('is refused with all its faults at once', async () => {
    const url = `/budgets/${book.budget}/arrangements`;
    const of = (more: object) => ({ ...terms(UNKNOWN, older, therapy, tuition), ...more });
    const faults = [
      'body.items.0.serviceId: The register has no such service.',
      'body.items.1.serviceId: The service is in scope from 2024-04-01 to 2026-04-05. The terms take effect on 2026-04-06.',
      'body.items.2.serviceId: The service is in scope from 2026-04-07 on. The terms take effect on 2026-04-06.',
      'body.items.2.serviceId: The service is offered for these kinds of arrangement: notional. This one is direct.',
    ];
    for (const address of [url, `${url}/preview`]) {
      const answer = await book.staff.caseworker.post(address, of({}));
      expect(refusalOf(answer)).toEqual([422, '/problems/record-unknown', ...faults]);
    }
    const fewer = await book.staff.caseworker.post(url, of({ items: lines(tuition, older) }));
    expect(refusalOf(fewer)).toEqual([422, '/problems/invalid-request', faults[1]]);
  });

  it('is refused beside provision that the plan does not have', async () => {
    const [line] = lines(older);
    const items = [{ ...line, provisionItemId: UNKNOWN }];
    const body = caseOne(book.person, book.funders, { items });
    const answer = await book.staff.caseworker.post(`/budgets/${book.budget}/arrangements`, body);
    expect(answer.body.errors.map((one: any) => one.where)).toEqual([
      'body.items.0.provisionItemId',
      'body.items.0.serviceId',
    ]);
  });
});

describe('a change of terms', () => {
  let id: string;
  const change = (more: object) => ({
    follows: 1,
    effectiveOn: '2026-09-14',
    reason: 'Review',
    ...more,
  });
  beforeAll(async () => {
    id = await agreed(book.staff, await addBudget(book.staff, book.person), terms(tuition, breaks));
  });

  it('judges the lines it states by the day it takes effect', async () => {
    const url = `/arrangements/${id}/versions`;
    for (const address of [url, `${url}/preview`]) {
      const body = change({ items: lines(breaks, tuition, therapy) });
      const answer = await book.staff.caseworker.post(address, body);
      expect(refusalOf(answer)).toEqual([
        422,
        '/problems/invalid-request',
        'body.items.1.serviceId: The service is in scope from 2026-04-06 to 2026-08-31. The terms take effect on 2026-09-14.',
        'body.items.2.serviceId: The service is offered for these kinds of arrangement: notional. This one is direct.',
      ]);
    }
  });

  it('keeps the lines that it does not state with their services, in scope or not', async () => {
    const body = change({ amount: '11000.00' });
    const version = await ok(book.staff.caseworker.post(`/arrangements/${id}/versions`, body));
    expect(servicesOf(version).map((one: any) => one.name)).toEqual(['Tuition', 'Short breaks']);
    await ok(book.staff.panel.post(`/arrangements/${id}/agreement`), 200);
    expect((await book.shown(id)).agreement).toMatchObject({ state: 'agreed', version: 2 });
  });
});

describe('the digest of an agreement', () => {
  const findings = async (): Promise<string[]> =>
    book.api.db.run(async (tx) => {
      const named: string[] = [];
      for (const check of EVIDENCE_CHECKS) named.push(...(await check({ tx } as Work)).named);
      return named;
    });
  const digestOf = async (id: string) =>
    book.api.db.run(async (tx) => {
      const { agreement } = await book.shown(id);
      const [proposal] = await loadProposals(tx, [agreement.id]);
      const [held] = await tx.sql<{ evidence: Buffer; decidedBy: string }[]>`
        select e.evidence, d.decided_by as "decidedBy" from agreement_decisions d
        join entries e on e.id = d.entry_id where d.agreement_id = ${agreement.id}`;
      return { fields: agreementFields(proposal!, held!.decidedBy), held: held!.evidence };
    });

  it('covers the services that lines name', async () => {
    const budget = await addBudget(book.staff, book.person);
    const id = await agreed(book.staff, budget, terms(undefined, tuition));
    const { fields, held } = await digestOf(id);
    expect(fields.at(-1)).toBe(`line 2 service ${tuition}`);
    expect(evidenceOf(fields)).toEqual(held);
    expect(await findings()).toEqual([]);
    for (const to of [null, breaks]) {
      await superuser`update budget_items set scope_service_id = ${to}
        where scope_service_id = ${tuition} and arrangement_id = ${id}`;
      expect(await findings()).toEqual([
        expect.stringMatching(/^entry \d+: the agreement is not what was decided$/),
      ]);
      await superuser`update budget_items set scope_service_id = ${tuition}
        where position = 2 and arrangement_id = ${id}`;
    }
    expect(await findings()).toEqual([]);
  });

  it('of lines that name none is what it was before there were any', async () => {
    const budget = await addBudget(book.staff, book.person);
    const id = await agreed(book.staff, budget, terms(undefined));
    const { fields, held } = await digestOf(id);
    // The last field is the line itself, in the form that it always had.
    expect(fields.at(-1)).toBe(
      [
        book.provision['F'],
        'regular',
        '1x39x92.50',
        '3607.50',
        "The provider's price list of January 2026",
        '',
      ].join('|'),
    );
    expect(evidenceOf(fields)).toEqual(held);
    await superuser`update budget_items set scope_service_id = ${breaks} where arrangement_id = ${id}`;
    expect(await findings()).toHaveLength(1);
    await superuser`update budget_items set scope_service_id = null where arrangement_id = ${id}`;
  });
});
