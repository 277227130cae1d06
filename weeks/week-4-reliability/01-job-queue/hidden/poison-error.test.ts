import { expectThat, requirement, showValue } from 'checker/kit';
import { expectBegun } from './begun.ts';
import { enqueue, expectOutcomes, tellAnswer, tellJob, untilJob, untilState } from './jobs.ts';

/** Bodies of handlers that throw: all of them a failed attempt. */
const throwing: Readonly<Record<string, string>> = {
  null: 'throw null;',
  undefined: 'throw undefined;',
  'a number': 'throw 42;',
  'a big number': 'throw 10n ** 30n;',
  'a text': `throw 'just a text';`,
  'a symbol': `throw Symbol('why');`,
  'a function': 'throw () => {};',
  'an object without a prototype': 'throw Object.create(null);',
  'an object whose message throws': `throw { get message() { throw new Error('from within'); } };`,
  'an error whose name throws': `throw Object.defineProperty(new Error('x'), 'name', { get() { throw new Error('from within'); } });`,
  'an error whose texts are none': `throw Object.assign(new Error('x'), { name: { a: 1 }, message: Symbol('m') });`,
  'a proxy that throws at everything': `throw new Proxy({}, { get() { throw null; }, getPrototypeOf() { throw null; }, has() { throw null; }, ownKeys() { throw null; } });`,
  'a proxy that was revoked': `const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); throw proxy;`,
  'an object whose toString throws': `throw { toString() { throw 1; }, valueOf() { throw 2; } };`,
  'an error with NUL': `throw Object.assign(new Error('a\\u0000b'), { name: 'Na\\u0000me' });`,
  'an error with half a surrogate': `throw new Error('a\\ud800b');`,
  'an error of ten megabytes': `throw new Error('0123456789'.repeat(1_000_000));`,
  'an error that causes itself': `const error = new Error('x'); error.cause = error; throw error;`,
};

/** Results that JSON does not know: the job is dead. */
const noResults: Readonly<Record<string, string>> = {
  'a BigInt': 'return 1n;',
  'a BigInt within': 'return { list: [1, { deep: 2n }] };',
  'an object that contains itself': 'const value = {}; value.self = { value }; return value;',
  'an object whose toJSON throws': `return { toJSON() { throw new Error('no'); } };`,
  'an object whose getter throws': `return { get x() { throw null; } };`,
};

/** Results that may be kept, mended, or make the job dead. */
const oddResults: Readonly<Record<string, string>> = {
  'a text with NUL': `return 'a\\u0000b';`,
  'a key with NUL': `return { 'a\\u0000b': 1 };`,
  'half a surrogate': `return ['\\udc00'];`,
};

requirement('poison-error', async ({ jobs, signal }) => {
  const handlers = {
    ...prefixed('throws ', throwing),
    ...prefixed('gives ', { ...noResults, ...oddResults }),
  };
  const api = await jobs.api({ handlers });
  const worker = await jobs.worker({ handlers, env: { WORKER_CONCURRENCY: '2' } });
  const look =
    'Which statement records the end, and what does the database say about that text? Whatever was thrown has to become a name and a message first, with care.';
  const sent = await Promise.all(
    Object.keys(handlers).map(async (type) => ({
      type,
      job: await enqueue(
        api,
        { type, maxAttempts: type.startsWith('throws ') ? 1 : 4 },
        { look, transcript: false },
      ),
    })),
  );
  for (const { type, job } of sent) {
    const odd = type.startsWith('gives ') && Object.hasOwn(oddResults, type.slice('gives '.length));
    const end = await untilJob(
      api,
      job.id,
      `at its end, since its handler ${type} and has ended`,
      ({ state }) => state === 'dead' || state === 'succeeded' || state === 'retrying',
      { look, signal },
    );
    if (odd) {
      expectThat(end.state !== 'retrying', {
        expected: `a job whose handler ${type} to be succeeded or dead`,
        saw: tellJob(end),
        look,
      });
      continue;
    }
    expectThat(end.state === 'dead', {
      promise: type.startsWith('throws ')
        ? 'Anything can be thrown, and is a failed attempt.'
        : 'What JSON.stringify throws at is no result, and makes the job dead.',
      expected: `a job whose handler ${type} to be dead after its first attempt`,
      saw: tellJob(end),
      look: type.startsWith('throws ')
        ? look
        : 'A result that cannot be written down today cannot be tomorrow: trying again helps nobody.',
    });
    expectOutcomes(end, ['1 failed'], { look });
    const error = end.attempts[0]?.error;
    expectThat(error !== null && error !== undefined, {
      expected: `the attempt of a handler that ${type} to have an error with some name and message`,
      saw: 'null',
      look: 'A failed attempt has an error, whatever was thrown.',
    });
    if (type === 'throws an error of ten megabytes')
      expectThat(
        error.message.length >= 1000 &&
          '0123456789'.repeat(1_000_000).startsWith(error.message.slice(0, 1000)),
        {
          expected: 'at least the first 1,000 characters of the message to be kept',
          saw: `${error.message.length} characters, ${showValue(error.message.slice(0, 40))}…`,
          look: 'A message may be cut, but to no less than 1,000 characters.',
        },
      );
    if (type === 'throws a text')
      expectThat(`${error.name} ${error.message}`.includes('just a text'), {
        expected: 'the text that was thrown to be told by the error',
        saw: showValue(error),
        look: 'A text that is thrown is all that anybody will ever know about that failure.',
      });
  }

  // Both slots are free again, and what they do is recorded.
  const slots =
    'An attempt that does not come to its end takes its slot with it. Two were there: are they still?';
  const held = await Promise.all([enqueue(api, { type: 'hold' }), enqueue(api, { type: 'hold' })]);
  for (const job of held) await expectBegun(jobs, job, { look: slots });
  for (const run of jobs.runs) if (run.state === 'running') run.resolve('fine');
  for (const { id } of held) await untilState(api, id, 'succeeded', { look: slots, signal });
  const alive = await worker.attempt('GET', '/livez');
  expectThat(alive.kind === 'reply' && alive.status === 200, {
    expected: 'the worker to live on',
    saw: tellAnswer(alive),
    look,
  });
});

function prefixed(prefix: string, bodies: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(bodies).map(([name, body]) => [prefix + name, body]));
}
