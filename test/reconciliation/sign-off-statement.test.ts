import { createHash, generateKeyPairSync, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { originOf } from '../../src/ledger/seal-files.ts';
import { parsePublicKey, publicKeyText, readNote, signNote } from '../../src/ledger/signed-note.ts';
import { freshApi, type Api } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { postMatch } from '../support/matching.ts';
import { pdfText } from '../support/pdf-text.ts';
import { aBankAccount, aReleasedRun } from '../support/released-run.ts';
import { refusalOf } from '../support/refusal.ts';
import {
  anAccountToSign,
  fill,
  prepare,
  reopen,
  signOff,
  signersOf,
  statement,
  type Signers,
} from '../support/sign-offs.ts';

const GOLDEN = new URL('../golden/bank-reconciliation.csv', import.meta.url);
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const keyText = (authority: string) => publicKeyText(originOf(authority), publicKey);

let api: Api;
let signers: Signers;
let id: string;
let signed: any;

/** Identifiers and moments differ with each run; all else of the file does not. */
const withoutIdentifiers = (text: string): string =>
  text
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{11,12}/g, 'ID')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'MOMENT')
    .replaceAll(/line \d+/g, 'line N')
    .replaceAll(/,"\d+",/g, ',"N",')
    .replaceAll(/Direct payments \d+, 202015 \d{8}/g, 'Direct payments, 202015 55000000');

const bytes = async (path: string, headers: object = {}) => {
  const url = `/v1/testshire/sign-offs/${signed.id}/${path}`;
  const token = { authorization: `Bearer ${signers.auditor.token}` };
  return api.app.inject({ url, headers: { ...token, ...headers } });
};

/** An account of which lines were matched, in part and with a difference, given up and repeated. */
async function aLivelyAccount(): Promise<string> {
  const account = await aBankAccount(api.db);
  const { finance, approver } = signers;
  await fill(api.db, account.id, '1000.00', '2026-04-01');
  const run = { bankAccountId: account.id, valueOn: '2026-04-07' };
  const lines = await statement(finance, account, {
    from: '2026-04-01',
    to: '2026-04-10',
    opening: '1000.00',
    lines: [
      ['2026-04-07', '-300.00'],
      ['2026-04-08', '-49.50'],
      ['2026-04-08', '-12.00'],
      ['2026-04-09', '0.40'],
      ['2026-04-09', '60.00'],
    ],
  });
  const whole = await aReleasedRun(api.db, { ...run, serial: 'G00001', total: '300.00' });
  await ok(postMatch(finance, { lineId: lines[0], payRunId: whole }));
  const short = await aReleasedRun(api.db, { ...run, serial: 'G00002', total: '50.00' });
  const difference = { amount: '0.50', reason: 'bank_took_a_charge' };
  const pair = { lineId: lines[1], expected: `pay_run:${short}`, amount: '49.50', difference };
  await ok(finance.post('/matches', { pairs: [pair] }));
  await ok(
    finance.post(`/bank-lines/${lines[2]!}/postings`, {
      parts: [{ to: 'charge', amount: '12.00' }],
    }),
  );
  const asked = { lineId: lines[3], reason: 'too_small_to_pursue', note: 'Of nobody known' };
  const writeOff = await ok(finance.post('/write-offs', asked));
  await ok(approver.post(`/write-offs/${writeOff.id}/decision`, { approved: true }));
  const entry = await fill(api.db, account.id, '60.00', '2026-04-08');
  await ok(postMatch(finance, { lineId: lines[4], expected: `entry:${entry}` }));
  await setAside(lines[2]!);
  await fill(api.db, account.id, '25.00', '2026-04-10');
  await aReleasedRun(api.db, { ...run, serial: 'G00003', total: '75.25' });
  return account.id;
}

/** A line that the bank gave in other words too, set aside as the repeat that it is. */
async function setAside(line: string): Promise<void> {
  const [copy] = await api.db.run(
    (tx) => tx.sql<{ id: string }[]>`
      insert into bank_lines (statement_id, bank_account_id, position, booked_on, amount, size,
        reference, fingerprint, occurrence)
      select statement_id, bank_account_id, 99, booked_on, amount, size, 'In other words',
        sha256('x'), 1 from bank_lines where id = ${line} returning id`,
  );
  await ok(signers.finance.post(`/bank-lines/${copy!.id}/repeat`, { of: line }));
}

beforeAll(async () => {
  api = await freshApi({
    signNote: (authority, text) => signNote(text, originOf(authority), privateKey),
    sealKeyText: keyText,
  });
  signers = await signersOf(api);
  id = await aLivelyAccount();
  signed = await signOff(signers, id, '2026-04-10');
});

describe('the statement of reconciliation', () => {
  it('is a CSV file with the proof and all that it rests on', async () => {
    const { payload, headers } = await bytes('statement', { accept: 'text/csv' });
    expect(headers['content-type']).toContain('text/csv');
    expect(headers['content-disposition']).toBe(
      'attachment; filename="bank-reconciliation-2026-04-10.csv"',
    );
    expect(withoutIdentifiers(payload)).toBe(readFileSync(GOLDEN, 'utf8'));
  });

  it('is of the digest that was signed, for ever', async () => {
    const before = (await bytes('statement?format=csv')).rawPayload;
    expect(createHash('sha256').update(before).digest('hex')).toBe(signed.sha256);
    await fill(api.db, id, '7.00', '2026-04-03');
    await aReleasedRun(api.db, {
      bankAccountId: id,
      serial: 'G00004',
      valueOn: '2026-04-09',
      total: '3.00',
    });
    expect((await bytes('statement?format=csv')).rawPayload.equals(before)).toBe(true);
    expect((await ok(signers.auditor.get(`/sign-offs/${signed.id}`), 200)).holds).toBe(false);
  });

  it('adds up: the ledger, less what is not on the statement, is what the bank has', async () => {
    const shown = await ok(signers.auditor.get(`/sign-offs/${signed.id}/statement`), 200);
    expect(shown).toMatchObject({
      signOff: { id: signed.id, state: 'signed' },
      ledger: '723.90',
      notOnStatement: { count: 1, sum: '25.00', items: [{ kind: 'treasury', amount: '25.00' }] },
      statement: { closing: '698.90' },
      inTransit: { sum: '75.25', items: [{ reference: 'G00003', valueOn: '2026-04-07' }] },
      lines: { count: 5, sum: '-301.10' },
      writeOffs: [{ amount: '0.40', reason: 'too_small_to_pursue' }],
      differences: [{ amount: '-0.50', reason: 'bank_took_a_charge' }],
      repeats: [{ amount: '-12.00' }],
    });
  });

  it('is a PDF file with the same figures, the two people and the signature', async () => {
    const pdf = await bytes('statement', { accept: 'application/pdf' });
    expect(pdf.headers['content-type']).toBe('application/pdf');
    const text = pdfText(pdf.rawPayload).replaceAll(/\s+/g, ' ');
    const { key, signature } = (await signers.auditor.get(`/sign-offs/${signed.id}/signature`))
      .body;
    for (const part of [
      'Bank reconciliation to 10 April 2026',
      'Balance in the ledger',
      '£723.90',
      '-£25.00',
      '£698.90',
      'pay run G00003',
      '£75.25',
      'bank took a charge',
      'too small to pursue',
      signed.preparedBy,
      signed.approval.by,
      `signed by ${key}`,
    ]) {
      expect(text).toContain(part);
    }
    const unbroken = text.replaceAll(' ', '');
    expect(unbroken).toContain(signature);
    expect(unbroken).toContain(signed.sha256);
    expect((await bytes('statement?format=pdf')).rawPayload.equals(pdf.rawPayload)).toBe(true);
  });

  it('is answered in no other form', async () => {
    expect((await bytes('statement', { accept: 'image/png' })).statusCode).toBe(406);
    expect((await bytes('statement?format=docx')).statusCode).toBe(422);
  });
});

describe('the signature of a sign-off', () => {
  it('is a signed note of the digest and the two people', async () => {
    const { payload } = await bytes('signature', { accept: 'text/plain' });
    const read = readNote(payload, [parsePublicKey(keyText('testshire'))]);
    if (!read.ok) throw new Error(read.why);
    expect(read.text.split('\n').slice(0, 5)).toEqual([
      'personal-budget-ledger/testshire/bank-sign-off',
      `sign-off ${signed.id}`,
      `bank account ${id}`,
      'through 2026-04-10',
      `sha256 ${signed.sha256}`,
    ]);
    expect(read.text).toContain(`prepared by ${signed.preparedBy} at ${signed.preparedAt}`);
    expect(read.text).toContain(`approved by ${signed.approval.by} at ${signed.approval.at}`);
  });

  it('is verified with the public key alone, and breaks with any byte changed', async () => {
    const { body } = await signers.auditor.get(`/sign-offs/${signed.id}/signature`);
    const text = Buffer.from(body.note.slice(0, body.note.lastIndexOf('\n\n') + 1));
    const signature = Buffer.from(body.signature, 'base64');
    expect(verify(null, text, publicKey, signature)).toBe(true);
    for (let n = 0; n < text.length; n += 1) {
      const changed = Buffer.from(text);
      changed[n] = changed[n]! ^ 1;
      expect(verify(null, changed, publicKey, signature)).toBe(false);
    }
    const csv = (await bytes('statement?format=csv')).rawPayload;
    csv[100] = csv[100]! ^ 1;
    expect(text.toString()).not.toContain(createHash('sha256').update(csv).digest('hex'));
  });

  it('is not there before a second person signed', async () => {
    const account = await anAccountToSign(api, signers);
    const { id: prepared } = await ok(prepare(signers.finance, account.id, '2026-04-10'));
    const answer = await signers.auditor.get(`/sign-offs/${prepared}/signature`);
    expect(refusalOf(answer)).toEqual([409, 'state-does-not-allow']);
    const pdf = await signers.auditor.get(`/sign-offs/${prepared}/statement?format=pdf`);
    expect(pdf.status).toBe(200);
  });

  it('stays with what was signed, when that is opened again', async () => {
    const before = (await bytes('signature')).payload;
    await ok(reopen(signers.approver, signed.id));
    expect((await bytes('signature')).payload).toBe(before);
    const text = pdfText((await bytes('statement?format=pdf')).rawPayload);
    expect(text.replaceAll(/\s+/g, ' ')).toContain('Reopened by');
  });
});
