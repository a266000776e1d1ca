import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { heading, makePdf, paragraph, shownText, type Pdf } from '../../src/pdf/document.ts';
import { writeTable } from '../../src/pdf/table.ts';

const MADE_AT = Temporal.Instant.from('2026-07-10T09:30:00Z');

interface Row {
  readonly name: string;
  readonly amount: string;
}

const rowsOf = (count: number): Row[] =>
  Array.from({ length: count }, (_, n) => ({ name: `Row ${n + 1}`, amount: `${n}.00` }));

async function* inLots(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  for (let n = 0; n < rows.length; n += 50) yield rows.slice(n, n + 50);
}

function file(rows: readonly Row[], title = 'A list'): Promise<Buffer> {
  return makePdf({ title, footer: 'A list', madeAt: MADE_AT }, async (pdf) => {
    heading(pdf, 1, 'A list');
    paragraph(pdf, 'Of names and amounts.');
    await writeTable(pdf, {
      about: 'Names and amounts',
      columns: [
        { heading: 'Name', width: 200, text: (row) => row.name },
        { heading: 'Amount', width: 100, align: 'right', text: (row) => row.amount },
      ],
      batches: inLots(rows),
      totals: ['Total', '1.00'],
    });
  });
}

const count = (text: string, what: RegExp): number => text.match(what)?.length ?? 0;

/** What the pages say to a reader program: their streams, which are packed in the file. */
function contents(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  const streams = text.matchAll(/stream\n([\s\S]*?)\nendstream/g);
  return [...streams]
    .map(([, packed]) => {
      try {
        return inflateSync(Buffer.from(packed!, 'latin1')).toString('latin1');
      } catch {
        return '';
      }
    })
    .filter((stream) => stream.includes('BDC'))
    .join('\n');
}

describe('a PDF file', () => {
  it('says what it is to a screen reader: language, title, structure, PDF/UA', async () => {
    const text = (await file(rowsOf(3))).toString('latin1');
    expect(text.startsWith('%PDF-1.7')).toBe(true);
    expect(text).toContain('/Lang (en-GB)');
    expect(text).toMatch(/\/MarkInfo \d+ 0 R|\/Marked true/);
    expect(text).toContain('/Marked true');
    expect(text).toContain('/DisplayDocTitle true');
    expect(text).toContain('/StructTreeRoot');
    expect(text).toContain('<pdfuaid:part>1</pdfuaid:part>');
    expect(text).toMatch(/obj\n\(A list\)/);
  });

  it('tags each row and cell, headings by column and row', async () => {
    const text = (await file(rowsOf(3))).toString('latin1');
    expect(count(text, /\/S \/Table\b/g)).toBe(1);
    expect(count(text, /\/S \/H1\b/g)).toBe(1);
    // The headings, three rows and the total.
    expect(count(text, /\/S \/TR\b/g)).toBe(5);
    expect(count(text, /\/S \/TD\b/g)).toBe(4);
    expect(count(text, /\/Scope \/Column\b/g)).toBe(2);
    expect(count(text, /\/Scope \/Row\b/g)).toBe(4);
  });

  it('embeds its fonts and uses no other', async () => {
    const text = (await file(rowsOf(1))).toString('latin1');
    const fonts = new Set(text.match(/\/BaseFont \/\S+/g));
    expect([...fonts].toSorted()).toEqual([
      expect.stringMatching(/\+NotoSans-Regular$/),
      expect.stringMatching(/\+NotoSans-Bold$/),
    ]);
    expect(count(text, /\/FontFile2 /g)).toBe(2);
  });

  it('leaves nothing that is drawn without a tag, and repeats headings as artifacts', async () => {
    const bytes = await file(rowsOf(120));
    const pages = count(bytes.toString('latin1'), /\/Type \/Page\b/g);
    expect(pages).toBeGreaterThan(2);
    const text = contents(bytes);
    const tagged = count(text, /\/(H1|P|TH|TD) <<\s*\/MCID \d+\s*>> BDC/g);
    expect(tagged).toBe(2 + 2 + 120 * 2 + 2);
    // Every piece of text stands between a begin and an end of marked content.
    const outside = text.replaceAll(/\/\w+ <<[^]*?>> BDC[^]*?EMC/g, '');
    expect(outside).not.toMatch(/TJ|Tj/);
    const repeated = count(text, /\/Artifact <<\s*\/Type \/Pagination\s*>> BDC/g);
    expect(repeated).toBe(pages + (pages - 1));
  });

  it('is the same bytes for the same content', async () => {
    const [one, two] = [await file(rowsOf(60)), await file(rowsOf(60))];
    expect(one.equals(two)).toBe(true);
    expect(one.equals(await file(rowsOf(61)))).toBe(false);
  });

  it('keeps its description well-formed whatever the title has', async () => {
    const text = (await file(rowsOf(1), 'Kent & Medway <ICB>')).toString('latin1');
    expect(text).toContain('Kent and Medway ICB </rdf:li>');
    expect(text).not.toMatch(/Kent & Medway/);
  });
});

describe('a text that the font cannot write', () => {
  it.each([
    ['Łukasz Ŵ £5 – é', '?ukasz W £5 – é'],
    ['漢', '?'],
    ['plain', 'plain'],
  ])('%s is written as %s', async (text, shown) => {
    let found = '';
    const look = async (pdf: Pdf): Promise<void> => {
      found = shownText(pdf, text);
      paragraph(pdf, text);
    };
    await makePdf({ title: 'A text', footer: '', madeAt: MADE_AT }, look);
    expect(found).toBe(shown);
  });
});
