import { broken, type ModuleHost, showValue } from 'checker/kit';
import { openFileStore } from './file-link.ts';
import { tellOutcome } from './tell-outcome.ts';

export interface LockHolder {
  readonly pid: number;
  /** Lets the change return, and waits until the update is committed. */
  release(): Promise<void>;
  kill(): void;
  readonly exited: Promise<unknown>;
}

/** A process that holds the lock of the file: it stands still inside the synchronous change of an update. */
export async function holdLock(
  module: ModuleHost,
  given: { path: string; title: string },
): Promise<LockHolder> {
  const link = await openFileStore(module, { path: given.path });
  const update = link.start('file.append', { path: given.path, title: given.title, gate: 'hold' });
  const look =
    'Does `update` of the file store call the change once it holds the lock, and resolve after the write?';
  if ((await link.event('change.entered')) === null) {
    const saw = update.settled ? tellOutcome(await update.outcome()) : 'no call of the change';
    broken({
      expected: `\`createFileStore({ path: ${showValue(given.path)} }).update(change, signal)\` to call the change`,
      saw,
      look,
    });
  }
  return {
    pid: link.pid,
    async release() {
      await link.call('gate.open', { name: 'hold', value: null });
      const outcome = await update.outcome();
      if (outcome.ok !== true)
        broken({
          expected: 'the update to resolve after its change has returned',
          saw: tellOutcome(outcome),
          look,
        });
    },
    kill: () => link.kill(),
    exited: link.exited,
  };
}
