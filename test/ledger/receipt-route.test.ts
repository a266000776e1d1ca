import { beforeAll, describe, expect, it } from 'vitest';
import { checkReceipt } from '../../src/ledger/receipt.ts';
import { parsePublicKey, readCheckpoint } from '../../src/ledger/signed-note.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { familyWithShare, type FamilyWithShare } from '../support/family.ts';
import { testSealer } from '../support/sealing.ts';
import { anEntry, openShare, postAll, type ShareAccounts } from '../support/shares.ts';

const sealer = testSealer();
let sealing = true;
let api: Api;
let finance: ApiUser;
let a: ShareAccounts;
let amina: FamilyWithShare;
beforeAll(async () => {
  const sealNow = async (): Promise<void> => {
    if (sealing) await sealer.sealNow();
  };
  api = await freshApi({ sealNow, sealKeyText: sealer.keyText });
  sealer.start(api.db);
  finance = await api.as('finance_officer');
  a = await openShare(api.db);
  amina = await familyWithShare(api);
});

/** The public key as anybody gets it. */
const key = async () => parsePublicKey((await finance.get('/seal-key')).text.trimEnd());

describe('the receipt of an entry', () => {
  it('is sealed when it is asked for, and proves the entry by the public key', async () => {
    const ids = await postAll(
      api.db,
      ['0.10', '0.20', '0.30'].map((amount) =>
        anEntry('bank_charge', '2026-04-10', [[a.bank, a.charges, amount]]),
      ),
    );
    for (const id of ids) {
      const { status, body, text } = await finance.get(`/entries/${id}/receipt`);
      expect(status, text).toBe(200);
      expect(body).toMatchObject({ format: 'ledger-receipt-1', entry: { id } });
      expect(checkReceipt(body, [await key()])).toMatchObject({ ok: true });
      expect((await finance.get(`/entries/${id}`)).body.number).toBe(String(body.number));
    }
  });

  it('proves nothing when a byte of it is changed', async () => {
    const [id] = await postAll(api.db, [
      anEntry('bank_charge', '2026-04-10', [[a.bank, a.charges, '0.10']]),
    ]);
    const { text } = await finance.get(`/entries/${id}/receipt`);
    const changed = JSON.parse(text.replace('"0.10"', '"0.11"'));
    expect(checkReceipt(changed, [await key()])).toMatchObject({ ok: false });
  });

  it('goes by the last checkpoint, and is there for entries without transfers', async () => {
    const [id] = await postAll(api.db, [anEntry('decision', '2026-04-10', [])]);
    const first = await finance.get(`/entries/${id}/receipt`);
    await postAll(api.db, [anEntry('decision', '2026-04-10', [])]);
    await sealer.sealNow();
    const later = await finance.get(`/entries/${id}/receipt`);
    expect(later.body.size).toBe(first.body.size + 1);
    expect(later.body.checkpoint).toBe((await finance.get('/checkpoint')).text);
    expect(checkReceipt(later.body, [await key()])).toMatchObject({ ok: true });
  });

  it('is not there yet when the sealer does not get to it', async () => {
    const [id] = await postAll(api.db, [anEntry('decision', '2026-04-10', [])]);
    sealing = false;
    const { status, body, headers } = await finance.get(`/entries/${id}/receipt`);
    sealing = true;
    expect([status, body.type]).toEqual([409, '/problems/not-sealed-yet']);
    expect(headers['retry-after']).toBe('5');
    expect((await finance.get(`/entries/${id}/receipt`)).status).toBe(200);
    expect((await finance.get('/entries/999999999/receipt')).status).toBe(404);
  });
});

describe("a family's receipts", () => {
  it('are of entries that move their money, and prove every name in them', async () => {
    const { family, own } = amina;
    const [id] = await postAll(api.db, [
      anEntry('payment', '2026-04-10', [[a.in_transit, own.held, '50.00']]),
    ]);
    const { status, body, text } = await family.get(`/entries/${id}/receipt`);
    expect(status, text).toBe(200);
    expect(body.entry.transfers).toEqual([
      { line: 1, from: a.in_transit.name, to: own.held.name, amount: '50.00' },
    ]);
    expect(checkReceipt(body, [await key()])).toMatchObject({ ok: true });
  });

  it("are not of others' entries, nor of an entry that moves others' money too", async () => {
    const { family, own } = amina;
    const other = await familyWithShare(api);
    const [others, shared] = await postAll(api.db, [
      anEntry('payment', '2026-04-10', [[a.in_transit, other.own.held, '50.00']]),
      anEntry('payment', '2026-04-10', [
        [a.in_transit, own.held, '50.00'],
        [a.in_transit, other.own.held, '50.00'],
      ]),
    ]);
    expect((await family.get(`/entries/${others}/receipt`)).status).toBe(404);
    const { status, text } = await family.get(`/entries/${shared}/receipt`);
    expect(status).toBe(404);
    expect(text).not.toContain(other.own.held.name);
    expect((await family.get(`/entries/${shared}`)).body.transfers).toMatchObject([{ line: 1 }]);
  });
});

describe('what is needed to check a receipt', () => {
  it('is given to every kind of user, as text or JSON', async () => {
    await sealer.sealNow();
    const { family } = amina;
    const text = await family.get('/seal-key');
    expect(text.headers['content-type']).toBe('text/plain; charset=utf-8');
    const json = await family.get('/seal-key', { accept: 'application/json' });
    expect(`${json.body.key}\n`).toBe(text.text);
    const note = await family.get('/checkpoint');
    expect(note.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(readCheckpoint(note.text, [await key()])).toMatchObject({ ok: true });
    const asJson = await family.get('/checkpoint', { accept: 'application/json' });
    expect(asJson.body).toEqual({ checkpoint: note.text });
  });
});
