import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Count, Policy } from '../domain/limit.ts';
import { type Trust, whoAsks } from './client.ts';
import { refuse } from './problem.ts';

export type Limit = Trust & Readonly<{ count: Count; policy: Policy; fail: 'open' | 'closed' }>;

/** Counts a request, says so on its answer, and refuses it when there were too many. */
export async function limited(
  req: IncomingMessage,
  res: ServerResponse,
  { count, policy, fail, ...trust }: Limit,
): Promise<void> {
  const verdict = await count(whoAsks(req, trust)).catch(() => null);
  if (verdict === null) {
    if (fail === 'open') return;
    return refuse(503, 'Nobody can count at the moment.', { headers: { 'Retry-After': '1' } });
  }
  const { allowed, remaining, resetSeconds } = verdict;
  const window = Math.ceil(policy.capacity / policy.refillPerSecond);
  res.setHeader('RateLimit-Policy', `"default";q=${policy.capacity};w=${window}`);
  res.setHeader('RateLimit', `"default";r=${remaining};t=${resetSeconds}`);
  if (allowed) return;
  return refuse(429, 'That was too much at once.', {
    headers: { 'Retry-After': `${Math.max(resetSeconds, 1)}` },
    more: {
      type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
      'violated-policies': ['default'],
    },
  });
}
