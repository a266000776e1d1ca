import type { Holding, Sector } from '../ledger/accounts.ts';
import { addServices, publishPolicy } from '../scope/store.ts';
import type { Loading } from './load.ts';

const ALL: Holding[] = ['direct', 'notional', 'third_party'];
const PAID: Holding[] = ['direct', 'third_party'];

/** Name, sector, kinds, years in scope before this one, funding freed a year, and from what. */
const SERVICES: readonly (readonly [
  string,
  Sector,
  Holding[],
  number,
  string | null,
  string | null,
])[] = [
  ['Short breaks', 'social_care', ALL, 5, '180000.00', 'Block contract for weekend clubs'],
  ['Personal assistants', 'social_care', PAID, 5, null, null],
  ['Tuition outside school', 'education', ALL, 4, '95000.00', 'Framework for alternative tuition'],
  ['Travel training', 'education', ALL, 3, '42000.00', 'Minibus contract'],
  [
    'Speech and language therapy',
    'health',
    ['notional', 'third_party'],
    2,
    '60000.00',
    'Community therapy block contract',
  ],
  ['Equipment that is not prescribed', 'health', ALL, 2, null, null],
  [
    'Occupational therapy',
    'health',
    ['notional'],
    1,
    '38500.00',
    'Community therapy block contract',
  ],
  ['Holiday activities', 'social_care', PAID, 1, '12000.00', 'Holiday scheme grant'],
  ['Specialist music tuition', 'education', PAID, 0, null, null],
];

/** The services that budgets can cover, as they grew year on year, and the published policy. */
export async function addScope({ as, year }: Loading): Promise<void> {
  await as('commissioner', (tx) =>
    addServices(
      tx,
      SERVICES.map(([name, sector, kinds, years, fundingFreed, freedFrom]) => ({
        name,
        sector,
        kinds,
        fromOn: year.from.subtract({ years }).toString(),
        toOn: null,
        fundingFreed,
        freedFrom,
      })),
    ),
  );
  await as('commissioner', (tx) =>
    publishPolicy(tx, {
      effectiveOn: year.from.toString(),
      introduction:
        'Parents of a child with an Education, Health and Care plan, and young people with one, can ask for a personal budget while the plan is drafted, reviewed or re-assessed.',
      eligibility:
        'Everybody with a plan, or for whom a plan is being drafted, may ask. Each request is considered on its merits.',
      decisions:
        'Each funder decides on its part at a panel, with reasons in writing. A refusal can be reviewed by somebody who did not decide it.',
      support:
        'The independent advice service helps with taking up and managing a budget. Brokers can hold the money.',
      complaints:
        'Complaints, mediation, disagreement resolution and appeals are described in the Local Offer.',
      kinds: ALL,
    }),
  );
}
