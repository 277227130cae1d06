import { setTimeout } from 'node:timers/promises';
import { PermanentError } from '../src/index.ts';

interface Context {
  readonly signal: AbortSignal;
  readonly attempt: number;
  readonly jobId: string;
}

export default {
  sum(payload: unknown): number {
    if (!Array.isArray(payload)) throw new PermanentError('expected a list of numbers');
    return payload.reduce((sum: number, value) => sum + Number(value), 0);
  },

  /** Takes as long as the payload says, in milliseconds. */
  async sleep(payload: unknown, { signal }: Context): Promise<void> {
    await setTimeout(Number(payload), undefined, { signal });
  },

  fail(_payload: unknown, { attempt }: Context): never {
    throw new Error(`attempt ${attempt} failed, as ever`);
  },
};
