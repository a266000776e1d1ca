import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

/** One connection to the service that is kept open; one request at a time. */
export interface RawClient {
  send(request: string): Promise<RawAnswer>;
  close(): void;
}

/**
 * A client that costs next to nothing, because it runs beside the service on the same two cores: a
 * socket, requests written as text, and no more read of the answers than status and length.
 */
export async function rawClient(port: number): Promise<RawClient> {
  const socket = await opened(port);
  let waiting: { resolve: (answer: RawAnswer) => void; reject: (error: Error) => void } | null;
  let received = '';
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    received += text;
    const answer = readAnswer(received);
    if (answer === null) return;
    received = '';
    waiting?.resolve(answer);
  });
  const lost = (error?: Error): void =>
    waiting?.reject(error ?? new Error('The service hung up before it answered.'));
  socket.on('error', lost);
  socket.on('close', () => lost());
  return {
    send(request) {
      socket.write(request);
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
      });
    },
    close: () => socket.destroy(),
  };
}

async function opened(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
  });
}

/** Reads an answer with a length; null while it has not come whole. */
function readAnswer(text: string): RawAnswer | null {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const head = text.slice(0, end);
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
  const body = text.slice(end + 4);
  if (body.length < length) return null;
  return { status: Number(head.slice(9, 12)), body };
}
