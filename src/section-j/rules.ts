import { money } from '../money.ts';
import { amountInWords, dayInWords, heading, item, listed, wrap } from '../plain-text.ts';
import { sectorInWords } from '../statements/rules.ts';
import type { SectionJ, SectionJArrangement } from './schemas.ts';
import { kindsHeldInWords } from './words.ts';

/**
 * Section J of a plan as text to print: the personal budget, what it is for, how it is held and
 * paid, how far it is flexible, its conditions and reviews (SEND Regulations 2014, reg. 12(1)(j);
 * Code of Practice, 9.62). In lines of at most 80 columns; it says nothing that the data does not.
 */
export function sectionJText(sectionJ: SectionJ): string {
  const { arrangements, draft } = sectionJ;
  const parts = [
    heading(`Section J: personal budget${draft ? ' (DRAFT)' : ''}`, '='),
    draft
      ? wrap(
          'DRAFT: proposed versions are shown here that have not been agreed. Nothing is decided.',
        )
      : '',
    whoseText(sectionJ),
    ...arrangements.map((one, n) => arrangementText(one, n + 1)),
    totalsText(sectionJ.totals),
    sectionJ.listsAll ? '' : wrap('Only what you may see is listed and added up here.'),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const amount = (text: string): string => amountInWords(money(text));

const capital = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}`;

/** A text that somebody wrote, with one full stop. */
const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

function whoseText({ person, plan, budget, asAt, arrangements }: SectionJ): string {
  const ceased = plan.ceasedOn === null ? '' : ` It ceased on ${dayInWords(plan.ceasedOn)}.`;
  const closed =
    budget.closedOn === null ? '' : ` It was closed on ${dayInWords(budget.closedOn)}.`;
  const held =
    arrangements.length === 0
      ? 'Nothing is in force on this day.'
      : `The personal budget is held as ${kindsHeldInWords(arrangements.map((one) => one.kind))}.`;
  return [
    wrap(`For: ${person.name === null ? '' : `${person.name}, `}reference ${person.reference}.`),
    wrap(
      `Plan: from ${dayInWords(plan.startsOn)}, to be reviewed by ${dayInWords(plan.reviewBy)}.${ceased}`,
    ),
    wrap(
      `Personal budget: from ${dayInWords(budget.startsOn)} to ${dayInWords(budget.endsOn)}.${closed}`,
    ),
    wrap(`As on: ${dayInWords(asAt)}.`),
    '',
    wrap(held),
  ].join('\n');
}

function arrangementText(one: SectionJArrangement, n: number): string {
  const state =
    one.state === 'agreed'
      ? `Version ${one.version}, agreed with effect from ${dayInWords(one.effectiveOn)}.`
      : `PROPOSED: version ${one.version}, not agreed; to take effect from ${dayInWords(one.effectiveOn)}.`;
  const sectors = listed(one.sectors.map(sectorInWords));
  const sections =
    one.sections.length === 0
      ? ''
      : ` (section${one.sections.length > 1 ? 's' : ''} ${listed(one.sections)} of the plan)`;
  return [
    heading(`${n}. ${one.purpose}`),
    wrap(state),
    wrap(`For: ${sectors}${sections}.`),
    wrap(`How it is held: ${one.heldInWords}.`),
    '',
    'Provision and the outcomes it is for:',
    ...provisionText(one),
    ...linesText(one.lines),
    '',
    ...amountsText(one),
    wrap(`Payments: ${one.schedule.inWords}.`),
    ...one.ownMoney.map(ownMoneyText),
    '',
    'Flexibility:',
    ...flexibilityText(one),
    '',
    'Conditions of the direct payment:',
    ...conditionsText(one),
    '',
    'Reviews:',
    ...reviewsText(one),
  ].join('\n');
}

function provisionText({ provision }: SectionJArrangement): string[] {
  if (provision.length === 0) return [item('none in the sections of these sectors.')];
  return provision.map((one) =>
    item(`${one.section}: ${sentence(one.provision)} Outcome: ${sentence(one.outcome)}`),
  );
}

function linesText(lines: SectionJArrangement['lines']): string[] {
  if (lines.length === 0) return [];
  const words = lines.map((line) => {
    const at = line.setting === null ? '' : `, at ${line.setting}`;
    const service = line.service === null ? '' : ` (${line.service.name})`;
    const sum = `${line.quantity} ${line.unit} x ${line.times} (${line.frequency}) at ${amount(line.unitCost)} = ${amount(line.cost)}`;
    return item(
      `${line.section}: ${line.description}${service}${at}: ${sum}. Unit cost: ${sentence(line.costBasis)}`,
    );
  });
  return ['', 'What it is made of:', ...words];
}

function amountsText(one: SectionJArrangement): string[] {
  const weekly = one.weekly === null ? '' : `, from ${amount(one.weekly)} a week`;
  const alone =
    one.amount === one.agreedTotal
      ? ''
      : ` Before contributions, and if these terms held throughout, the schedule comes to ${amount(one.amount)}.`;
  return [
    wrap(`Amount: ${amount(one.agreedTotal)} in all${weekly}.${alone}`),
    ...one.shares.map((share) =>
      item(
        `${capital(sectorInWords(share.sector))}, ${share.funder}: ${amount(share.amount)} (${basisInWords(share)})`,
      ),
    ),
  ];
}

function basisInWords(share: SectionJArrangement['shares'][number]): string {
  const { basis, fraction, upTo, fixed } = share;
  if (fixed === '0.00') return 'nothing more under this version';
  if (basis === 'fraction') return fraction === '1/1' ? 'all of it' : `${fraction} of it`;
  if (basis === 'capped') return `${fraction} of it, up to ${amount(upTo ?? '0.00')}`;
  return { fixed: 'a fixed amount', lines: 'the lines that are its own', rest: 'the rest' }[basis];
}

function ownMoneyText(own: SectionJArrangement['ownMoney'][number]): string {
  const inAll = `${amount(own.weekly)} a week, ${amount(own.amount)} in all`;
  if (own.source === 'top_up') {
    return wrap(`Voluntary top-up by the family, apart from public money: ${inAll}.`);
  }
  const how = own.paid === 'gross' ? 'owed to the authority' : 'taken off what is paid';
  return wrap(`Contribution by the person, apart from public money: ${inAll}, ${how}.`);
}

const NATURES = {
  contingency: 'kept for contingencies',
  one_off: 'for what is bought once',
  start_up: 'for what is needed to start',
} as const;

function flexibilityText({ flexibility, lines }: SectionJArrangement): string[] {
  if (lines.length === 0) return [item('the amount is not divided into lines.')];
  if (flexibility.length === 0) {
    return [item('all of it is regular; nothing is set aside for contingencies.')];
  }
  return flexibility.map((one) =>
    item(`${amount(one.amount)} is ${NATURES[one.nature]}: ${listed(one.descriptions)}.`),
  );
}

function conditionsText({ kind, conditions }: SectionJArrangement): string[] {
  if (kind === 'notional') return [item('none: nothing is paid to the family.')];
  return conditions.map(({ sector, noticeGivenOn, acceptedOn }) => {
    const notice =
      noticeGivenOn === null ? 'no notice on file' : `notice given on ${dayInWords(noticeGivenOn)}`;
    const accepted = acceptedOn === null ? 'not accepted' : `accepted on ${dayInWords(acceptedOn)}`;
    return item(`${capital(sectorInWords(sector))}: ${notice}; ${accepted}.`);
  });
}

function reviewsText({ kind, reviews }: SectionJArrangement): string[] {
  if (kind === 'notional') return [item('with the plan.')];
  return reviews.map(({ sector, lastHeldOn, dueOn }) => {
    const last = lastHeldOn === null ? 'none held yet' : `last held on ${dayInWords(lastHeldOn)}`;
    const next = dueOn === null ? '' : `; next due by ${dayInWords(dueOn)}`;
    return item(`${capital(sectorInWords(sector))}: ${last}${next}.`);
  });
}

function totalsText({ sectors, total, contribution, topUp }: SectionJ['totals']): string {
  const apart = [
    ...(money(contribution).isZero() ? [] : [`contributions of ${amount(contribution)}`]),
    ...(money(topUp).isZero() ? [] : [`voluntary top-ups of ${amount(topUp)}`]),
  ];
  return [
    heading('Total of public money'),
    ...sectors.map((one) => item(`${capital(sectorInWords(one.sector))}: ${amount(one.amount)}`)),
    item(`In all: ${amount(total)}`),
    ...(apart.length === 0 ? [] : [wrap(`Apart from it: ${listed(apart)}.`)]),
  ].join('\n');
}
