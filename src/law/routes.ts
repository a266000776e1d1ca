import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { USER_KINDS } from '../access/kinds.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Day, EntryId, Sector, page, pagingBy, toPage } from '../http/schemas.ts';
import { notFound } from '../problem.ts';
import { addVersion } from './add-version.ts';
import {
  AddedVersionSchema,
  NewVersionSchema,
  Recipient,
  RequirementSchema,
  RuleName,
  RuleSchema,
  RuleVersionSchema,
  Stage,
} from './schemas.ts';
import {
  requirementCursor,
  requirementsOn,
  rulesHolding,
  rulesUsedBy,
  versionsOf,
} from './store.ts';
import type { Confidence } from './rules.ts';
import { CONFIDENCE_IN_WORDS, rulesFor } from './versions.ts';

/** The rules that hold, by date. */
export function lawRoutes(app: FastifyInstance, services: Services): void {
  rulesRoute(app, services);
  versionRoutes(app, services);
  usedRoute(app, services);
  requirementsRoute(app, services);
}

const inWords = <T extends { readonly confidence: Confidence }>(
  row: T,
): T & { confidenceInWords: string } => ({
  ...row,
  confidenceInWords: CONFIDENCE_IN_WORDS[row.confidence],
});

function rulesRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/rules',
    id: 'listRules',
    summary: 'The rules in force on a day, today unless one is given',
    description:
      'Every period, threshold and age, with where it comes from and how sure we are of it. With a sector: those that hold for it, its own or the one for every sector.',
    tag: 'Rules',
    callers: USER_KINDS,
    query: z.object({ on: Day.optional(), name: RuleName.optional(), sector: Sector.optional() }),
    answer: page(RuleSchema),
    readOnly: true,
    handle: async ({ tx, query, clock }) => {
      const rules = await rulesHolding(tx, query.on ?? clock.today(), query.name);
      const items = query.sector === undefined ? rules : rulesFor(rules, query.sector);
      return { items: items.map(inWords), next: null };
    },
  });
}

function versionRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/rules/:name/versions',
    id: 'listRuleVersions',
    summary: 'Every version of a rule that there ever was',
    description: 'By sector, the one for every sector first, then by day and revision.',
    tag: 'Rules',
    callers: USER_KINDS,
    params: z.object({ name: RuleName }),
    query: pagingBy(/^(all|education|health|social_care)_\d{4}-\d{2}-\d{2}_\d{1,9}$/),
    answer: page(RuleVersionSchema),
    readOnly: true,
    handle: async ({ tx, params, query }) => {
      const rows = await versionsOf(tx, params.name, query);
      if (rows.length === 0 && query.after === undefined) throw notFound();
      return toPage(
        rows.map(inWords),
        query.limit,
        (row) => `${row.sector ?? 'all'}_${row.effectiveOn}_${row.revision}`,
      );
    },
  });
  addRoute(app, services, {
    method: 'POST',
    url: '/rules',
    id: 'addRuleVersion',
    summary: 'Add a later version of a rule, or correct one',
    description:
      'Nothing is overwritten: a correction is a higher revision of the same day, and names the version it `corrects`. A decision keeps the version it used.',
    tag: 'Rules',
    callers: ['administrator'],
    body: NewVersionSchema,
    answer: AddedVersionSchema,
    status: 201,
    problems: ['record-unknown', 'already-exists', 'dates-out-of-order'],
    handle: async ({ tx, body, clock }) => {
      const { version, warning } = await addVersion(tx, body, clock.today());
      return { ...inWords(version), warning };
    },
  });
}

function usedRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/rules/used',
    id: 'listRulesUsed',
    summary: 'The versions of the rules that a decision used',
    description: 'By the entry of the journal that puts the decision on record.',
    tag: 'Rules',
    callers: ['caseworker', 'panel_member', 'finance_officer', 'approver', 'auditor'],
    query: z.object({ entry: EntryId }),
    answer: page(RuleSchema),
    readOnly: true,
    handle: async ({ tx, query }) => {
      const rules = await rulesUsedBy(tx, query.entry);
      if (rules === undefined) throw notFound();
      return { items: rules.map(inWords), next: null };
    },
  });
}

const AFTER_REQUIREMENT = /^[a-z_]+(\.[a-z_]+){4}\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function requirementsRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/requirements',
    id: 'listRequirements',
    summary: 'What must be on file before money may leave',
    description:
      'By sector, by the stage of life that the person has reached in it, and by who receives the money. `right_age` and `other_recipient` are never on file: that recipient cannot be paid there.',
    tag: 'Rules',
    callers: USER_KINDS,
    query: pagingBy(AFTER_REQUIREMENT).extend({
      on: Day.optional(),
      sector: Sector.optional(),
      stage: Stage.optional(),
      recipient: Recipient.optional(),
    }),
    answer: page(RequirementSchema),
    readOnly: true,
    handle: async ({ tx, query, clock }) => {
      const rows = await requirementsOn(tx, { ...query, on: query.on ?? clock.today() });
      return toPage(rows.map(inWords), query.limit, requirementCursor);
    },
  });
}
