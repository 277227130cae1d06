import { setTimeout } from 'node:timers/promises';
import type { Handler } from './handlers.ts';
import { Problem } from './problem.ts';
import { json } from './reply.ts';

export interface ReadinessParts {
  readonly stopping: AbortSignal | undefined;
  readonly isReady: ((signal: AbortSignal) => Promise<boolean>) | undefined;
  /** How long the answer may take; what takes longer is not ready. */
  readonly limitMs: number;
}

/** `/readyz`: whether this process wants requests. Whoever asks needs a yes or a no, and soon. */
export function readiness({ stopping, isReady = async () => true, limitMs }: ReadinessParts): Handler {
  return async ({ signal }) => {
    if (stopping?.aborted) throw new Problem(503, 'The service is shutting down.');
    const enough = new AbortController();
    const late = setTimeout(limitMs, false, { signal: enough.signal });
    const asked = isReady(AbortSignal.any([signal, enough.signal]));
    const ready = await Promise.race([asked, late]).catch(() => false);
    enough.abort();
    late.catch(() => {});
    asked.catch(() => {});
    if (!ready) throw new Problem(503, 'The service cannot do its work at the moment.');
    return json({ status: 'ready' });
  };
}
