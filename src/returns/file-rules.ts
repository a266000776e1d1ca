import { isUtf8 } from 'node:buffer';

/** The types of file that are taken as evidence. */
export const EVIDENCE_TYPES = ['application/pdf', 'image/jpeg', 'image/png', 'text/csv'] as const;
export type EvidenceType = (typeof EVIDENCE_TYPES)[number];

const beginsWith =
  (...first: readonly number[]) =>
  (content: Uint8Array): boolean =>
    first.every((byte, n) => content[n] === byte);

/** Whether bytes are text as a CSV file has it: UTF-8, and no control characters but tab and line ends. */
function isPlainText(content: Uint8Array): boolean {
  return isUtf8(content) && !content.some((byte) => byte < 0x20 && !LAYOUT.has(byte));
}
const LAYOUT = new Set([0x09, 0x0a, 0x0d]);

const CHECKS: Readonly<Record<EvidenceType, (content: Uint8Array) => boolean>> = {
  'application/pdf': beginsWith(0x25, 0x50, 0x44, 0x46, 0x2d),
  'image/jpeg': beginsWith(0xff, 0xd8, 0xff),
  'image/png': beginsWith(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
  'text/csv': isPlainText,
};

/** The type that a content type names, or null where it is none that is taken. */
export function evidenceType(contentType: string | undefined): EvidenceType | null {
  const named = contentType?.split(';')[0]?.trim().toLowerCase();
  return EVIDENCE_TYPES.find((type) => type === named) ?? null;
}

/** The endings of names that each type of file may have. */
const ENDINGS: Readonly<Record<EvidenceType, readonly string[]>> = {
  'application/pdf': ['pdf'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'text/csv': ['csv'],
};

/**
 * Whether a name ends as files of its type do, or has no ending. Whoever fetches the file opens it by
 * the ending of its name, whatever the content type was.
 */
export function endsAsItsType(type: EvidenceType, name: string): boolean {
  const ending = /\.([a-z][a-z0-9]{1,4})$/i.exec(name)?.[1]?.toLowerCase();
  return ending === undefined || ENDINGS[type].includes(ending);
}

/** Whether a file is by its first bytes what it says; a CSV file by all of them. */
export const isWhatItSays = (type: EvidenceType, content: Uint8Array): boolean =>
  CHECKS[type](content);
