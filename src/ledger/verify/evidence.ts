import { Offenders, type Check, type Finding, type Work } from './check.ts';

/**
 * Recomputes the digests of one kind of record and compares them with the evidence in the journal.
 * The figure says how many, e.g. `12 pay runs`; an offender is a sentence without personal data.
 */
export type EvidenceCheck = (work: Work) => Promise<Finding>;

/**
 * An entry's evidence is the digest of what was decided, which is kept elsewhere. The rooms that
 * post evidence know how it is made, and the ledger knows no room, so the caller brings them.
 */
export const evidenceIsUnchanged: Check = {
  name: 'What was decided is still what the journal has the digest of',
  expected: 'Every record that an entry holds a digest of gives that digest again.',
  async run(work) {
    const offenders = new Offenders();
    const figures: string[] = [];
    for (const check of work.evidenceChecks) {
      const finding = await check(work);
      figures.push(finding.figure);
      offenders.addAll(finding);
    }
    return {
      figure: figures.join(', ') || 'no records with a digest',
      found: offenders.found,
      named: offenders.named,
    };
  },
};
