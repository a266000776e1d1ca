import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/**
 * Answers with a long text or file piece by piece, no faster than the client reads, so that memory
 * stays bounded. To be awaited inside the transaction that the pieces are read in: it ends when all is
 * sent, or when the client has hung up and the reading has stopped.
 *
 * @param pieces makes the text; the signal is given when the client has hung up
 */
export async function answerInPieces(
  reply: FastifyReply,
  type: string,
  pieces: (stop: AbortSignal) => AsyncGenerator<string | Uint8Array, void>,
): Promise<void> {
  const hungUp = new AbortController();
  reply.raw.once('close', () => hungUp.abort());
  // Whoever has hung up before this line is not told of again.
  if (reply.raw.destroyed || reply.raw.socket?.destroyed === true) return;
  const rest = pieces(hungUp.signal);
  try {
    // The first piece is made before anything is sent: a failure up to there is still a problem.
    const first = await rest.next();
    if (hungUp.signal.aborted) return;
    reply.type(type).send(Readable.from(joined(first, rest), { highWaterMark: 1 }));
    await reply;
  } catch (error) {
    if (!hungUp.signal.aborted) throw error;
  } finally {
    await rest.return();
  }
}

async function* joined<T>(
  first: IteratorResult<T, void>,
  rest: AsyncGenerator<T, void>,
): AsyncGenerator<T, void> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}
