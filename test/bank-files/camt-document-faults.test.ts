import { describe, expect, test } from 'vitest';
import { collectCamt053, readCamt053, type CamtFile } from '../support/camt053.ts';
import { XML_LIMITS } from '../../src/bank-files/xml-tree.ts';
import {
  balanceOf,
  entryOf,
  golden,
  message,
  pieces,
  readGolden,
  readXml,
  statementOf,
} from '../support/camt-files.ts';

const only = (file: CamtFile): CamtFile['problems'][number] | undefined => {
  expect(file.problems).toHaveLength(1);
  return file.problems[0];
};

describe('a file that breaks off', () => {
  test('gives the lines before it and says that they are not the whole file', async () => {
    const file = await readGolden('truncated.xml');
    expect(file.statements).toMatchObject([
      { lineCount: 2, complete: false, balances: null, opening: '6.00' },
    ]);
    expect(file.statements[0]?.lines.map((line) => line.reference)).toEqual(['C1', 'C2']);
    expect(only(file)).toMatchObject({ severity: 'error', code: 'truncated', where: '34:9' });
    expect(only(file)?.message).toContain('the 2 lines before it are not the whole file');
  });

  test('anywhere is an error, and never a complete file', async () => {
    const bytes = golden('uk-v8.xml');
    const end = bytes.lastIndexOf(0x3e);
    for (let length = 0; length <= end; length += 13) {
      const { problems } = await collectCamt053([bytes.subarray(0, length)]);
      expect(problems.filter((problem) => problem.severity === 'error')).toHaveLength(1);
    }
    expect((await collectCamt053([bytes.subarray(0, end + 1)])).problems).toEqual([]);
  });

  test('inside the first line still has its statement', async () => {
    const xml = statementOf(balanceOf('OPBD', '1.00') + entryOf({}));
    const file = await readXml(xml.slice(0, xml.indexOf('<Sts>')));
    expect(file.statements).toMatchObject([{ opening: '1.00', lineCount: 0, complete: false }]);
    expect(only(file)?.code).toBe('truncated');
  });
});

describe('a file that is not a statement', () => {
  test('but a notice of debits and credits is refused by that name', async () => {
    const problem = only(await readGolden('notification.xml'));
    expect(problem).toMatchObject({ severity: 'error', code: 'wrong-message' });
    expect(problem?.message).toContain('camt.054.001.08');
    expect(problem?.message).toContain('Expected a bank statement (camt.053');
  });

  test.each([
    ['BkToCstmrAcctRptV01', 'account report during the day (camt.052)'],
    ['CstmrCdtTrfInitn', 'payment order (pain.001)'],
    ['CstmrPmtStsRpt', 'payment status report (pain.002)'],
    ['SomethingNew', 'another message, <SomethingNew>'],
    ['constructor', 'another message, <constructor>'],
  ])('but %s is refused', async (name, words) => {
    const problem = only(await readXml(`<Document><${name}><Stmt/></${name}></Document>`));
    expect(problem?.code).toBe('wrong-message');
    expect(problem?.message).toContain(words);
  });

  test.each([
    ['nothing', '', 'empty-file'],
    ['white space', ' \n\n', 'empty-file'],
    ['a text', ':20:STARTUMS\n:25:123', 'not-xml'],
    ['a CSV', 'Date,Amount\n2026-04-01,"1<2"\n', 'not-xml'],
    ['a compressed file', '\u0050K\u0003\u0004 ...', 'not-xml'],
    ['another XML file', '<OFX><BANKTRANLIST/></OFX>', 'wrong-message'],
    ['an empty document', '<Document/>', 'wrong-message'],
    ['a web page', '<html><body>Sign in<br></body></html>', 'xml-broken'],
    ['a web page with a type', '<!DOCTYPE html><html></html>', 'doctype-refused'],
    ['no statements', message(''), 'no-statements'],
  ])('but %s', async (_, text, code) => {
    const file = await readXml(text);
    expect(file.statements).toEqual([]);
    expect(only(file)).toMatchObject({ severity: 'error', code });
    expect(only(file)?.where).toMatch(/^\d+:\d+$/);
  });
});

describe('a file that is broken', () => {
  const balances = balanceOf('OPBD', '5.00') + balanceOf('CLBD', '0.00');
  const good = statementOf(balances + entryOf({}));

  test.each([
    ['tags crossed', statementOf(entryOf({}) + '<Ntry><Amt></Ntry></Amt>')],
    ['an entity nobody defined', statementOf(entryOf({}) + '<Ntry>&who;</Ntry>')],
    ['a control character', statementOf(entryOf({}) + '<Ntry>\u0001</Ntry>')],
    ['a bare ampersand', statementOf(entryOf({}) + '<Ntry>A & B</Ntry>')],
  ])('by %s', async (_, xml) => {
    const file = await readXml(xml);
    expect(file.statements[0]).toMatchObject({ complete: false, balances: null });
    expect(file.statements[0]?.lines[0]).toMatchObject({ number: 1, amount: '-5.00' });
    expect(only(file)).toMatchObject({ severity: 'error', code: 'xml-broken' });
    expect(only(file)?.message).toContain('not the whole file');
  });

  test('by a bare ampersand says where, however much of the file that swallows', async () => {
    for (const rest of ['', 'x'.repeat(2_000_000), '<A>&amp;</A>']) {
      const xml = statementOf(`\n<Ntry><Nm>A & B</Nm>${rest}`);
      expect(only(await readXml(xml))).toMatchObject({ code: 'xml-broken', where: '2:11' });
    }
  });

  test.each([
    ['a second document', good + good],
    ['a second declaration', `${good}<?xml version="1.0"?>${good}`],
    ['more text', `${good}\nend`],
  ])('by %s after its end', async (_, xml) => {
    const file = await readXml(xml);
    expect(file.statements).toMatchObject([{ lineCount: 1, balances: true }]);
    expect(only(file)).toMatchObject({ severity: 'error', code: 'xml-broken' });
  });
});

describe('a hostile file', () => {
  test('with entities is refused before anything is expanded or fetched', async () => {
    const file = await readGolden('entity-bomb.xml');
    expect(file.statements).toEqual([]);
    expect(only(file)).toMatchObject({ severity: 'error', code: 'doctype-refused' });
  });

  const deep = '<a>'.repeat(XML_LIMITS.depth);
  const long = 'x'.repeat(XML_LIMITS.text + 70_000);
  const sections = '<![CDATA[0123456789]]>'.repeat(XML_LIMITS.text / 10 + 1);
  const many = '<RmtInf/>'.repeat(XML_LIMITS.elements);
  test.each([
    ['too many levels', message(deep), 'too-deep'],
    ['too many levels in a line', statementOf(`<Ntry>${deep}`), 'too-deep'],
    ['a long text', statementOf(`<Ntry><AddtlNtryInf>${long}`), 'text-too-long'],
    [
      'a long text of many sections',
      statementOf(`<Ntry><AddtlNtryInf>${sections}`),
      'text-too-long',
    ],
    ['a long comment', message(`<!-- ${long}`), 'text-too-long'],
    ['a long attribute', message(`<Stmt a="${long}`), 'text-too-long'],
    ['a long name', message(`<${long}`), 'text-too-long'],
    ['a long type declaration', `<!DOCTYPE ${long}`, 'text-too-long'],
    ['a huge line', statementOf(`<Ntry>${many}`), 'element-too-large'],
    ['a huge batch', statementOf(`<Ntry>${'<TxDtls/>'.repeat(100_001)}`), 'line-too-large'],
  ])('with %s is refused', async (_, xml, code) => {
    const file = await readXml(xml);
    expect(only(file)).toMatchObject({ severity: 'error', code });
  });

  test('is not read any further than the fault', async () => {
    let given = 0;
    function* long(): Generator<Uint8Array> {
      yield new TextEncoder().encode('<Document><BkToCstmrStmt><Stmt>');
      const more = new TextEncoder().encode('<Acct>'.repeat(1000));
      for (let n = 0; n < 100; n += 1) {
        given += 1;
        yield more;
      }
    }
    const types: string[] = [];
    for await (const event of readCamt053(long())) types.push(event.type);
    expect(types.at(-1)).toBe('problem');
    expect(given).toBe(1);
  });

  test('of random bytes never throws', async () => {
    const bytes = golden('uk-v8.xml');
    for (let seed = 1; seed <= 150; seed += 1) {
      const changed = Uint8Array.from(bytes);
      for (let n = 0; n < 3; n += 1) {
        changed[(seed * 7919 + n * 104_729) % changed.length] = (seed * 31 + n * 17) % 256;
      }
      const file = await collectCamt053(pieces(changed, 512));
      expect(Array.isArray(file.problems)).toBe(true);
    }
  });
});
