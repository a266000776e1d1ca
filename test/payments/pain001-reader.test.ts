import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { money } from '../../src/money.ts';
import { readPain } from '../../src/payments/pain001-reader.ts';

const read = async (text: string) => readPain([Buffer.from(text)]);
const messagesOf = async (text: string) =>
  ((await read(text)).faults ?? []).map((one) => one.message);
const message = (version = '09'): string =>
  readFileSync(new URL(`../golden/pain001-${version}.xml`, import.meta.url), 'utf8');

/** The message with something in it changed; the change must be there to make. */
function changed(from: string | RegExp, to: string): string {
  const text = message();
  const after = text.replace(from, to);
  expect(after).not.toBe(text);
  return after;
}

describe('reading a pain.001 message', () => {
  it.each(['09', '03'])('reads version .%s as it was laid out', async (version) => {
    const { file } = await read(message(version));
    expect(file!.version).toBe(version);
    expect(
      file!.items.map((one) => [
        one.reference,
        one.sortCode,
        one.accountNumber,
        one.name,
        one.amount.toFixed(2),
      ]),
    ).toEqual([
      ['PB 000412 000001', '200915', '41011166', "Mrs J O'Brien", '769.23'],
      ['PB 000412 000002', '871427', '46238510', 'Zoe Muller-Smith', '0.01'],
      ['PB 000412 000003', '089999', '66374958', 'Broker + Sons Client Account', '20000000.00'],
      ['PB 000412 000004', '107999', '88837491', 'Lukasz Ore', '1234.56'],
    ]);
    expect([
      file!.total.toFixed(2),
      String(file!.blocks[0]!.executeOn),
      String(file!.createdAt),
    ]).toEqual(['20002003.80', '2026-04-02', '2026-03-31T13:45:59']);
  });

  it('says that nothing was said to a payee', async () => {
    const { file } = await read(changed(/<RmtInf>.*?<\/RmtInf>/, ''));
    expect(file!.items.map((one) => one.remittance)).toEqual([
      null,
      'PB 000412 000002',
      'PB 000412 000003',
      'PB 000412 000004',
    ]);
  });
});

describe('a message that was tampered with', () => {
  it.each<[string, string | RegExp, string, string[]]>([
    [
      'an amount',
      '>769.23<',
      '>769.24<',
      [
        'GrpHdr: CtrlSum must be the sum, 20002003.81; found 20002003.80.',
        'PmtInf: CtrlSum must be the sum, 20002003.81; found 20002003.80.',
      ],
    ],
    [
      'the count of the group',
      '<NbOfTxs>4<',
      '<NbOfTxs>5<',
      ['GrpHdr: NbOfTxs must be 4; found 5.'],
    ],
    [
      'the count of the payments',
      /(GrpHdr>[^]*)<NbOfTxs>4</,
      '$1<NbOfTxs>3<',
      ['PmtInf: NbOfTxs must be 4; found 3.'],
    ],
    [
      'the sum of the group',
      '<CtrlSum>20002003.80',
      '<CtrlSum>20002003.81',
      ['GrpHdr: CtrlSum must be the sum, 20002003.80; found 20002003.81.'],
    ],
    [
      'a payment left out',
      /<CdtTrfTxInf>.*?<\/CdtTrfTxInf>\n/,
      '',
      [
        'GrpHdr: NbOfTxs must be 3; found 4.',
        'GrpHdr: CtrlSum must be the sum, 20001234.57; found 20002003.80.',
        'PmtInf: NbOfTxs must be 3; found 4.',
        'PmtInf: CtrlSum must be the sum, 20001234.57; found 20002003.80.',
      ],
    ],
    [
      'a reference used twice',
      '<EndToEndId>PB 000412 000002',
      '<EndToEndId>PB 000412 000001',
      ['Item 2: its reference stands twice.'],
    ],
    [
      'another currency',
      'Ccy="GBP"',
      'Ccy="EUR"',
      ['Item 1: Amt/InstdAmt must have Ccy=GBP alone.'],
    ],
    [
      'an amount of one decimal',
      '>769.23<',
      '>769.2<',
      ['Item 1: Amt/InstdAmt must be pounds with two decimals; it is not.'],
    ],
    [
      'a sort code',
      '<MmbId>200915',
      '<MmbId>20-09-15',
      ['Item 1: CdtrAgt/FinInstnId/ClrSysMmbId/MmbId must be 6 digits; it is not.'],
    ],
    [
      'a name out of the set',
      'Lukasz',
      'Łukasz',
      ['Item 4: Cdtr/Nm must be 1 to 70 characters of the set; it is not.'],
    ],
    [
      'a day that there is not',
      '<Dt>2026-04-02',
      '<Dt>2026-02-30',
      ['Payment: ReqdExctnDt must be a day there is.'],
    ],
    [
      'a moment that there is not',
      '<CreDtTm>2026-03-31',
      '<CreDtTm>2026-02-31',
      ['GrpHdr: CreDtTm must be a time there is.'],
    ],
    [
      'a time with a zone',
      '13:45:59',
      '13:45:59Z',
      ['GrpHdr: CreDtTm must be YYYY-MM-DDThh:mm:ss; it is not.'],
    ],
    [
      'an element more',
      '</PmtId>',
      '<UETR>x</UETR></PmtId>',
      ['Item 1: PmtId/UETR is not expected.'],
    ],
    ['an element less', '<ChrgBr>SHAR</ChrgBr>\n', '', ['Payment: ChrgBr is missing.']],
    [
      'an element twice',
      '<Cdtr><Nm>Lukasz Ore</Nm>',
      '<Cdtr><Nm>Lukasz Ore</Nm><Nm>X</Nm>',
      ['Item 4: Cdtr/Nm stands twice.'],
    ],
  ])('is found out by %s', async (_, from, to, expected) => {
    expect(await messagesOf(changed(from, to))).toEqual(expected);
  });

  it('is found out by elements out of order', async () => {
    const [fault] = await messagesOf(
      changed(
        '<PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg>',
        '<BtchBookg>true</BtchBookg><PmtMtd>TRF</PmtMtd>',
      ),
    );
    expect(fault).toContain('Payment: The elements must be in this order: PmtInfId, PmtMtd,');
  });

  it('tells of everything at once, and where', async () => {
    const text = changed('>769.23<', '>0.00<')
      .replace('<MmbId>871427', '<MmbId>8')
      .replace('SHAR', 'DEBT');
    const { faults } = await read(text);
    expect(faults).toEqual([
      { where: '13:1', message: 'Item 1: pays 0.01 to 20000000.00; found 0.00.' },
      {
        where: '14:1',
        message: 'Item 2: CdtrAgt/FinInstnId/ClrSysMmbId/MmbId must be 6 digits; it is not.',
      },
      { where: '5:1', message: 'Payment: ChrgBr must be SHAR or SLEV; it is not.' },
    ]);
  });

  it('is found out by any digit of an amount, a count or a sum', async () => {
    const text = message();
    const digits = [...text.matchAll(/(?:<InstdAmt Ccy="GBP">|<NbOfTxs>|<CtrlSum>)([\d.]+)/g)]
      .flatMap((found) => {
        const start = found.index + found[0].length - found[1]!.length;
        return Array.from({ length: found[1]!.length }, (_, n) => start + n);
      })
      .filter((place) => text[place] !== '.');
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...digits),
        fc.integer({ min: 1, max: 9 }),
        async (place, by) => {
          const digit = (Number(text[place]) + by) % 10;
          const spoilt = `${text.slice(0, place)}${digit}${text.slice(place + 1)}`;
          expect((await read(spoilt)).faults?.length).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('keeps to a limit that it is given', async () => {
    const { faults } = await readPain([Buffer.from(message())], money('1000.00'));
    expect(faults!.map((one) => one.message)).toEqual([
      'Item 3: pays 0.01 to 1000.00; found 20000000.00.',
      'Item 4: pays 0.01 to 1000.00; found 1234.56.',
    ]);
  });
});

describe('a file that is no such message', () => {
  it.each([
    ['nothing', ''],
    ['text', 'VOL1000412'],
    ['half a message', () => message().slice(0, 1500)],
    ['a document type', () => changed('<Document', '<!DOCTYPE Document><Document')],
    ['another message', () => changed('pain.001.001.09', 'pain.001.001.11')],
    ['two groups', () => changed('<PmtInf>', '<GrpHdr><MsgId>X</MsgId></GrpHdr>\n<PmtInf>')],
    ['no payment block', () => changed(/<PmtInf>[^]*<\/PmtInf>\n/, '')],
    ['no group', () => changed(/<GrpHdr>.*<\/GrpHdr>\n/, '')],
    ['the same block twice', () => changed(/(<PmtInf>[^]*<\/PmtInf>)/, '$1\n$1')],
    ['another root', () => changed(/Document/g, 'Dokument')],
  ])('is refused: %s', async (_, made) => {
    const { file, faults } = await read(typeof made === 'string' ? made : made());
    expect(file).toBeUndefined();
    expect(faults!.length).toBeGreaterThan(0);
  });
});

const folder = new URL('../../../shared/fixtures/iso20022js/', import.meta.url);
const present = existsSync(folder);

describe.skipIf(!present)(`messages of others (${present ? 'present' : 'not present'})`, () => {
  test.each([
    'goldman_sachs__pain_001_ach_credit.xml',
    'cross_river__pain_001_rtp_credit.xml',
    'example__sepa_pain_001_v3_multiple_pmtinf.xml',
  ])('%s is refused, without what is in it', async (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const { faults } = await read(text);
    expect(faults!.length).toBeGreaterThan(2);
    const said = faults!.map((one) => one.message).join('\n');
    for (const [, nm = ''] of text.matchAll(/<Nm>(.+?)<\/Nm>/g)) expect(said).not.toContain(nm);
  });
});
