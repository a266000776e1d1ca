import type { FastifyInstance } from 'fastify';
import { chooseType } from '../../http/accept.ts';
import { addRoute, type Services } from '../../http/route.ts';
import type { Tx } from '../../database/transactions.ts';
import { Problem } from '../../problem.ts';
import { READERS } from '../matching/match-routes.ts';
import { ById, ReconciliationSchema, SignatureSchema, StatementQuery } from './schemas.ts';
import { signOffOf } from './sign-off.ts';
import type { SignOff } from './sign-off-store.ts';
import { signatureOf, signedText } from './signature.ts';
import { digestOf, reconciliationCsv } from './statement-csv.ts';
import { reconciliationPdf } from './statement-pdf.ts';
import { reconciliationOf } from './statement-store.ts';

const FORMS = { json: 'application/json', csv: 'text/csv', pdf: 'application/pdf' } as const;
const OFFERED = Object.values(FORMS);
const NOTE_FORMS = ['application/json', 'text/plain'] as const;

/** The statement of reconciliation of a sign-off, and its signature. */
export function statementRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/sign-offs/:id/statement',
    id: 'getReconciliationStatement',
    summary: 'The statement of reconciliation of a sign-off',
    description:
      'As it was known when the sign-off was prepared, for ever. In the form that the Accept header ' +
      'asks for, or `format`. The digest of the CSV is what the two people signed; the PDF says ' +
      'who they are, and has the signature.',
    tag: 'Reconciliation',
    callers: READERS,
    params: ById,
    query: StatementQuery,
    answer: ReconciliationSchema,
    also: {
      'text/csv': 'The statement of which the digest was signed (RFC 4180).',
      'application/pdf': 'The statement to read and to print (PDF/UA).',
    },
    readOnly: true,
    problems: ['not-acceptable'],
    handle: async ({ tx, params, query, caller, request, reply }) => {
      const type =
        query.format === undefined
          ? chooseType(request.headers.accept, OFFERED)
          : FORMS[query.format];
      reply.header('vary', 'Accept');
      const signOff = await signOffOf(tx, params.id);
      const reconciliation = await reconciliationOf(tx, signOff, signOff.entry);
      if (type === 'application/json') {
        const { of: _, ...statement } = reconciliation;
        return { signOff, ...statement };
      }
      const extension = type === 'text/csv' ? 'csv' : 'pdf';
      const name = `bank-reconciliation-${signOff.throughOn}.${extension}`;
      reply.header('content-disposition', `attachment; filename="${name}"`);
      if (type === 'text/csv') {
        reply.type('text/csv; charset=utf-8; header=present');
        return reconciliationCsv(reconciliation);
      }
      const same = (await digestOf(reconciliation)) === signOff.sha256;
      const note = same ? noteOf(services, caller.authority, signOff) : null;
      reply.type('application/pdf');
      return reconciliationPdf({ signOff, reconciliation, note });
    },
  });
  signatureRoute(app, services);
}

function signatureRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/sign-offs/:id/signature',
    id: 'getSignOffSignature',
    summary: 'The signature of a sign-off',
    description:
      'A signed note with the digest of the statement of reconciliation as CSV and the two people, ' +
      "by the authority's key of seals (`GET /seal-key`).",
    tag: 'Reconciliation',
    callers: READERS,
    params: ById,
    answer: SignatureSchema,
    also: { 'text/plain': 'The note itself (C2SP signed note).' },
    readOnly: true,
    problems: ['not-acceptable', 'state-does-not-allow'],
    handle: async ({ tx, params, caller, request, reply }) => {
      const type = chooseType(request.headers.accept, NOTE_FORMS);
      reply.header('vary', 'Accept');
      const signOff = await signOffOf(tx, params.id);
      await refuseChanged(tx, signOff);
      const note = noteOf(services, caller.authority, signOff);
      if (note === null) {
        const detail = 'It is not signed: a second person has not approved it, or there is no key.';
        throw new Problem('state-does-not-allow', detail, { state: signOff.state });
      }
      if (type === 'application/json')
        return { note, ...signatureOf(note), sha256: signOff.sha256 };
      reply.type('text/plain; charset=utf-8');
      return note;
    },
  });
}

/** Nothing is signed that the books do not add up to. */
async function refuseChanged(tx: Tx, signOff: SignOff): Promise<void> {
  const reconciliation = await reconciliationOf(tx, signOff, signOff.entry);
  if ((await digestOf(reconciliation)) === signOff.sha256) return;
  const detail = 'The books are not what two people signed. Run verify, which says where.';
  throw new Problem('state-does-not-allow', detail, { state: signOff.state });
}

function noteOf({ signNote }: Services, authority: string, signOff: SignOff): string | null {
  const text = signedText(authority, signOff);
  return text === null || signNote === null ? null : signNote(authority, text);
}
