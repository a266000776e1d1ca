import type { Funders, Staff } from './book.ts';
import { ok } from './book.ts';

/** A code as a test names it: class, code, and the funder that it is for alone. */
export type NamedCode = readonly [className: string, code: string, funderId?: string];

/** Names codes from a day on. */
export async function nameCodes(
  { finance }: Staff,
  codes: readonly NamedCode[],
  fromOn = '2026-01-01',
): Promise<any> {
  return ok(
    finance.post('/general-ledger/codes', {
      fromOn,
      codes: codes.map(([name, code, funderId]) => ({
        class: name,
        funderId,
        code,
        name: `Code ${code}`,
      })),
    }),
  );
}

/** Codes for all that moves in the ledger book. */
export const ALL_CODES = ({ education }: Pick<Funders, 'education'>): NamedCode[] => [
  ['bank', 'B100'],
  ['treasury', 'B900'],
  ['charges', 'B910'],
  ['suspense', 'B920'],
  ['in_transit', 'B200'],
  ['held/direct/education', 'H100'],
  ['held/direct/education', 'H101', education],
  ['held/direct/social_care', 'H300'],
  ['spent/direct/education', 'S100'],
  ['spent/direct/social_care', 'S300'],
];

/** Draws up a feed through a day. */
export const drawUp = ({ finance }: Staff, periodEnd: string): Promise<any> =>
  ok(finance.post('/general-ledger/feeds', { periodEnd }));
