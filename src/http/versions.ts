import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../problem.ts';

/** Says which version of a record an answer shows. */
export function showVersion(reply: FastifyReply, version: number): void {
  reply.header('etag', `"${version}"`);
}

/** The version that a change started from, from If-Match. */
export function versionChanged(request: FastifyRequest): number {
  const header = request.headers['if-match'];
  if (header === undefined) {
    throw new Problem(
      'if-match-required',
      'The change does not say which version it started from.',
    );
  }
  const version = /^"(\d{1,9})"$/.exec(header)?.[1];
  if (version === undefined) throw changedMeanwhile();
  return Number(version);
}

export function changedMeanwhile(): Problem {
  return new Problem('changed-meanwhile', 'The record is not the version you started from.');
}
