import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Id } from '../http/schemas.ts';
import { rulesOn } from '../law/store.ts';
import { Problem, refuseFaults, type Fault } from '../problem.ts';
import {
  faultsOfDocuments,
  faultsOfNominees,
  faultsOfWithdrawal,
  type AskedDocument,
  type OnFile,
} from './document-rules.ts';
import { addDocuments, documentsOnFile } from './document-store.ts';
import { addExclusions } from './exclusion-store.ts';
import { documentOf, subjectOf } from './find.ts';
import { readingRoutes } from './reading-routes.ts';
import {
  AddedDocumentsSchema,
  DocumentSchema,
  ExclusionSchema,
  NewDocumentsSchema,
  NewExclusionSchema,
  NewWithdrawalSchema,
} from './schemas.ts';
import { dayOrNull, shownDocument } from './shown.ts';
import { addWithdrawals } from './withdrawal-store.ts';

const ById = z.object({ id: Id });

/** Consents, nominations and agreements on file; what is required, and what is on hold for it. */
export function documentRoutes(app: FastifyInstance, services: Services): void {
  additionRoute(app, services);
  withdrawalRoute(app, services);
  exclusionRoute(app, services);
  readingRoutes(app, services);
}

function additionRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/arrangements/:id/documents',
    id: 'addDocuments',
    summary: 'Put consents, nominations and agreements on file',
    description:
      'All of them or none. Each is kept for every sector it names, and can be withdrawn sector by sector.',
    tag: 'Documents',
    callers: ['caseworker'],
    params: ById,
    body: NewDocumentsSchema,
    answer: AddedDocumentsSchema,
    status: 201,
    moves: true,
    problems: ['nomination-missing'],
    handle: async ({ tx, params, body, clock }) => {
      const { id, beneficiaryId, sectors, bornOn } = await subjectOf(tx, params.id);
      await decideAlone(tx, `documents of ${id}`);
      const today = clock.today();
      const rules = await rulesOn(tx, today);
      const faults = faultsOfDocuments(body.documents, { today, sectors, bornOn, rules });
      refuseFaults('invalid-request', 'The documents are not as expected.', faults);
      await refuseUnnamedNominees(tx, id, body.documents);
      const added = await addDocuments(
        tx,
        body.documents.map((one) => ({
          ...one,
          arrangementId: id,
          beneficiaryId,
          givenOn: one.givenOn.toString(),
          fromOn: one.fromOn.toString(),
          toOn: one.toOn?.toString(),
        })),
        rules.used(),
      );
      return { ids: added, entryId: (await documentOf(tx, added[0]!)).entryId };
    },
  });
}

async function refuseUnnamedNominees(
  tx: Tx,
  arrangementId: string,
  documents: readonly AskedDocument[],
): Promise<void> {
  const nominations = await documentsOnFile(tx, arrangementId, 'nomination');
  const onFile = nominations.map((one): OnFile => ({
    sector: one.sector,
    kind: one.kind,
    fromOn: Temporal.PlainDate.from(one.fromOn),
    toOn: dayOrNull(one.toOn),
    withdrawnOn: dayOrNull(one.withdrawnOn),
  }));
  const faults = faultsOfNominees(documents, onFile);
  refuseFaults('nomination-missing', 'A nominee agrees to a written nomination.', faults);
}

function withdrawalRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/documents/:id/withdrawal',
    id: 'withdrawDocument',
    summary: 'Record that a document is withdrawn from a day on',
    description:
      "From that day it no longer holds, and its sector's money stays where it needs it.",
    tag: 'Documents',
    callers: ['caseworker'],
    params: ById,
    body: NewWithdrawalSchema,
    answer: DocumentSchema,
    status: 201,
    moves: true,
    problems: ['state-does-not-allow', 'dates-out-of-order'],
    handle: async ({ tx, params, body, clock }) => {
      const { arrangementId } = await documentOf(tx, params.id);
      await decideAlone(tx, `documents of ${arrangementId}`);
      const document = await documentOf(tx, params.id);
      if (document.withdrawnOn !== null) {
        throw new Problem('state-does-not-allow', 'The document is withdrawn already.', {
          state: 'withdrawn',
        });
      }
      const span = {
        givenOn: Temporal.PlainDate.from(document.givenOn),
        fromOn: Temporal.PlainDate.from(document.fromOn),
        toOn: dayOrNull(document.toOn),
      };
      const faults = faultsOfWithdrawal(span, body.withdrawnOn);
      refuseFaults('dates-out-of-order', 'The dates are out of order.', faults);
      const { beneficiaryId } = document;
      const { reasons } = body;
      const withdrawnOn = body.withdrawnOn.toString();
      const documentId = document.id;
      await addWithdrawals(tx, [
        { documentId, arrangementId, beneficiaryId, withdrawnOn, reasons },
      ]);
      return shownDocument(await documentOf(tx, documentId), clock.today());
    },
  });
}

function exclusionRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/arrangements/:id/exclusions',
    id: 'addExclusion',
    summary: 'Exclude a person from being paid, or a purpose',
    tag: 'Documents',
    callers: ['caseworker'],
    params: ById,
    body: NewExclusionSchema,
    answer: ExclusionSchema,
    status: 201,
    moves: true,
    problems: ['dates-out-of-order'],
    handle: async ({ tx, params, body }) => {
      const { id: arrangementId, beneficiaryId } = await subjectOf(tx, params.id);
      const { what, description, fromOn, toOn = null } = body;
      const isBackwards = toOn !== null && Temporal.PlainDate.compare(toOn, fromOn) < 0;
      const message = `It ends on or after the day it starts. Found ${fromOn.toString()} to ${String(toOn)}.`;
      const faults: Fault[] = isBackwards ? [{ where: 'body.toOn', message }] : [];
      refuseFaults('dates-out-of-order', 'The dates are out of order.', faults);
      const exclusion = {
        arrangementId,
        what,
        description,
        fromOn: fromOn.toString(),
        toOn: toOn?.toString() ?? null,
      };
      const [added] = await addExclusions(tx, [{ ...exclusion, beneficiaryId }]);
      return { ...exclusion, ...added! };
    },
  });
}
