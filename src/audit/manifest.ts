import { originOf } from '../ledger/seal-files.ts';
import { TABLES } from './tables.ts';
import { isExported } from './table-form.ts';

/** A file of a bundle, as its manifest has it. */
export interface ListedFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** The rows of a data file, without the line of names; null for any other file. */
  readonly rows: number | null;
  /** The sum of each money column of a data file, by the column's name. */
  readonly totals: Readonly<Record<string, string>> | null;
}

/** Where the journal of a bundle ends, and what proves it. */
export interface Sealed {
  readonly throughEntry: string;
  readonly size: string;
  readonly sealedAt: string;
  /** The signed checkpoint of the journal (C2SP), as a text. */
  readonly checkpoint: string;
}

/** What a bundle says of itself. */
export interface ManifestFacts {
  readonly authority: string;
  readonly askedBy: { readonly user: string; readonly kind: string };
  readonly takenAt: string;
  readonly sealed: Sealed;
  /** The last entry that the snapshot had, which may be later than the last sealed one. */
  readonly lastEntry: string;
  readonly rules: { readonly versions: number; readonly lastRecordedAt: string | null };
  readonly matchingRules: number | null;
  readonly migration: string;
  readonly key: { readonly name: string; readonly id: string };
  readonly files: readonly ListedFile[];
}

export const FORMAT = 'ledger-audit-bundle-1';

/** The manifest of a bundle, as JSON text. */
export function manifestText(facts: ManifestFacts): string {
  const leftOut = Object.entries(TABLES).flatMap(([table, decision]) => {
    if (!isExported(decision)) return [{ table, why: decision.leftOut }];
    return Object.entries(decision.without ?? {}).map(([column, why]) => ({ table, column, why }));
  });
  const { authority, askedBy, takenAt, sealed, lastEntry, files, key } = facts;
  const { checkpoint, ...asKnown } = sealed;
  const manifest = {
    format: FORMAT,
    authority,
    journal: originOf(authority),
    askedBy,
    takenAt,
    asKnown: { ...asKnown, lastEntryInSnapshot: lastEntry },
    filters: {
      journal: `Every entry up to ${sealed.throughEntry}, with all its transfers. Nothing else limits it.`,
      others: 'Every row of the snapshot.',
      leftOut,
    },
    rules: { ...facts.rules, matchingRules: facts.matchingRules, migration: facts.migration },
    seal: { checkpoint, key },
    csv: {
      encoding: 'utf-8',
      byteOrderMark: false,
      lineEnd: 'CR LF',
      absent: 'an empty field that is not in quotes',
      formulaGuard:
        'An apostrophe stands before each text (and no other type) that begins with = + - @ ' +
        "or their full-width forms, a tab, a line end, or an apostrophe. Take one ' away from each " +
        'text that begins with one.',
    },
    files,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** The text that is signed for the manifest, a C2SP note without its signature. */
export function manifestNote(
  authority: string,
  manifest: { readonly bytes: number; readonly sha256: string },
): string {
  return lines([
    `${originOf(authority)}/audit-manifest`,
    `bytes ${manifest.bytes}`,
    `sha256 ${manifest.sha256}`,
  ]);
}

/** The text that is signed for the whole file, every byte of it. */
export function containerNote(
  authority: string,
  file: {
    readonly name: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly size: string;
    readonly throughEntry: string;
  },
): string {
  return lines([
    `${originOf(authority)}/audit-bundle`,
    `file ${file.name}`,
    `bytes ${file.bytes}`,
    `sha256 ${file.sha256}`,
    `size ${file.size}`,
    `through entry ${file.throughEntry}`,
  ]);
}

const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');
