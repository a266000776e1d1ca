import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPain } from '../../src/payments/pain001-reader.ts';

const read = async (text: string) => readPain([Buffer.from(text)]);
const message = (): string =>
  readFileSync(new URL('../golden/pain001-09.xml', import.meta.url), 'utf8');

describe('a message of several payment blocks', () => {
  /** The message with its last payment in a block of its own. */
  function divided(): string {
    const [first = '', last = ''] = message().split(
      /(?=<CdtTrfTxInf><PmtId><EndToEndId>PB 000412 000004)/,
    );
    const head = /<PmtInf>[^]*?<ChrgBr>SHAR<\/ChrgBr>\n/.exec(first)![0];
    const of = (part: string, count: string, total: string) =>
      part.replace('<NbOfTxs>4<', `<NbOfTxs>${count}<`).replace('20002003.80', total);
    return (
      first.replace(head, of(head, '3', '20000769.24')) +
      '</PmtInf>\n' +
      of(head, '1', '1234.56').replace('000412</PmtInfId>', '000412-2</PmtInfId>') +
      last
    );
  }

  it('reads as its blocks', async () => {
    const { file, faults } = await read(divided());
    expect(faults).toBeUndefined();
    expect(file!.blocks.map((block) => [block.paymentId, block.items.length])).toEqual([
      ['TESTSHIRE-000412', 3],
      ['TESTSHIRE-000412-2', 1],
    ]);
    expect(file!.items).toHaveLength(4);
  });

  it.each<[string, string, string, string[]]>([
    [
      'its sum',
      '1234.56</CtrlSum>',
      '1234.57</CtrlSum>',
      ['PmtInf: CtrlSum must be the sum, 1234.56; found 1234.57.'],
    ],
    ['its count', '<NbOfTxs>1<', '<NbOfTxs>2<', ['PmtInf: NbOfTxs must be 1; found 2.']],
    ['its identifier', '000412-2<', '000412<', ['PmtInf: its PmtInfId stands twice.']],
    [
      'the second payer',
      '63748472',
      '63748473',
      ['PmtInf: the payer and the service must be those of the first.'],
    ],
    [
      'the second service',
      'NURG',
      'URGP',
      ['PmtInf: the payer and the service must be those of the first.'],
    ],
    [
      'the sum of the group',
      '20002003.80',
      '20002003.81',
      ['GrpHdr: CtrlSum must be the sum, 20002003.80; found 20002003.81.'],
    ],
  ])('is found out when tampered with by %s', async (_, from, to, expected) => {
    const text = divided().replace(from, to);
    expect(text).not.toBe(divided());
    const { faults } = await read(text);
    expect(faults?.map((fault) => fault.message)).toEqual(expected);
  });
});
