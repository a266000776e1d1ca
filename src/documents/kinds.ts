/**
 * The kinds of document, and who can give each: who decides consents and nominates, who receives the
 * money agrees and accepts the conditions, an authority assesses and gives notice.
 * Sources: SI 2014/1652, regs 5, 8 and 9; SI 2013/1617, regs 3 to 6; Care Act 2014, ss. 31 and 32.
 */
export const GIVERS = {
  consent: ['parent', 'young_person', 'representative', 'authorised_person'],
  nomination: ['parent', 'young_person', 'representative', 'authorised_person'],
  nominee_agreement: ['nominee', 'broker'],
  appointment: ['authority', 'nhs_body', 'court', 'parent', 'young_person'],
  lacks_capacity: ['authority', 'nhs_body', 'court'],
  notice_of_conditions: ['authority', 'nhs_body'],
  conditions_accepted: [
    'parent',
    'young_person',
    'nominee',
    'representative',
    'authorised_person',
    'broker',
  ],
  setting_agreement: ['setting'],
  household_necessity: ['authority', 'nhs_body'],
  not_excluded: ['authority', 'nhs_body'],
} as const satisfies Record<string, readonly string[]>;

export type DocumentKind = keyof typeof GIVERS;
export type Giver = (typeof GIVERS)[DocumentKind][number];

export const DOCUMENT_KINDS = Object.keys(GIVERS) as [DocumentKind, ...DocumentKind[]];
export const ALL_GIVERS = [...new Set(Object.values(GIVERS).flat())] as [Giver, ...Giver[]];
