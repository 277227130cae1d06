import { expectThat, type Reply, showValue, type Teaching } from 'checker/kit';
import { isRecord, tellAnswer, told } from './tasks.ts';
import { spoken } from './triggers.ts';

/** A problem of RFC 9457, with nothing in it of what PostgreSQL has said. */
export function expectTellsNothing(reply: Reply, teaching: Teaching): void {
  const type = reply.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  expectThat(
    type === 'application/problem+json' && isRecord(reply.json) && reply.json.status === reply.status,
    {
      ...teaching,
      expected: `the answer to ${told(reply)} to be a problem, application/problem+json, with the status in it`,
      saw: `${type ?? 'no content type'}: ${tellAnswer(reply)}`,
    },
  );
  const text = `${reply.text} ${JSON.stringify(reply.headers)}`.toLowerCase();
  const leaked = [
    ...Object.values(spoken),
    'judge',
    'sqlstate',
    'schema_migrations',
    'task_history',
    '42P01',
    'relation "',
    'relation \\"',
  ].find((word) => text.includes(word.toLowerCase()));
  expectThat(leaked === undefined, {
    ...teaching,
    expected: `nothing of what PostgreSQL has said in the answer to ${told(reply)}`,
    saw: `${showValue(leaked)} in ${tellAnswer(reply)}`,
  });
}

/** Whole seconds, at least 1. */
export function expectRetryAfter(reply: Reply, teaching: Teaching): void {
  const value = reply.headers['retry-after'];
  expectThat(value !== undefined && /^\d+$/.test(value) && Number(value) >= 1, {
    ...teaching,
    expected: `a 503 with Retry-After, in whole seconds, at least 1, to ${told(reply)}`,
    saw: value === undefined ? 'no Retry-After' : `Retry-After: ${value}`,
  });
}
