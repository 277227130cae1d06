import { setTimeout } from 'node:timers/promises';
import { broken, expectThat, type HttpClient, type NoReply, type Reply } from 'checker/kit';
import { tellReply } from './tasks.ts';

export interface Readiness {
  readonly reply: Reply;
  readonly status: string;
  readonly postgres: string;
  readonly redis: string;
}

/** What the judge waits more than any time limit of the contract. */
export const moreMs = 2000;
/** "No later than 2 seconds after it is back", with the judge's patience. */
export const recoveryMs = 2000;

/** Asks `/readyz`, and looks at all that is promised of the answer whatever it says. */
export async function readiness(service: HttpClient): Promise<Readiness> {
  const reply = await service.request('GET', '/readyz');
  const { status, checks } = (reply.json ?? {}) as { readonly status?: unknown; readonly checks?: Checks };
  const { postgres, redis } = typeof checks === 'object' && checks !== null ? checks : {};
  const isCheck = (check: Check | undefined) =>
    (check?.status === 'up' || check?.status === 'down') &&
    typeof check.latencyMs === 'number' &&
    check.latencyMs >= 0;
  expectThat(typeof status === 'string' && isCheck(postgres) && isCheck(redis), {
    expected:
      '`GET /readyz` to answer with `status` and `checks`, in which `postgres` and `redis` have a `status`, up or down, and `latencyMs`, a number from 0',
    saw: tellReply(reply),
    look: 'Compare it with the page, member by member.',
  });
  const type = reply.headers['content-type']?.split(';')[0]?.trim();
  expectThat(type === 'application/json' && reply.headers['cache-control'] === 'no-store', {
    expected: '`/readyz` to be `application/json`, also with 503, with `Cache-Control: no-store`',
    saw: `Content-Type: ${reply.headers['content-type']}, Cache-Control: ${reply.headers['cache-control']}`,
    look: 'It is the one answer from 400 on that is no problem. And what would a cache between make of it?',
  });
  return { reply, status, postgres: String(postgres?.status), redis: String(redis?.status) };
}

interface Check {
  readonly status?: unknown;
  readonly latencyMs?: unknown;
}
interface Checks {
  readonly postgres?: Check;
  readonly redis?: Check;
}

export interface Wish {
  readonly code: number;
  readonly status: string;
  readonly postgres: string;
  readonly redis: string;
}

export function expectReadiness(
  seen: Readiness,
  wish: Wish,
  { when, look }: { readonly when: string; readonly look: string },
): void {
  const { reply, status, postgres, redis } = seen;
  expectThat(
    reply.status === wish.code &&
      status === wish.status &&
      postgres === wish.postgres &&
      redis === wish.redis,
    {
      expected: `\`/readyz\` to be ${wish.code} ${wish.status}, with postgres ${wish.postgres} and redis ${wish.redis}, ${when}`,
      saw: tellReply(reply),
      look,
    },
  );
}

/** Asks until it holds, and fails the requirement when that takes longer than two seconds and the judge's patience. */
export async function soon(
  what: string,
  ask: () => Promise<{ readonly holds: boolean; readonly saw: string }>,
  look: string,
): Promise<void> {
  const end = performance.now() + recoveryMs + moreMs;
  for (;;) {
    const { holds, saw } = await ask();
    if (holds) return;
    if (performance.now() > end) broken({ expected: `${what}, no later than 2 seconds after`, saw, look });
    await setTimeout(50);
  }
}

export async function expectStatus(
  service: HttpClient,
  target: string,
  status: number,
  { when, look }: { readonly when: string; readonly look: string },
): Promise<Reply> {
  const sent = await service.attempt('GET', target);
  expectThat(sent.kind === 'reply' && sent.status === status, {
    expected: `\`GET ${target}\` to be answered with ${status} ${when}`,
    saw: tellSent(sent),
    look,
  });
  return sent;
}

/** From its sending to its answer, within a limit of the contract and what a busy machine takes besides. */
export function expectWithin(
  reply: Reply,
  limitMs: number,
  { of, look }: { readonly of: string; readonly look: string },
): void {
  const tookMs = reply.cameAtMs - reply.sentAtMs;
  expectThat(tookMs <= limitMs, {
    expected: `\`${reply.method} ${reply.target}\` to be answered within ${of}`,
    saw: `the answer came after ${Math.round(tookMs)} ms`,
    look,
  });
}

export function tellSent(sent: Reply | NoReply): string {
  return sent.kind === 'none' ? `no answer: ${sent.told}` : tellReply(sent);
}
