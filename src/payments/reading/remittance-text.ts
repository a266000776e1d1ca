import { dayInWords, heading, inPounds, item, wrap } from '../../plain-text.ts';
import { sectorInWords } from '../../statements/rules.ts';
import type { Remittance } from './remittance-schemas.ts';

const STATES: Readonly<Record<Remittance['state'], string>> = {
  sent_on: 'The authority has sent it to its bank.',
  rejected: 'The bank rejected it. No money left, and it is due again.',
  bounced: 'It came back, and is due again.',
  paid_again: 'It was rejected or came back, and was paid again.',
};

/** A remittance as plain text for reading or printing. */
export function remittanceText(remittance: Remittance): string {
  const { person, arrangement, account, statementReference, lines, sectors } = remittance;
  const whom = person.name === null ? person.reference : `${person.name} (${person.reference})`;
  const parts = [
    heading(`Payment of ${inPounds(remittance.total)} on ${dayInWords(remittance.valueOn)}`, '='),
    [
      wrap(`For: ${whom}`),
      wrap(`What it is for: ${arrangement.purpose}`),
      wrap(`Period: ${dayInWords(remittance.period.from)} to ${dayInWords(remittance.period.to)}`),
      wrap(`On the bank statement: ${statementReference}`),
      wrap(`To the account that ends in ${account.endsIn}`),
    ].join('\n'),
    [
      heading('Line by line'),
      ...lines.map((line) => item(`${inPounds(line.amount)}  ${line.words}`)),
      item(`${inPounds(remittance.total)}  Total.`),
    ].join('\n'),
    [
      heading('Who pays'),
      ...sectors.map((one) => item(`${inPounds(one.amount)}  ${sectorInWords(one.source)}`)),
    ].join('\n'),
    wrap(stateInWords(remittance)),
  ];
  return `${parts.join('\n\n')}\n`;
}

function stateInWords({ state, paidAgain }: Remittance): string {
  if (paidAgain === null) return STATES[state];
  return `${STATES[state]} See ${paidAgain.reference} of ${dayInWords(paidAgain.valueOn)}.`;
}
