import { fileURLToPath } from 'node:url';
import PDFDocument from 'pdfkit';

/** A document that is being written. */
export type Pdf = InstanceType<typeof PDFDocument>;

/** What a PDF file is, apart from what stands in it. */
export interface PdfFacts {
  readonly title: string;
  /** Stands on every page, beside the page's number. */
  readonly footer: string;
  /** The moment the file says it was made: the same for the same content, so that its bytes are. */
  readonly madeAt: Temporal.Instant;
  readonly layout?: 'portrait' | 'landscape';
}

const fontFile = (weight: 400 | 700): string =>
  fileURLToPath(
    import.meta.resolve(`@fontsource/noto-sans/files/noto-sans-latin-${weight}-normal.woff`),
  );

/**
 * The fonts of every PDF, each named by its file, under which the library knows it once it is open.
 * They are embedded, so that a document looks and reads the same everywhere.
 */
export const FONTS = { regular: fontFile(400), bold: fontFile(700) } as const;

/** The types of the library know only the archive formats. */
const ACCESSIBLE: object = { subset: 'PDF/UA' };

/** The edge of a page, and the height of its foot, in points. */
const MARGIN = 40;
const FOOT = 20;

/**
 * Makes a PDF 1.7 file with a structure that a screen reader can follow (PDF/UA-1, ISO 14289-1):
 * tagged, in British English, with its title, and its fonts embedded. The same content gives the
 * same bytes. Write each piece under a tag: `heading`, `paragraph`, or a table.
 */
export async function makePdf(
  facts: PdfFacts,
  write: (pdf: Pdf) => Promise<void>,
): Promise<Buffer> {
  const { title, footer, madeAt, layout = 'portrait' } = facts;
  const pdf = new PDFDocument({
    ...ACCESSIBLE,
    pdfVersion: '1.7',
    tagged: true,
    lang: 'en-GB',
    displayTitle: true,
    bufferPages: true,
    size: 'A4',
    layout,
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + FOOT },
    font: FONTS.regular,
    info: { Title: plainTitle(title), CreationDate: new Date(madeAt.epochMilliseconds) },
  });
  const made = bytesOf(pdf);
  await write(pdf);
  numberPages(pdf, footer);
  pdf.end();
  return made;
}

/** The library writes a title into XML as it is, which these signs would break. */
const plainTitle = (title: string): string =>
  title.replaceAll('&', 'and').replaceAll(/[<>]/g, ' ').replaceAll(/\s+/g, ' ');

function bytesOf(pdf: Pdf): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
  });
}

/** A heading: the first of a document is of level 1. */
export function heading(pdf: Pdf, level: 1 | 2, text: string): void {
  const write = (): unknown =>
    pdf
      .font(FONTS.bold)
      .fontSize(level === 1 ? 16 : 11)
      .text(shownText(pdf, text));
  pdf.addStructure(pdf.struct(`H${level}`, {}, write));
  pdf.moveDown(0.4);
}

/** A paragraph over the width of the page. */
export function paragraph(pdf: Pdf, text: string): void {
  const write = (): unknown => pdf.font(FONTS.regular).fontSize(9).text(shownText(pdf, text));
  pdf.addStructure(pdf.struct('P', {}, write));
  pdf.moveDown(0.3);
}

/** Draws what a reader must not read out, e.g. lines and repeated headings. */
export function artifact(pdf: Pdf, type: 'Layout' | 'Pagination', draw: () => void): void {
  pdf.markContent('Artifact', { type });
  draw();
  pdf.endMarkedContent();
}

function numberPages(pdf: Pdf, footer: string): void {
  const { start, count } = pdf.bufferedPageRange();
  for (let n = start; n < start + count; n += 1) {
    pdf.switchToPage(n);
    // Text below the margin would begin a new page.
    pdf.page.margins.bottom = 0;
    const width = pdf.page.width - 2 * MARGIN;
    const y = pdf.page.height - MARGIN;
    const page = `Page ${n + 1} of ${count}`;
    artifact(pdf, 'Pagination', () => {
      pdf.font(FONTS.regular).fontSize(8);
      pdf.text(shownText(pdf, footer), MARGIN, y, { width: width - 100, lineBreak: false });
      pdf.text(page, MARGIN + width - 100, y, { width: 100, align: 'right', lineBreak: false });
    });
  }
}

/** A font as far as one can ask it what it can write. */
interface Glyphs {
  readonly font: { hasGlyphForCodePoint(codePoint: number): boolean };
}

/**
 * A text as the font can write it: a letter that it lacks is written without its accent, and what
 * it lacks altogether as a question mark. An empty box would tell a reader nothing.
 */
export function shownText(pdf: Pdf, text: string): string {
  const { font } = Reflect.get(pdf, '_font') as Glyphs;
  const has = (letter: string): boolean => font.hasGlyphForCodePoint(letter.codePointAt(0)!);
  const shown = (letter: string): string => {
    if (has(letter)) return letter;
    const bare = String.fromCodePoint(letter.normalize('NFD').codePointAt(0)!);
    return has(bare) ? bare : '?';
  };
  return text.normalize('NFC').replaceAll(/./gsu, shown);
}
