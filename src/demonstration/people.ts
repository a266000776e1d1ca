import type { NewBeneficiary, NewPlan } from '../people/store.ts';
import type { Choices } from './random.ts';

const GIVEN = [
  'Amina',
  'Ben',
  'Chloe',
  'Dylan',
  'Ewa',
  'Finn',
  'Grace',
  'Hamza',
  'Isla',
  'Jakub',
  'Keira',
  'Leo',
  'Maya',
  'Noah',
  'Olivia',
  'Priya',
  'Quinn',
  'Rhys',
  'Sofia',
  'Tariq',
  'Una',
  'Vikram',
  'Wren',
  'Yusuf',
  'Zara',
];
const FAMILY = [
  'Ashdown',
  'Birchall',
  'Cartwell',
  'Dunmore',
  'Elmsby',
  'Fairlie',
  'Greenholt',
  'Harrowby',
  'Inglemere',
  'Jessop',
  'Kestrel',
  'Larkfield',
  'Marlowe',
  'Northgate',
  'Oakhurst',
  'Pemberley',
];
const PLACEMENTS = [
  'Mainstream school',
  'Special school',
  'Further education',
  'Other arrangements by the authority',
];
const ETHNICITIES = ['WBRI', 'WIRI', 'APKN', 'BAFR', 'MWBC', 'AIND', 'OOTH'];
const DISTRICTS = ['ZE1', 'ZE2', 'ZE3'];
const PROVISION = [
  {
    section: 'F',
    provision: 'A tutor for six hours a week',
    outcome: 'Reads and writes with confidence',
  },
  { section: 'F', provision: 'Communication aid and training', outcome: 'Takes part in lessons' },
  {
    section: 'G',
    provision: 'Speech and language therapy weekly',
    outcome: 'Is understood outside the family',
  },
  {
    section: 'H1',
    provision: 'Short breaks with a personal assistant',
    outcome: 'Has friends and interests',
  },
  { section: 'H2', provision: 'Travel training', outcome: 'Travels alone by bus' },
];

/** Invented people. The postcodes are of a place that does not take part in the scheme. */
export function inventPeople(
  count: number,
  today: Temporal.PlainDate,
  choose: Choices,
): NewBeneficiary[] {
  return Array.from({ length: count }, (_, n) => {
    const years = 4 + choose.below(20);
    const district = choose.pick(DISTRICTS);
    return {
      reference: `D-${String(n + 1).padStart(4, '0')}`,
      givenName: choose.pick(GIVEN),
      familyName: choose.pick(FAMILY),
      bornOn: today.subtract({ years, days: choose.below(360) }).toString(),
      sex: choose.pick(['female', 'male', 'male']),
      ethnicity: choose.pick(ETHNICITIES),
      placement: choose.pick(PLACEMENTS),
      postcodeDistrict: district,
      address: {
        lines: `${1 + choose.below(90)} Invented Street`,
        postcode: `${district} 0AA`,
        protected: n === 1 || choose.below(25) === 0,
      },
    };
  });
}

/** A plan for a person that began in the two years before a day. */
export function inventPlan(
  beneficiaryId: string,
  before: Temporal.PlainDate,
  choose: Choices,
): NewPlan {
  const startsOn = before.subtract({ days: 30 + choose.below(600) });
  const first = choose.below(PROVISION.length);
  return {
    beneficiaryId,
    startsOn: startsOn.toString(),
    reviewBy: startsOn.add({ years: 3 }).toString(),
    provision: [PROVISION[first]!, PROVISION[(first + 2) % PROVISION.length]!],
  };
}
