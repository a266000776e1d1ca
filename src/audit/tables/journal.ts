import { DERIVED, type TableDecisions } from '../table-form.ts';

/** The journal, its accounts and its seals. */
export const JOURNAL: TableDecisions = {
  account_balances: {
    leftOut: 'The running balance that posting locks; balances.csv has every balance.',
  },
  account_classes: {
    about:
      "What sorts of account there are: what it holds (held, bank, ...), under which kind of arrangement, and whose money (a sector, the person's contribution, or a family's top-up).",
    columns: `id book kind holding source name guarded`,
  },
  accounts: {
    about:
      'One account: its class and what it is for (subject: a share, a funder, a bank account, ...).',
    columns: `id class subject arrangement_id beneficiary_id`,
  },
  entries: {
    about: 'Why, who, when.',
    columns: `id key kind effective_on relates_on recorded_at by reason reverses evidence`,
    without: { content: 'By it the service tells a repeated request; the seal does not cover it.' },
    cut: 'id <= THROUGH',
    parts: { by: 'id', through: 'THROUGH' },
  },
  entry_kinds: {
    about: 'The kinds of entry.',
    columns: `id name meaning by_hand`,
  },
  flows: {
    about: 'Which kind of entry may take from and give to which class of account.',
    columns: `kind from_class to_class`,
  },
  period_closings: {
    about: 'A closed period: no entry may take effect on or before closed_through.',
    columns: `closed_through reason closed_by closed_at entry_id`,
  },
  transfers: {
    about: 'One amount, from one account to another.',
    columns: `entry_id line effective_on from_account to_account amount`,
    without: {
      kind: 'The kind of its entry.',
      from_class: 'The class of the account; see accounts.',
      to_class: 'The class of the account; see accounts.',
    },
    cut: 'entry_id <= THROUGH',
    parts: { by: 'entry_id', through: 'THROUGH' },
  },
  users: {
    about: 'Whoever signs in, as an opaque number; names stay with the OpenID provider.',
    columns: `id first_seen_at`,
    without: {
      issuer: 'With the subject it says who a user is at the sign-in.',
      subject: 'It may be a name or an address for e-mail.',
    },
  },
  balance_checkpoints: { leftOut: DERIVED },
  checkpoint_balances: { leftOut: DERIVED },
  late_movements: { leftOut: DERIVED },
  seal_batches: {
    about: 'How far the journal was sealed at a moment.',
    columns: `size through_entry root sealed_at`,
    cut: 'size <= SIZE',
  },
  seal_checkpoints: {
    about: 'Signed heads of the log, as also written outside the database.',
    columns: `size note signed_at`,
    cut: 'size <= SIZE',
  },
  seal_nodes: { leftOut: DERIVED },
  seals: {
    about: 'The leaf of each sealed entry.',
    columns: `number entry_id leaf`,
    cut: 'number < SIZE',
    parts: { by: 'number', through: 'SIZE' },
  },
};
