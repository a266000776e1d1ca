/** An account as it is written in ":25:", and its currency where that stands behind it. */
export interface Mt940Account {
  readonly account: string | null;
  readonly currency: string | null;
}

/**
 * Reads ":25:". Some banks write the currency behind the IBAN or a stroke before it; both are taken
 * off where what is left is an IBAN by its check digits. Anything else stays as the file says.
 */
export function readAccount(text: string): Mt940Account {
  const written = text.trim();
  const found = /^\/?([A-Z]{2}\d{2}[A-Z0-9]{11,30}?)[ /]?([A-Z]{3})?$/.exec(written);
  const [, iban = '', currency = null] = found ?? [];
  if (isIban(iban)) return { account: iban, currency };
  const whole = written.replace(/^\//, '');
  if (isIban(whole)) return { account: whole, currency: null };
  return { account: written === '' ? null : written, currency: null };
}

/** Whether the check digits of an IBAN are right (ISO 7064, 97-10). */
function isIban(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text)) return false;
  const turned = text.slice(4) + text.slice(0, 4);
  const digits = turned.replaceAll(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n;
}
