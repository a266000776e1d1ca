import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { money } from '../../src/money.ts';
import { checkFile, fileInPieces, type FileItem } from '../../src/payments/file-maker.ts';
import { messageIdOf, pain001, type PainMessage } from '../../src/payments/pain001.ts';
import {
  ITEMS,
  PAYER,
  faultsOf,
  golden,
  item,
  textOf,
  totalsOf,
} from '../support/payment-files.ts';

/** After a change that is meant, UPDATE_GOLDEN=1 writes the golden files anew. */
const message: PainMessage = {
  version: '09',
  messageId: 'TESTSHIRE-000412',
  createdAt: Temporal.Instant.from('2026-03-31T13:45:59.987Z'),
  payer: PAYER,
};
const VERSIONS = ['09', '03'] as const;

describe('a pain.001 message', () => {
  it.each(VERSIONS)('of version .%s is the one in test/golden', async (version) => {
    const text = await textOf(pain001({ ...message, version }), ITEMS);
    expect(text).toBe(golden(`pain001-${version}.xml`, text));
  });

  it('says its count, its sum and its moment in UTC without a zone', async () => {
    const text = await textOf(pain001(message), ITEMS);
    const sums = '<NbOfTxs>4</NbOfTxs><CtrlSum>20002003.80</CtrlSum>';
    expect(text.split(sums)).toHaveLength(3);
    expect(text).toContain('<CreDtTm>2026-03-31T13:45:59</CreDtTm>');
  });

  it('has its date as the schema of each version wants it', async () => {
    const dates = VERSIONS.map(async (version) => {
      const text = await textOf(pain001({ ...message, version }), ITEMS);
      return /<ReqdExctnDt>(.*)<\/ReqdExctnDt>/.exec(text)?.[1];
    });
    expect(await Promise.all(dates)).toEqual(['<Dt>2026-04-02</Dt>', '2026-04-02']);
  });

  it('has no character outside the set but those of XML', async () => {
    const text = await textOf(pain001(message), ITEMS);
    const texts = text.slice(text.indexOf('\n')).replaceAll(/<[^>]*>/g, '');
    expect(texts).toMatch(/^[A-Za-z0-9/\-?:().,'+ \n]+$/);
    expect(text).toContain('<Nm>Broker + Sons Client Account</Nm>');
    expect(text).toContain('<Nm>Lukasz Ore</Nm>');
  });
});

describe('a message of several days', () => {
  const later = { ...ITEMS[2]!, valueOn: Temporal.PlainDate.from('2026-04-08') };
  const made = async (version: '09' | '03') =>
    textOf(pain001({ ...message, version }), [ITEMS[0]!, ITEMS[1]!, later]);

  it.each(VERSIONS)('has a block for each with its own sums, in version .%s', async (version) => {
    const text = await made(version);
    const [group = '', ...blocks] = text.split('<PmtInf>');
    const sums = (part: string) => /<NbOfTxs>(.*?)<.*?<CtrlSum>(.*?)</.exec(part)?.slice(1);
    expect(sums(group)).toEqual(['3', '20000769.24']);
    expect(blocks.map((block) => [...(sums(block) ?? []), idOf(block), dayOf(block)])).toEqual([
      ['2', '769.24', 'TESTSHIRE-000412-1', '2026-04-02'],
      ['1', '20000000.00', 'TESTSHIRE-000412-2', '2026-04-08'],
    ]);
    expect(blocks.map((block) => block.split('<CdtTrfTxInf>').length - 1)).toEqual([2, 1]);
  });

  it('is refused when its identifiers would be too long', async () => {
    const long = pain001({ ...message, messageId: 'x'.repeat(32) });
    expect(await faultsOf(long, ITEMS)).toEqual([]);
    const [fault, ...more] = await faultsOf(long, [ITEMS[0]!, later]);
    expect(more).toEqual([]);
    expect(fault).toContain('at most 31 characters; found 32.');
  });

  const idOf = (block: string) => /<PmtInfId>(.*?)</.exec(block)?.[1];
  const dayOf = (block: string) => /<ReqdExctnDt>(?:<Dt>)?(.*?)</.exec(block)?.[1];
});

describe('the service level', () => {
  it.each([
    ['bacs', 'NURG'],
    ['faster_payments', 'URGP'],
  ] as const)('of what is paid by %s is %s', async (way, level) => {
    const text = await textOf(pain001({ ...message, way }), ITEMS);
    expect(text).toContain(`<PmtTpInf><SvcLvl><Cd>${level}</Cd></SvcLvl></PmtTpInf>`);
  });
});

describe('a Saturday', () => {
  const saturday = [{ ...ITEMS[0]!, valueOn: Temporal.PlainDate.from('2026-04-04') }];

  it('is refused of what is paid by Bacs, and not of Faster Payments', async () => {
    expect(await faultsOf(pain001(message), saturday)).toEqual([
      'file: The execution date must be a working day; 2026-04-04 is not.',
    ]);
    expect(await faultsOf(pain001({ ...message, way: 'faster_payments' }), saturday)).toEqual([]);
  });
});

describe('a message identifier', () => {
  it.each([
    ['testshire', '000412', 'TESTSHIRE-000412'],
    ['north_testshire', '26P001', 'NORTH-TESTSHIRE-26P001'],
    ['a'.repeat(31), '000412', `${'A'.repeat(24)}-000412`],
  ])('of %s and %s is %s', (authority, serial, expected) => {
    expect(messageIdOf(authority, serial)).toBe(expected);
  });
});

describe('a message of 100,000 payments', () => {
  function* many(): Generator<FileItem> {
    for (let n = 1; n <= 100_000; n += 1) {
      yield item('200915', '41011166', 'A Payee', `PB 000412 ${String(n)}`, '769.23');
    }
  }

  it('comes in pieces that each hold a few', async () => {
    const format = pain001(message);
    const { faults, ...totals } = await checkFile(format, many());
    expect([faults.length, totals.count, totals.total.toFixed(2)]).toEqual([
      0,
      100_000,
      '76923000.00',
    ]);
    let [longest, payments] = [0, 0];
    for await (const piece of fileInPieces(format, totals, many())) {
      longest = Math.max(longest, piece.length);
      payments += piece.split('<CdtTrfTxInf>').length - 1;
    }
    expect(payments).toBe(100_000);
    expect(longest).toBeLessThan(70_000);
  }, 60_000);

  it('is not written with totals of other payments', async () => {
    const totals = await totalsOf(pain001(message), ITEMS.slice(1));
    const written = Array.fromAsync(fileInPieces(pain001(message), totals, ITEMS));
    await expect(written).rejects.toThrow(
      'Expected 3 payments of 20001234.57 on 1 days; found 4 payments of 20002003.80',
    );
  });
});

describe('what a bank would refuse', () => {
  const good = ITEMS[0]!;
  const REFERENCE = `must be of A-Z, a-z, 0-9, single spaces and / - ? : ( ) . , ' + with no "/"`;
  it.each<[string, Partial<FileItem>, string]>([
    ['an amount of zero', { amount: money('0.00') }, 'must be above 0.00; found 0.'],
    ['an amount below zero', { amount: money('-1.00') }, 'must be above 0.00; found -1.'],
    ['half a penny', { amount: money('1.005') }, 'has parts of a penny'],
    ['more than the limit', { amount: money('20000000.01') }, 'at most 20000000.00'],
    ['a sort code of 5 digits', { sortCode: '20091' }, 'must be 6 digits; found 5 characters'],
    ['an account of 7 digits', { accountNumber: '4101116' }, 'must be 8 digits; found 7'],
    ['a name in another script', { name: 'Li 王小' }, 'has 2 characters that banks do not carry'],
    ['an emoji in a name', { name: 'A😀' }, 'the first at position 2'],
    ['an empty name', { name: '  ' }, 'The name is empty.'],
    ['a name of 71 characters', { name: 'x'.repeat(71) }, 'at most 70 characters; found 71.'],
    ['a name that grows to 71', { name: 'ß'.repeat(36) }, 'at most 70 characters; found 72.'],
    ['an empty reference', { reference: '' }, '1 to 35 characters; found 0.'],
    ['a reference of 36', { reference: 'x'.repeat(36) }, '1 to 35 characters; found 36.'],
    ['a reference with an accent', { reference: 'PBé' }, REFERENCE],
    ['a reference with "//"', { reference: 'PB//1' }, REFERENCE],
    ['a reference with two spaces', { reference: 'PB  1' }, REFERENCE],
  ])('is %s', async (_, wrong, expected) => {
    const reference = wrong.reference ?? good.reference;
    const faults = await faultsOf(pain001(message), [{ ...good, ...wrong }]);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(expected);
    expect(faults[0]).toMatch(new RegExp(`^${reference}: `));
    expect(faults[0]!.slice(reference.length)).not.toMatch(/王|😀|xxx|ßß|20091|4101116/);
  });

  it('is told of all items and of the file at once, in order', async () => {
    const limited = pain001({
      ...message,
      messageId: 'A_B',
      payer: { ...PAYER, name: '市' },
      mostPerItem: money('1000.00'),
    });
    const onGoodFriday = { ...ITEMS[1]!, valueOn: Temporal.PlainDate.from('2026-04-03') };
    const faults = await faultsOf(limited, [...ITEMS, onGoodFriday]);
    expect(faults.map((fault) => fault.slice(0, 40))).toEqual([
      'file: The message identifier must be of ',
      'file: Paying account: The name has 1 cha',
      'file: The execution date must be a worki',
      'PB 000412 000003: One payment carries at',
      'PB 000412 000004: One payment carries at',
      'PB 000412 000002: The reference must be ',
    ]);
  });

  it('is a message without payments', async () => {
    expect(await faultsOf(pain001(message), [])).toEqual([
      'file: A file needs at least one payment; found none.',
    ]);
  });

  it('stops the writing of what was not checked', async () => {
    const bad = [{ ...good, name: '王' }];
    const totals = await totalsOf(pain001(message), [good]);
    await expect(Array.fromAsync(fileInPieces(pain001(message), totals, bad))).rejects.toThrow(
      RangeError,
    );
  });
});

/** The schemas are published by ISO 20022 and are no part of this project. */
const folder = new URL('../../../shared/fixtures/xsd/', import.meta.url);
const present = existsSync(folder);

describe.skipIf(!present)(`the ISO schemas (${present ? 'present' : 'not present'})`, () => {
  const check = async (version: string, contents: string) =>
    validateXML({
      xml: [{ fileName: 'payments.xml', contents }],
      schema: [
        {
          fileName: 'schema.xsd',
          contents: readFileSync(new URL(`pain.001.001.${version}.xsd`, folder), 'utf8'),
        },
      ],
    });

  test.each(VERSIONS)('accept a written message of version .%s', async (version) => {
    const longest = 'x'.repeat(35);
    const odd = item('000000', '00000000', "A/B-C?D:E(F).G,H'I+J".repeat(3), longest, '0.01');
    const wide = pain001({ ...message, version, messageId: longest });
    const result = await check(version, await textOf(wide, [...ITEMS, odd]));
    expect(result.errors).toEqual([]);
    expect(result.valid).toBe(true);
  });

  test.each(VERSIONS)('accept several days of urgent payments in version .%s', async (version) => {
    const days = ITEMS.map((one, n) => ({ ...one, valueOn: one.valueOn.add({ weeks: n }) }));
    const urgent = pain001({ ...message, version, way: 'faster_payments' });
    const text = await textOf(urgent, days);
    expect(text.split('<PmtInf>')).toHaveLength(5);
    expect((await check(version, text)).errors).toEqual([]);
  });

  test.each(VERSIONS)('would find a fault in version .%s', async (version) => {
    const text = await textOf(pain001({ ...message, version }), ITEMS);
    const wrong = text.replace('<PmtMtd>TRF', '<PmtMtd>CASH');
    expect((await check(version, wrong)).valid).toBe(false);
  });
});
