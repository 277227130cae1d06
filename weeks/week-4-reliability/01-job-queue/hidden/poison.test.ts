import {
  expectEqual,
  expectThat,
  type HttpClient,
  type JobsHost,
  type Reply,
  requirement,
  showValue,
} from 'checker/kit';
import { expectBegun, tellRuns } from './begun.ts';
import {
  enqueue,
  expectOutcomes,
  expectProblem,
  expectStatus,
  isRecord,
  type Job,
  jobIn,
  readJob,
  untilState,
} from './jobs.ts';

const unkeepable =
  'What you cannot keep has to be found before it is written down: an error of the database, or a stack that overflows, is a 500 otherwise.';

/** Payloads as they are sent, in JSON. What may be refused is marked so. */
const payloads: readonly (readonly [what: string, json: string, mayBeRefused?: true])[] = [
  ['null', 'null'],
  ['false', 'false'],
  ['0', '0'],
  ['an empty text', '""'],
  ['a text that is JSON', '"{\\"a\\": [1]}"'],
  ['an empty list', '[]'],
  ['a list of lists', '[[], [[]], [null, [1]]]'],
  ['a key __proto__', '{"__proto__": {"x": 1}, "a": 1}'],
  [
    'keys of an object’s own kind',
    '{"constructor": {"prototype": {"x": 1}}, "toString": null, "hasOwnProperty": 1}',
  ],
  ['an empty key', '{"": {"": ""}}'],
  ['a key twice, of which the last counts', '{"a": 1, "b": 2, "a": 3}'],
  [
    'numbers at the ends of what there is',
    '[1.7976931348623157e308, 5e-324, 9007199254740991, -0.1, 1e21, 123456789.123456789]',
  ],
  [
    'line ends and quotes',
    '"a\\n\\r\\t\\u2028\\u2029\\u0001\\u007f \\"quoted\\" \\\\back\\\\ \'single\' $1 %s"',
  ],
  ['characters from beyond the first plane', '"\\ud83d\\ude00 😀 é ﷽ 漢字"'],
  ['a key with an apostrophe and a question mark', '{"it\'s": {"?": "$$; DROP TABLE jobs; --"}}'],
  ['90 lists in one another', `${'['.repeat(90)}${']'.repeat(90)}`],
  ['90 objects in one another', `${'{"a":'.repeat(90)}1${'}'.repeat(90)}`],
  ['1,000 keys', `{${Array.from({ length: 1000 }, (_, index) => `"key ${index}": ${index}`).join(', ')}}`],
  ['a text with NUL', '"a\\u0000b"', true],
  ['a key with NUL', '{"a\\u0000b": 1}', true],
  ['the text \\u0000, written with two backslashes', '"a\\\\u0000b"'],
  ['half a surrogate', '"a\\ud800"', true],
  ['the other half, in a key', '{"\\udc00": [1]}', true],
  ['two halves in the wrong order', '["\\ude00\\ud83d"]', true],
  ['2,000 lists in one another', `${'['.repeat(2000)}${']'.repeat(2000)}`, true],
  ['60,000 lists in one another', `${'['.repeat(60_000)}${']'.repeat(60_000)}`, true],
];

requirement('poison-payload', async ({ jobs, signal }) => {
  const handlers = { arrives: 'return null;', 'ends-the-worker': 'process.exit(7);' };
  const api = await jobs.api({ handlers });
  const first = await jobs.worker({ name: 'worker 1', handlers });
  const look =
    'What changes a payload on its way: a schema that drops keys, a column that cannot hold it, a text that is taken for JSON?';
  const promise = 'The payload arrives as it was sent, or is refused with 422.';
  const accepted: (readonly [what: string, json: string, job: Job])[] = [];
  for (const [what, json, mayBeRefused] of payloads) {
    const reply = await send(api, json);
    if (reply.status === 422 && mayBeRefused === true) {
      expectRefusedPayload(reply, what);
      continue;
    }
    expectStatus(reply, mayBeRefused === true ? [202, 422] : 202, {
      promise,
      why: `its payload is ${what}`,
      look: mayBeRefused === true ? unkeepable : look,
    });
    accepted.push([what, json, jobIn(reply, { promise, look })]);
  }
  for (const [what, json, { id, type }] of accepted) {
    const wished: unknown = JSON.parse(json);
    const { payload } = await readJob(api, id, { promise, look }, { transcript: false });
    expectSame(`the payload by GET /jobs/{id}, which was sent as ${what}`, payload, wished);
    const run = await expectBegun(jobs, { id, type }, { promise, look });
    expectSame(`the payload that the handler gets, which was sent as ${what}`, run.payload, wished);
  }
  // Whoever had left the type out of a list of keys would see it here, too.
  const last = accepted.at(-1);
  if (last !== undefined) await untilState(api, last[2].id, 'succeeded', { promise, look, signal });

  first.kill();
  await first.exited;
  await endsEachWorker(api, jobs, handlers, signal);
});

function expectSame(what: string, actual: unknown, wished: unknown): void {
  const look =
    'Look at the payload in the table, in the API’s answer and in the handler: where is it another one first?';
  // As text it is short enough to be told, and the order of keys is no part of it.
  if (typeof wished === 'object' && wished !== null && depthBeyond(wished, 500)) {
    expectThat(depthBeyond(actual, 500), {
      expected: `${what}, to be as deep as that`,
      saw: 'something else',
      look,
    });
    return;
  }
  expectEqual(what, actual, wished, { promise: 'The payload arrives as it was sent.', look });
}

function depthBeyond(value: unknown, levels: number): boolean {
  let here = value;
  for (let depth = 0; depth < levels; depth += 1) {
    if (!Array.isArray(here)) return false;
    here = here[0];
  }
  return true;
}

function expectRefusedPayload(reply: Reply, what: string): void {
  const look = 'A payload that you cannot keep is a fault of the body like any other, with a pointer to it.';
  const { errors } = expectProblem(reply, 422, { why: `its payload is ${what}`, look });
  const named =
    Array.isArray(errors) &&
    errors.length > 0 &&
    (errors as unknown[]).every(
      (error) =>
        isRecord(error) && typeof error.pointer === 'string' && /^\/payload(\/|$)/.test(error.pointer),
    );
  expectThat(named, {
    expected: `the 422 for a payload that is ${what} to have \`errors\` whose pointers are /payload or begin with /payload/`,
    saw: showValue(errors),
    look,
  });
}

/** Two workers are ended by the job; the third one has to see that it was the last. */
async function endsEachWorker(
  api: HttpClient,
  jobs: JobsHost,
  handlers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  const promise = 'A job that ends every worker that takes it is dead after `maxAttempts` workers.';
  const look =
    'Nobody is left to say how such an attempt ended. Who counts it, and when? And who looks at the count before the next try?';
  const job = await enqueue(
    api,
    { type: 'ends-the-worker', maxAttempts: 2, runAt: '2001-01-01T00:00:00Z' },
    { promise, look },
  );
  jobs.enqueued(job);
  for (const attempt of [1, 2]) {
    const worker = await jobs.worker({ name: `worker ${attempt + 1}`, handlers, env: { LEASE_MS: '500' } });
    await expectBegun(jobs, job, { attempt, promise, look, patienceMs: 15_000 });
    await worker.ended();
  }
  await jobs.worker({ name: 'worker 4', handlers, env: { LEASE_MS: '500' } });
  const end = await untilState(api, job.id, 'dead', { promise, look, signal, patienceMs: 15_000 });
  expectOutcomes(end, ['1 lost', '2 lost'], { promise, look });
  expectThat(jobs.runsOf(job.id).length === 2, {
    promise,
    expected: 'two runs of its handler',
    saw: tellRuns(jobs.runsOf(job.id)),
    look,
  });
  const other = await enqueue(api, { type: 'ok' }, { promise, look });
  await untilState(api, other.id, 'succeeded', {
    promise,
    look: 'The worker that found it goes on with other jobs.',
    signal,
  });
}

function send(api: HttpClient, json: string): Promise<Reply> {
  return api.request('POST', '/jobs', {
    headers: { 'Content-Type': 'application/json' },
    body: `{"type":"arrives","payload":${json}}`,
  });
}
