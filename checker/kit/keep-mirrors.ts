import { setTimeout as sleep } from 'node:timers/promises';
import { openForward } from '../src/services/forward.ts';
import type { Mirror } from '../src/services/passages.ts';

export interface KeptMirrors {
  /** Resolves when the mirror's port leads to its server. Rejects with the system's error where it cannot be had. */
  open(mirror: Mirror, signal: AbortSignal): Promise<void>;
}

/** How long a port may be somebody else's: what the scenario before has started may still be on its way out. */
const patienceMs = 10_000;
const lookMs = 20;

/** Mirrors that stay open, so that nobody else can have their ports between two scenarios. */
export function keepMirrors(): KeptMirrors {
  const kept = new Map<number, { readonly path: string; readonly opening: Promise<AsyncDisposable> }>();
  return {
    async open(mirror, signal) {
      const { port, path } = mirror;
      const before = kept.get(port);
      if (before?.path === path) return void (await before.opening);
      const opening = (async () => {
        // Another server, which has been started anew.
        await (await before?.opening.catch(() => null))?.[Symbol.asyncDispose]();
        return openWhenFree(mirror, signal);
      })();
      kept.set(port, { path, opening });
      try {
        await opening;
      } catch (error) {
        kept.delete(port);
        throw error;
      }
    },
  };
}

async function openWhenFree({ port, path }: Mirror, signal: AbortSignal): Promise<AsyncDisposable> {
  for (const patience = AbortSignal.timeout(patienceMs); ; ) {
    try {
      return await openForward({ port }, { path });
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!isTaken || patience.aborted || signal.aborted) throw error;
      await sleep(lookMs);
    }
  }
}
