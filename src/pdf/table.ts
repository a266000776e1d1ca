import { FONTS, artifact, shownText, type Pdf } from './document.ts';

/** A column of a table; its width is in points. */
export interface PdfColumn<Row> {
  readonly heading: string;
  readonly width: number;
  readonly align?: 'left' | 'right';
  readonly text: (row: Row) => string;
}

export interface PdfTable<Row> {
  /** What a reader is told that the table is. */
  readonly about: string;
  /** The first column names its row. */
  readonly columns: readonly PdfColumn<Row>[];
  /** Rows, as they are read. */
  readonly batches: AsyncIterable<readonly Row[]>;
  /** A last row in bold, a text for each column. */
  readonly totals?: readonly string[];
}

const SIZE = 8;
const PADDING = 3;

/** After so many rows others get their turn: they take a tenth of a second or so. */
const LOT = 50;

interface Cell {
  readonly tag: 'TH' | 'TD';
  readonly scope?: 'Column' | 'Row';
  readonly text: string;
  readonly x: number;
  readonly width: number;
  readonly align: 'left' | 'right';
}

type Element = ReturnType<Pdf['struct']>;

/**
 * Writes a table from where the document stands, over as many pages as it takes. Its headings stand
 * on each page and are read once; no row is cut in two.
 */
export async function writeTable<Row>(pdf: Pdf, table: PdfTable<Row>): Promise<void> {
  const { columns, totals } = table;
  const element = pdf.struct('Table', { title: table.about });
  pdf.addStructure(element);
  const headings = cellsOf(pdf, columns, (column) => column.heading).map(asHeading);
  const onEachPage = (): void => {
    artifact(pdf, 'Pagination', () => drawRow(pdf, headings, FONTS.bold));
    drawRule(pdf, headings);
  };
  addRow(pdf, element, { cells: headings, font: FONTS.bold, onEachPage });
  drawRule(pdf, headings);
  let written = 0;
  for await (const rows of table.batches) {
    for (const row of rows) {
      written += 1;
      if (written % LOT === 0) await new Promise((resolve) => setImmediate(resolve));
      const cells = cellsOf(pdf, columns, (column) => column.text(row));
      addRow(pdf, element, { cells, font: FONTS.regular, onEachPage });
    }
  }
  if (totals !== undefined) {
    drawRule(pdf, headings);
    const cells = cellsOf(pdf, columns, (_column, n) => totals[n] ?? '');
    addRow(pdf, element, { cells, font: FONTS.bold, onEachPage });
  }
  element.end();
  pdf.x = pdf.page.margins.left;
  pdf.moveDown();
}

/** Rows that are all there already, as `writeTable` takes them. */
export async function* oneBatch<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}

const asHeading = (cell: Cell): Cell => ({ ...cell, tag: 'TH', scope: 'Column' });

function cellsOf<Row>(
  pdf: Pdf,
  columns: readonly PdfColumn<Row>[],
  textOf: (column: PdfColumn<Row>, n: number) => string,
): Cell[] {
  let x = pdf.page.margins.left;
  return columns.map((column, n) => {
    const cell = {
      ...(n === 0 ? ({ tag: 'TH', scope: 'Row' } as const) : ({ tag: 'TD' } as const)),
      text: shownText(pdf, textOf(column, n)),
      x: x + PADDING,
      width: column.width - 2 * PADDING,
      align: column.align ?? 'left',
    };
    x += column.width;
    return cell;
  });
}

/** Adds a row with its tags, on a new page where it would not fit on this one. */
function addRow(
  pdf: Pdf,
  table: Element,
  row: { cells: readonly Cell[]; font: string; onEachPage: () => void },
): void {
  const { cells, font, onEachPage } = row;
  const height = heightOf(pdf, cells, font);
  if (pdf.y + height > pdf.page.height - pdf.page.margins.bottom) {
    pdf.addPage();
    onEachPage();
  }
  const top = pdf.y;
  const element = pdf.struct('TR');
  table.add(element);
  for (const cell of cells) {
    // The types of the library do not know what a heading is a heading of.
    const scope: object = cell.scope === undefined ? {} : { scope: cell.scope };
    element.add(pdf.struct(cell.tag, scope, () => drawCell(pdf, cell, { font, top })));
  }
  element.end();
  pdf.y = top + height;
}

function drawRow(pdf: Pdf, cells: readonly Cell[], font: string): void {
  const top = pdf.y;
  const height = heightOf(pdf, cells, font);
  for (const cell of cells) drawCell(pdf, cell, { font, top });
  pdf.y = top + height;
}

function drawCell(pdf: Pdf, cell: Cell, at: { font: string; top: number }): void {
  const { text, x, width, align } = cell;
  pdf.font(at.font).fontSize(SIZE);
  pdf.text(text, x, at.top + PADDING, { width, align });
}

function heightOf(pdf: Pdf, cells: readonly Cell[], font: string): number {
  pdf.font(font).fontSize(SIZE);
  const heights = cells.map(({ text, width }) => pdf.heightOfString(text, { width }));
  return Math.max(...heights) + 2 * PADDING;
}

function drawRule(pdf: Pdf, cells: readonly Cell[]): void {
  const [first, last] = [cells[0]!, cells.at(-1)!];
  artifact(pdf, 'Layout', () => {
    pdf.moveTo(first.x - PADDING, pdf.y).lineTo(last.x + last.width + PADDING, pdf.y);
    pdf.lineWidth(0.5).stroke('#444444');
  });
}
