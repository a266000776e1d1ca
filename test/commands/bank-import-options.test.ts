import { beforeAll, describe, expect, it } from 'vitest';
import { aBankDesk, type BankDesk } from '../support/bank-commands.ts';
import { aBankAccount } from '../support/released-run.ts';

/** Files that do not say by themselves what they are, or whose they are. */
let desk: BankDesk;
beforeAll(async () => {
  desk = await aBankDesk();
  await aBankAccount(desk.api.db);
});

const byLine = async () => {
  const { items } = await desk.json('finance', 'lines', '--account', desk.account.name);
  return items.map((one: any) => [one.bookedOn, one.amount, one.text]);
};

describe('bank import', { timeout: 120_000 }, () => {
  it('--format reads a file as what it is said to be', async () => {
    const { sortCode, accountNumber } = desk.account;
    const head = `:20:DAY\n:25:${sortCode}${accountNumber}\n:28C:1/1\n`;
    const content = `${head}:60F:C260401GBP10,00\n:61:260402D4,00NTRFA1\n:86:Tutor\n:62F:C260402GBP6,00\n-\n`;
    const file = desk.file('april.txt', content);
    expect(await desk.refused('finance', 'import', file, '--format', 'csv')).not.toBe('');
    expect(await desk.refused('finance', 'import', file, '--format', 'pdf')).toContain(
      'format must be one of',
    );
    const said = await desk.said('finance', 'import', file, '--format', 'mt940');
    expect(said).toMatch(/^Imported: april.txt, read as mt940\n/);
    expect(await byLine()).toEqual([['2026-04-02', '-4.00', 'Tutor']]);
  });

  it('--profile says whose CSV it is, and --account which account', async () => {
    const csv = 'Date,Amount,Memo\n03/04/2026,1.50,March or April\n';
    const file = desk.file('card.csv', csv);
    const account = ['--account', desk.account.name];
    expect(
      await desk.refused('finance', 'import', file, ...account, '--profile', 'mybank'),
    ).toMatch(/profile must be a file with a profile in JSON, or one of: lloyds/);
    const as = [...account, '--profile', 'month-first'];
    expect(await desk.said('finance', 'import', file, ...as)).toMatch(/read as csv/);
    expect(await byLine()).toContainEqual(['2026-03-04', '1.50', 'March or April']);
  });

  it('--profile takes a file that describes the CSV', async () => {
    const profile = desk.file(
      'own.json',
      `\uFEFF${JSON.stringify({
        name: 'card',
        headings: true,
        columns: { date: 'When', amount: 'Paid', description: 'What' },
        dates: 'day-first',
        moneyOut: 'positive',
      })}`,
    );
    const file = desk.file('own.csv', 'When;Paid;What\n07/04/2026;2.50;Shop\n');
    const as = ['--account', desk.account.name, '--profile', profile];
    expect(await desk.said('finance', 'import', file, ...as)).toMatch(/read as csv\.card/);
    expect(await byLine()).toContainEqual(['2026-04-07', '-2.50', 'Shop']);
    const none = await desk.refused('finance', 'import', file, '--profile', './nowhere.json');
    expect(none).toBe('Expected a file at ./nowhere.json; there is none. Check the path.\n');
  });

  it('--gap accept imports a file though a statement before it is missing', async () => {
    const june = { from: '2026-06-01', to: '2026-06-30', opening: '99.00' };
    const file = desk.statement('june.xml', june);
    const refused = await desk.refused('finance', 'import', file);
    expect(refused).toContain('The statement from 2026-06-01 opens with £99.00');
    const said = await desk.said('finance', 'import', file, '--gap', 'accept');
    expect(said).toMatch(/^Imported: june.xml/);
    expect(said).toContain(`${desk.account.name}: The statement from 2026-06-01 opens with £99.00`);
  });
});
