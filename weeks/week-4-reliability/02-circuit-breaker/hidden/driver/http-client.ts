import { createVirtualClock } from 'checker/kit/driver';
import type { BreakerSettings } from './commands.ts';
import type { Seam } from './seam.ts';

export interface Answer {
  readonly kind: 'answered' | 'refused' | 'timed-out' | 'failed';
  /** The body, or what the error said. */
  readonly text: string;
  readonly state: string;
}

/** A client as one writes it: `fetch` in a breaker, where an answer from 500 on is an error. */
export interface HttpClient {
  get(url: string): Promise<Answer>;
  advance(ms: number): void;
}

export function createHttpClient(seam: Seam, options: BreakerSettings): HttpClient {
  const clock = createVirtualClock();
  const breaker = seam.createCircuitBreaker({ ...options, clock });
  const get = async (url: string): Promise<Omit<Answer, 'state'>> => {
    try {
      const response = (await breaker.execute(async (signal) => {
        const answer = await fetch(url, { signal });
        if (answer.status >= 500) throw new Error(`the server answered ${answer.status}`);
        return answer;
      })) as Response;
      return { kind: 'answered', text: await response.text() };
    } catch (error) {
      return { kind: kindOf(error, seam), text: error instanceof Error ? error.message : String(error) };
    }
  };
  return {
    get: async (url) => ({ ...(await get(url)), state: breaker.state }),
    advance: (ms) => void clock.advance(ms),
  };
}

function kindOf(
  error: unknown,
  { CircuitOpenError, CallTimeoutError }: Seam,
): 'refused' | 'timed-out' | 'failed' {
  if (CircuitOpenError !== undefined && error instanceof CircuitOpenError) return 'refused';
  return CallTimeoutError !== undefined && error instanceof CallTimeoutError ? 'timed-out' : 'failed';
}
