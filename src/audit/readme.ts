/** What stands in a bundle for whoever opens it. */
export function readmeText(authority: string): string {
  return `Audit bundle of the personal budget ledger of ${authority}

What is here
  data/*.csv          the tables, one file each, of one moment (RFC 4180, UTF-8, CR LF)
  metadata/*.json     what each column means and holds (CSV on the Web)
  manifest.json       every file with its rows, bytes, SHA-256 and control totals; how far the journal
                      goes; what was left out and why; the signed seal of the journal
  manifest.sig        the signature of manifest.json
  verify-bundle.mjs   checks all of it with Node 20 or later
  verify_bundle.py    checks all of it with Python 3.9 or later

How to check it
  Beside this ZIP file there is a file of the same name with .sig behind it. Take the public key from
  the authority itself, and the verifier from somewhere else than this bundle if you can. Then:

    node verify-bundle.mjs BUNDLE.zip KEY.txt
    python3 verify_bundle.py BUNDLE.zip KEY.txt

  Either needs no network and nothing but itself.

How to read it
  Amounts are pounds with two decimals; each book adds up to zero. Dates are YYYY-MM-DD, moments UTC.
  People and users are numbers, never names. An empty field is a value that is not there. Each
  transfer is two lines of a general ledger: a credit to from_account and a debit to to_account.
  A text that begins with an apostrophe has it so that no spreadsheet takes the text for a formula:
  take one apostrophe away from each text that begins with one. Nothing else is ever changed.
`;
}
