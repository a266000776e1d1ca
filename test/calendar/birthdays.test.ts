import { describe, expect, it } from 'vitest';
import { birthday, endOfCompulsorySchoolAge } from '../../src/calendar.ts';
import { freshDatabase } from '../support/database.ts';

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);

describe('a birthday', () => {
  it.each([
    ['2010-07-14', 16, '2026-07-14'],
    ['2010-07-14', 0, '2010-07-14'],
    ['2008-02-29', 16, '2024-02-29'],
    ['2008-02-29', 18, '2026-03-01'],
    ['2008-02-29', 25, '2033-03-01'],
    ['2008-02-28', 18, '2026-02-28'],
    ['2009-12-31', 16, '2025-12-31'],
  ])('of somebody born on %s who becomes %i is on %s', (bornOn, age, on) => {
    expect(birthday(day(bornOn), age).toString()).toBe(on);
  });

  it.each([-1, 1.5, Number.NaN])('is not counted for an age of %s', (age) => {
    expect(() => birthday(day('2010-07-14'), age)).toThrow(/whole number of years/);
  });
});

describe('the database counts as the calendar does', async () => {
  const db = await freshDatabase();
  const rows = await db.run(
    (tx) => tx.sql<{ born: string; ends: string; ages: string[] }[]>`
      select born::date::text as born, end_of_compulsory_school_age(born::date)::text as ends,
        array(select birthday(born::date, age)::text from generate_series(0, 26) as age) as ages
      from generate_series('1998-01-01'::date, '2030-12-31'::date, '1 day') as born`,
  );

  it('for every day of birth from 1998 to 2030', () => {
    expect(rows).toHaveLength(12_053);
    const ours = rows.map(({ born }) => {
      const bornOn = day(born);
      return {
        born,
        ends: endOfCompulsorySchoolAge(bornOn).toString(),
        ages: Array.from({ length: 27 }, (_, age) => birthday(bornOn, age).toString()),
      };
    });
    const different = ours.filter((one, n) => JSON.stringify(one) !== JSON.stringify(rows[n]));
    expect(different.slice(0, 5)).toEqual([]);
  });
});
