import { CapturedError, CapturedPromise, promiseThen } from './captured.ts';
import type { DriverTools } from './serve.ts';

/**
 * What a function that the judge hands to a module does when it is called, as data. Steps are taken in order; those before
 * the first `wait` happen synchronously, so that a module also meets functions that throw or return at once.
 */
export type BehaviourStep =
  /** Waits until the judge opens the gate. When the call's signal aborts first it rejects with the reason, or ignores it. */
  | { readonly do: 'wait'; readonly gate: string; readonly onAbort?: 'reject' | 'ignore' }
  /** Ends with a value: one that the judge reveals only by opening a gate, or one that is known. */
  | { readonly do: 'return-gate'; readonly gate: string }
  | { readonly do: 'return'; readonly value: unknown }
  | { readonly do: 'throw'; readonly name: string; readonly message: string }
  /** Throws something that is no Error. */
  | { readonly do: 'throw-value'; readonly value: unknown }
  /** Keeps the thread busy. */
  | { readonly do: 'burn'; readonly ms: number }
  | { readonly do: 'exit'; readonly code: number };

export type Behaviour = readonly BehaviourStep[];

export interface BehaviourCall {
  /** Names the call in events: `call.started`, `call.aborted` and `call.ended` carry it. */
  readonly id: string;
  readonly steps: Behaviour;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Plays a behaviour. Every call says when it starts, when its signal aborts and how it ends, whatever the module makes of
 * it; the judge compares that with what the module reports.
 */
export function playBehaviour(tools: DriverTools, { id, steps, signal }: BehaviourCall): unknown {
  tools.emit('call.started', { id, aborted: signal?.aborted ?? false });
  const onAbort = () => tools.emit('call.aborted', { id, reason: describeReason(signal?.reason) });
  signal?.addEventListener('abort', onAbort, { once: true });
  const end = (how: 'returned' | 'threw') => {
    signal?.removeEventListener('abort', onAbort);
    tools.emit('call.ended', { id, how });
  };
  let outcome: unknown;
  try {
    outcome = play(tools, steps, 0, signal);
  } catch (error) {
    end('threw');
    throw error;
  }
  if (!(outcome instanceof CapturedPromise)) {
    end('returned');
    return outcome;
  }
  return new CapturedPromise((resolve, reject) => {
    promiseThen(
      outcome as Promise<unknown>,
      (value) => {
        end('returned');
        resolve(value);
      },
      (error) => {
        end('threw');
        reject(error);
      },
    );
  });
}

function play(tools: DriverTools, steps: Behaviour, from: number, signal: AbortSignal | undefined): unknown {
  for (let at = from; at < steps.length; at++) {
    const step = steps[at] as BehaviourStep;
    switch (step.do) {
      case 'wait':
        return waitThen(tools, step, signal, () => play(tools, steps, at + 1, signal));
      case 'return-gate':
        return tools.gate(step.gate);
      case 'return':
        return step.value;
      case 'throw': {
        const error = new CapturedError(step.message);
        error.name = step.name;
        throw error;
      }
      case 'throw-value':
        throw step.value;
      case 'burn':
        burn(step.ms);
        break;
      case 'exit':
        process.exit(step.code);
        break;
      default:
        return step satisfies never;
    }
  }
  return undefined;
}

function waitThen(
  tools: DriverTools,
  step: Extract<BehaviourStep, { do: 'wait' }>,
  signal: AbortSignal | undefined,
  goOn: () => unknown,
): Promise<unknown> {
  return new CapturedPromise((resolve, reject) => {
    const abort = () => reject(signal?.reason);
    if (step.onAbort !== 'ignore' && signal !== undefined) {
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort, { once: true });
    }
    promiseThen(
      tools.gate(step.gate),
      () => {
        signal?.removeEventListener('abort', abort);
        try {
          resolve(goOn());
        } catch (error) {
          reject(error);
        }
      },
      reject,
    );
  });
}

function burn(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

/** A reason as the judge may compare it: by its `judge` mark where it made the reason, else by name and message. */
function describeReason(reason: unknown): unknown {
  if (typeof reason !== 'object' || reason === null) return reason ?? null;
  const { name, message, judge } = reason as { name?: unknown; message?: unknown; judge?: unknown };
  return { name: name ?? null, message: message ?? null, judge: judge ?? null };
}
