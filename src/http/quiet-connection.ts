import { Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';

/**
 * Keeps the connection of a request open while its handler works and nothing is sent: otherwise one
 * that is quiet for as long as usual is cut off. For the next request of the connection all is as
 * usual again.
 *
 * @param mostMs how long the handler may take, in milliseconds
 */
export function waitQuietly({ raw }: FastifyRequest, mostMs: number): void {
  if (raw.socket instanceof Socket) raw.socket.setTimeout(mostMs);
}
