import { setTimeout } from 'node:timers/promises';
import { broken, expectThat, type HttpClient, type Reply, showValue, type Teaching } from 'checker/kit';
import type { Sent } from './requests.ts';
import { tellAnswer, told } from './tasks.ts';

/** What the judge waits more than any time limit of the contract. */
export const moreMs = 2000;
/** What a time of the contract may come too early by, for clocks that are read in two processes. */
export const early = 0.9;
/** So long may it take until all works again after an outage. */
export const recoveryMs = 5000;

export function tellSent(sent: Sent): string {
  return sent.kind === 'none' ? `no answer: ${sent.told}` : tellAnswer(sent);
}

/** One of these, as a whole answer. `why` says what is special about the request, after "…, since". */
export function expectAnswer(
  sent: Sent,
  status: number | readonly number[],
  { why, ...teaching }: Teaching & { readonly why: string },
): asserts sent is Reply {
  const wished = [status].flat();
  if (sent.kind === 'reply' && wished.includes(sent.status)) return;
  broken({
    ...teaching,
    expected: `${told(sent)} to be answered with ${wished.join(' or ')}, since ${why}`,
    saw: tellSent(sent),
  });
}

/** A 503 says when to come back. */
export function expectUnavailable(
  sent: Sent,
  teaching: Teaching & { readonly why: string },
): asserts sent is Reply {
  expectAnswer(sent, 503, teaching);
  expectRetryAfter(sent);
}

export function expectRetryAfter(reply: Reply): void {
  if (reply.status !== 503) return;
  const after = reply.headers['retry-after'];
  expectThat(after !== undefined && /^[1-9]\d*$/.test(after), {
    expected: `the 503 of ${told(reply)} to have a Retry-After of whole seconds, at least 1`,
    saw: after === undefined ? 'no such header' : `Retry-After: ${after}`,
    look: 'Where are the 503s made, and does each of them go through there?',
  });
}

/** Asks until it works; what does not work is 503 or 504 meanwhile. Returns how many requests failed. */
export async function expectWorksAgain(
  service: HttpClient,
  after: string,
  { look, signal }: { readonly look: string; readonly signal: AbortSignal },
): Promise<number> {
  const began = performance.now();
  for (let failed = 0; ; failed += 1) {
    const patienceMs = recoveryMs + moreMs;
    const sent = await service.attempt('GET', '/tasks?limit=1', { transcript: false, patienceMs });
    if (sent.kind === 'reply' && sent.status === 200) return failed;
    expectAnswer(sent, [200, 503, 504], {
      why: `${after}, and whatever it cannot do yet it says with 503`,
      look,
    });
    if (performance.now() - began > recoveryMs)
      return broken({
        expected: `\`GET /tasks\` to work again no later than ${recoveryMs / 1000} seconds after ${after}`,
        saw: `${failed + 1} times no 200, the last time ${tellSent(sent)}`,
        look,
      });
    await setTimeout(25, undefined, { signal });
  }
}

/** The time of the answer, as the contract bounds it: not before, and not later than the limit and the judge's patience. */
export function expectInTime(
  reply: Reply,
  limit: string,
  limitMs: number,
  teaching: Teaching & { readonly notBefore?: boolean },
): void {
  const tookMs = reply.cameAtMs - reply.sentAtMs;
  const tooEarly = teaching.notBefore === true && tookMs < early * limitMs;
  expectThat(!tooEarly && tookMs <= limitMs + moreMs, {
    look: teaching.look,
    expected: `${told(reply)} to be answered ${tooEarly ? 'after' : 'within'} ${limit}=${limitMs}`,
    saw: `${reply.status} ${Math.round(tookMs)} ms after it was sent`,
  });
}

export function tellStatuses(sent: readonly Sent[]): string {
  const counts = new Map<string, number>();
  for (const each of sent) {
    const key = each.kind === 'none' ? each.told : String(each.status);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return showValue(Object.fromEntries(counts));
}
