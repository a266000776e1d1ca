/**
 * A second, simple reading of bank files that shares nothing with the first: it counts the marks
 * of a line in the text and adds up the amounts beside them in whole ten-thousandths. What a format
 * means it does not know, so where the two differ there is a reason to be found.
 */
export interface SecondReading {
  readonly lines: number;
  /** The sum of all lines, booked or not, in units of 0.0001. */
  readonly sum: bigint;
  /** How many accounts' statements begin; null where no one mark says it. */
  readonly statements: number | null;
}

const UNIT = 4;

/** An amount in units of 0.0001: digits with at most one mark before the decimals. */
export function inUnits(text: string): bigint {
  const found = /^([+-]?)(\d*)(?:[.,](\d*))?$/.exec(text.trim());
  if (found === null) return 0n;
  const [, sign, whole = '', decimals = ''] = found;
  const units = BigInt(`0${whole}${decimals.slice(0, UNIT).padEnd(UNIT, '0')}`);
  return sign === '-' ? -units : units;
}

function reading(amounts: readonly bigint[], begin: readonly unknown[] | null): SecondReading {
  const sum = amounts.reduce((total, one) => total + one, 0n);
  return { lines: amounts.length, sum, statements: begin?.length ?? null };
}

const all = (text: string, pattern: RegExp): RegExpExecArray[] => [...text.matchAll(pattern)];

const camt = (text: string): SecondReading => {
  const amounts = text
    .split(/<(?:\w+:)?Ntry>/)
    .slice(1)
    .map((entry) => {
      const amount = inUnits(/<(?:\w+:)?Amt[^>]*>([^<]*)</.exec(entry)?.[1] ?? '');
      return /CdtDbtInd>\s*(\w+)/.exec(entry)?.[1] === 'DBIT' ? -amount : amount;
    });
  return reading(amounts, all(text, /<(?:\w+:)?(?:Stmt|Rpt|Ntfctn)>/g));
};

const mt940 = (text: string): SecondReading => {
  const amounts = all(text, /^:61:(.*)/gm).map(([, line = '']) => {
    const [, mark = '', amount = ''] =
      /^\d{6}(?:\d{4})?(R?[CD])[A-Z]?([\d,]+)/.exec(line.replaceAll(/\s/g, '')) ?? [];
    return mark === 'D' || mark === 'RC' ? -inUnits(amount) : inUnits(amount);
  });
  return reading(amounts, null);
};

const ofx = (text: string): SecondReading => {
  const amounts = text
    .split(/<STMTTRN>/i)
    .slice(1)
    .map((one) => inUnits(/<TRNAMT>([^<\r\n]*)/i.exec(one)?.[1] ?? ''));
  return reading(amounts, all(text, /<(?:CC|INV|LOAN)?STMTRS>/gi));
};

const qif = (text: string): SecondReading => {
  const amounts = all(text, /^T([-+\d].*)$/gm).map(([, amount = '']) => inUnits(amount));
  return reading(amounts, all(text, /^!Type:(?:Bank|CCard|Cash)/gm));
};

const bai2 = (text: string): SecondReading => {
  const amounts = all(text, /^16,(\d+),(\d*)/gm).map(([, type = '', pence = '']) => {
    const units = BigInt(`0${pence}00`);
    return Number(type) >= 400 ? -units : units;
  });
  return reading(amounts, all(text, /^03,/gm));
};

/** Rows with anything in them below the first. */
const csv = (text: string): SecondReading => {
  const rows = text.split(/\r?\n/).filter((row) => row.trim() !== '');
  return { lines: rows.length - 1, sum: 0n, statements: 1 };
};

const READINGS = { camt, mt940, ofx, qif, bai2, csv };

/** Reads a file of a format a second time. */
export function readAgain(format: keyof typeof READINGS, bytes: Uint8Array): SecondReading {
  return READINGS[format](Buffer.from(bytes).toString('latin1'));
}
