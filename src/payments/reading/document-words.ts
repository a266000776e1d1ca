import type { MissingThing } from '../left-out.ts';

const DOCUMENTS: Readonly<Record<string, string>> = {
  consent: 'the consent',
  nomination: 'the nomination of who is paid',
  nominee_agreement: 'the agreement to receive the money',
  appointment: 'the appointment of who acts',
  lacks_capacity: 'the assessment of capacity',
  notice_of_conditions: 'the notice of the conditions',
  conditions_accepted: 'the acceptance of the conditions',
  setting_agreement: 'the agreement of the school or college',
  household_necessity: 'the record of why paying somebody of the household is necessary',
  not_excluded: 'the check that nobody is excluded',
  other_recipient: 'a recipient whom the sector can pay',
};

const GIVERS: Readonly<Record<string, string>> = {
  parent: 'a parent',
  young_person: 'the young person',
  nominee: 'the nominee',
  representative: 'the representative',
  authorised_person: 'the authorised person',
  broker: 'the broker',
  setting: 'the school or college',
  authority: 'the authority',
  nhs_body: 'the NHS body',
  court: 'a court',
};

/** Something that is missing, as a person says it: "the consent by the young person". */
export function documentInWords({ document, givenBy }: MissingThing): string {
  const what = DOCUMENTS[document] ?? document.replaceAll('_', ' ');
  return givenBy === null ? what : `${what} by ${GIVERS[givenBy] ?? givenBy.replaceAll('_', ' ')}`;
}
