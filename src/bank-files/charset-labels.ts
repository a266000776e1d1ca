const XML_DECLARED = /^\s*<\?xml\s[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]{1,40})["']/;

/** What the byte order mark says, or the zero bytes of UTF-16 without one; null for neither. */
export function labelByBytes(head: Uint8Array): string | null {
  const [first, second, third] = head;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  // Without a mark, two letters of UTF-16 show where their zero bytes are.
  const [, , , fourth] = head;
  const isText = (byte: number | undefined): boolean => (byte ?? 0) >= 0x09 && (byte ?? 0) < 0x80;
  if (isText(first) && second === 0 && isText(third) && fourth === 0) return 'utf-16le';
  if (first === 0 && isText(second) && third === 0 && isText(fourth)) return 'utf-16be';
  return null;
}

/**
 * What the beginning of the file says in words; null for nothing. A declaration is plain ASCII in
 * every character set but those of labelByBytes.
 */
export function labelByWords(head: Uint8Array): string | null {
  const words = String.fromCharCode(...head.subarray(0, 1024));
  const declared = XML_DECLARED.exec(words)?.[1]?.toLowerCase();
  if (declared !== undefined) return declared;
  return /^\s*OFXHEADER:/i.test(words) ? ofxLabel(words) : null;
}

function ofxLabel(words: string): string | null {
  const [header = ''] = words.split('<');
  const charset = /\bCHARSET:\s*([\w.-]{1,40})/i.exec(header)?.[1]?.toLowerCase() ?? '';
  const encoding = /\bENCODING:\s*([\w.-]{1,40})/i.exec(header)?.[1]?.toLowerCase() ?? '';
  if (/^(?:utf-?8|unicode)/.test(encoding) || /^(?:utf-?8|65001|unicode)/.test(charset)) {
    return 'utf-8';
  }
  if (/^(?:windows-|cp)?125\d$/.test(charset)) return `windows-${charset.slice(-4)}`;
  if (/^(?:iso-?)?8859-\d{1,2}$/.test(charset)) return `iso-${charset.replace(/^iso-?/, '')}`;
  return charset === '' || charset === 'none' || encoding !== '' ? null : charset;
}
