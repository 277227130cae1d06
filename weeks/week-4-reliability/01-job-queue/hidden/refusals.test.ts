import { expectEqual, expectThat, type HttpClient, type Reply, requirement, showValue } from 'checker/kit';
import { enqueue, expectProblem, expectStatus, isRecord, jobIn, readJob, told } from './jobs.ts';

const limit = 262_144;

requirement('payload-limits', async ({ service, jobs, random }) => {
  const database = await service.database();
  const api = await jobs.api();
  const count = async () =>
    (await database.query<{ count: number }>('SELECT count(*)::int AS count FROM public.jobs'))[0]?.count;
  let made = 0;

  const bytes =
    'The limit is one of bytes. Where do you count, and what: bytes as they come, or characters afterwards?';
  for (const fill of ['x', 'é', '😀']) {
    const body = bodyOf(limit, fill);
    const reply = await post(api, body);
    expectStatus(reply, 202, { why: `its body has exactly ${limit} bytes`, look: bytes });
    made += 1;
    const sent = JSON.parse(body) as { readonly payload: string };
    const job = jobIn(reply, { look: bytes });
    expectThat(
      (await readJob(api, job.id, { look: bytes }, { transcript: false })).payload === sent.payload,
      {
        expected: `the payload of that job to be the text of ${sent.payload.length} characters that was sent`,
        saw: 'another one',
        look: 'What becomes of a character whose bytes come in two pieces?',
      },
    );
    expectProblem(await post(api, bodyOf(limit + 1, fill)), 413, {
      why: `its body has ${limit + 1} bytes`,
      look: bytes,
    });
  }
  await refusesWithoutTheRest(api);

  const types = 'The Content-Type is looked at before the body is read as JSON.';
  const good = JSON.stringify({ type: 'ok', payload: random.word() });
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])
    expectProblem(await post(api, good, type), 415, { why: `its Content-Type is ${type}`, look: types });
  expectStatus(await post(api, good, 'application/json; charset=utf-8'), 202, { look: types });
  made += 1;

  const broken = 'What is no JSON in UTF-8 is 400; what is JSON, and no good job, is 422.';
  const torn = Buffer.concat([
    Buffer.from('{"type":"ok","payload":"'),
    Buffer.from([0xc3, 0x28]),
    Buffer.from('"}'),
  ]);
  for (const [body, why] of [
    ['', 'its body is empty'],
    ['{"type":"ok","payload":', 'its body ends in the middle'],
    [`${good}x`, 'something follows the JSON in its body'],
    ["{'type':'ok','payload':1}", 'its body is no JSON'],
    [torn, 'its body is no UTF-8'],
  ] as const)
    expectProblem(await post(api, body), 400, { why, look: broken });
  for (const body of ['null', '[]', '"ok"', '1'])
    expectProblem(await post(api, body), 422, { why: `its body is ${body}, and no object`, look: broken });

  made += await namesEachFault(api);
  expectEqual(
    'the number of rows in `jobs`: those that were answered with 202, and nothing of the others',
    await count(),
    made,
    { look: 'What is refused leaves nothing. Is everything checked before the first row is written?' },
  );
});

/** So many bytes, the payload being one long text. */
function bodyOf(size: number, fill: string): string {
  const around = Buffer.byteLength('{"type":"ok","payload":""}');
  const each = Buffer.byteLength(fill);
  const rest = (size - around) % each;
  return `{"type":"ok","payload":"${'y'.repeat(rest)}${fill.repeat((size - around - rest) / each)}"}`;
}

async function refusesWithoutTheRest(api: HttpClient): Promise<void> {
  const look =
    'Whoever announces too much is refused on its word, and whoever sends too much when the limit is reached.';
  const head = 'POST /jobs HTTP/1.1\r\nHost: queue\r\nContent-Type: application/json\r\n';
  const start = '{"type":"ok","payload":"';
  for (const [bytes, what] of [
    [
      `${head}Content-Length: 10000000\r\n\r\n${start}`,
      'a Content-Length of 10000000, and only the beginning of the body',
    ],
    [
      `${head}Transfer-Encoding: chunked\r\n\r\n${chunk(start)}${chunk('x'.repeat(100_000)).repeat(14)}`,
      '1.4 MB in chunks, and no end',
    ],
  ] as const) {
    await using connection = await api.connect();
    await connection.write(bytes);
    const came = await connection.gotResponses(1, 10_000);
    const [response] = connection.responses();
    // Closing is as good as saying it, for one who still sends.
    const closed = !came && (await connection.closed(1)) !== null;
    expectThat(response?.status === 413 || (closed && what.includes('chunks')), {
      promise: 'A body of more than 262144 bytes is 413, without waiting for the rest.',
      expected: `\`POST /jobs\` with ${what}, to be answered with 413`,
      saw: response === undefined ? 'no answer' : String(response.status),
      look,
    });
  }
}

function chunk(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}

/** Tells how many good jobs it has made. */
async function namesEachFault(api: HttpClient): Promise<number> {
  const job = { type: 'ok', payload: 1 };
  for (const [body, pointers] of [
    [{ payload: 1 }, ['/type']],
    [{ ...job, type: 5 }, ['/type']],
    [{ ...job, type: null }, ['/type']],
    [{ ...job, type: '' }, ['/type']],
    [{ type: 'ok' }, ['/payload']],
    ...[0, 101, -1, 1.5, '3', true, null, [3]].map(
      (bad) => [{ ...job, maxAttempts: bad }, ['/maxAttempts']] as const,
    ),
    ...[101, -101, 0.5, '1', false, null].map((bad) => [{ ...job, priority: bad }, ['/priority']] as const),
    ...[
      'tomorrow',
      '',
      '2026-03-01',
      '2026-03-01T12:00:00',
      '2026-02-30T12:00:00Z',
      '2026-03-01T25:00:00Z',
      '1960-01-01T00:00:00Z',
      '+010000-01-01T00:00:00Z',
      1_772_366_400_000,
      null,
    ].map((bad) => [{ ...job, runAt: bad }, ['/runAt']] as const),
    [{ ...job, delay: 5 }, ['/delay']],
    [{ ...job, id: '019ca91e-3c00-7d2a-8f10-6a1b5c3de901' }, ['/id']],
    [{ ...job, state: 'succeeded' }, ['/state']],
    [
      { type: 5, maxAttempts: 0, priority: 1.5, runAt: 'tomorrow', delay: 1 },
      ['/delay', '/maxAttempts', '/payload', '/priority', '/runAt', '/type'],
    ],
  ] as const)
    await expectFaults(api, body, pointers);
  const edge = 'Where does the range begin and end? Both ends belong to it.';
  const count = [{ maxAttempts: 1 }, { maxAttempts: 100 }, { priority: -100 }, { priority: 100 }];
  const made = await Promise.all(count.map((fields) => enqueue(api, { ...job, ...fields }, { look: edge })));
  expectEqual(
    'maxAttempts and priority of jobs at the ends of the ranges',
    made.map(({ maxAttempts, priority }) => [maxAttempts, priority]),
    [
      [1, 0],
      [100, 0],
      [5, -100],
      [5, 100],
    ],
    { look: edge },
  );
  return made.length;
}

async function expectFaults(api: HttpClient, body: object, pointers: readonly string[]): Promise<void> {
  const look =
    'Every fault of the body is told at once, each with a JSON pointer: `/` and the name of the member.';
  const reply = await post(api, JSON.stringify(body));
  const sent = showValue(body);
  const problem = expectProblem(reply, 422, {
    why: `${pointers.join(', ')} of ${sent} is bad, missing or unknown`,
    look,
  });
  const errors = Array.isArray(problem.errors) ? (problem.errors as unknown[]) : [];
  const named = errors.map((error) => (isRecord(error) ? error.pointer : undefined));
  const detailed = errors.every((error) => isRecord(error) && typeof error.detail === 'string');
  const distinct = [...new Set(named)].sort();
  expectThat(detailed && JSON.stringify(distinct) === JSON.stringify([...pointers].sort()), {
    expected: `the 422 of ${told(reply)} with ${sent} to have \`errors\` with a detail each, and the pointers ${pointers.join(', ')}`,
    saw: showValue(problem.errors),
    look,
  });
}

function post(api: HttpClient, body: string | Uint8Array, type = 'application/json'): Promise<Reply> {
  return api.request('POST', '/jobs', { headers: { 'Content-Type': type }, body });
}
