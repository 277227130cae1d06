import { CallTimeoutError } from './errors.ts';
import type { Clock } from './types.ts';

export type Ending = 'resolved' | 'rejected' | 'timed-out' | 'cancelled';

/** Calls back once, with what ended the call first. */
export function race(
  f: (signal: AbortSignal) => unknown,
  limits: {
    readonly clock: Clock;
    readonly timeoutMs: number | undefined;
    readonly signal: AbortSignal | undefined;
    readonly leavesTimer: boolean;
  },
  onEnd: (ending: Ending, value: unknown) => void,
): void {
  const { clock, timeoutMs, signal, leavesTimer } = limits;
  const controller = new AbortController();
  let over = false;
  let timer: Disposable | null = null;
  const end = (ending: Ending, value: unknown) => {
    if (over) return;
    over = true;
    if (!leavesTimer) timer?.[Symbol.dispose]();
    signal?.removeEventListener('abort', cancel);
    onEnd(ending, value);
    if (ending === 'timed-out' || ending === 'cancelled') controller.abort(value);
  };
  const cancel = () => end('cancelled', signal?.reason);
  signal?.addEventListener('abort', cancel);
  if (timeoutMs !== undefined) {
    timer = clock.after(timeoutMs, () => end('timed-out', new CallTimeoutError(timeoutMs)));
  }
  try {
    Promise.resolve(f(controller.signal)).then(
      (value) => end('resolved', value),
      (error: unknown) => end('rejected', error),
    );
  } catch (error) {
    end('rejected', error);
  }
}
