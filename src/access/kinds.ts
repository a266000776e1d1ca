/**
 * The kinds of user, and what each one does.
 *
 * The name on the left is what the sign-in service writes into the token's `ledger_kind` claim.
 * The sentence on the right is shown in the guides and in the description of the interface.
 */
export const KINDS_OF_USER = {
  caseworker:
    "Caseworker: draws up a person's budget and arrangements and puts them forward for agreement.",
  panel_member: 'Panel member: agrees the arrangements that are put to the panel.',
  health_approver: 'Health approver: sees the budgets that their own NHS body pays a share of.',
  school_approver:
    'School approver: sees the budgets that their own school or education funder pays a share of.',
  finance_officer:
    'Finance officer: imports bank statements, draws up and releases pay runs, reconciles.',
  approver: 'Approver: approves what somebody else drew up, never their own work.',
  broker: 'Broker: sees the arrangements it holds money for, each person apart.',
  commissioner: 'Commissioner: sees the figures, and nobody by name.',
  family: 'Family: reads the statement of their own budget.',
  auditor: 'Auditor: reads the records and takes copies away, and changes nothing.',
  administrator: 'Administrator: sets the service up and keeps it running, and moves no money.',
} as const;

/** One kind of user, as the token's `ledger_kind` claim names it. */
export type UserKind = keyof typeof KINDS_OF_USER;

/** Every kind of user, in the order of the table above. */
export const USER_KINDS = Object.keys(KINDS_OF_USER) as readonly UserKind[];
