import { fork } from 'node:child_process';

/**
 * Runs a module in a process of its own, so that one measurement's memory is not another's.
 *
 * @returns what it sends
 * @throws Error if it ends without sending anything
 */
export async function inOwnProcess<T>(file: string, args: readonly string[]): Promise<T> {
  const child = fork(file, args, { execArgv: ['--expose-gc'] });
  return new Promise((resolve, reject) => {
    let sent: { readonly message: T } | null = null;
    child.once('message', (message) => {
      sent = { message: message as T };
      child.disconnect();
    });
    child.once('exit', (code) => {
      if (sent !== null && code === 0) resolve(sent.message);
      else reject(new Error(`The measurement failed (exit code ${code}).`));
    });
  });
}
