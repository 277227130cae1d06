import { expectThat, type Load, requirement, type Service } from 'checker/kit';
import { makeTask } from './kinds-of-requests.ts';

/** A busy machine lengthens pauses and lowers rates: every further try can only clear whom it has wronged. */
const tries = { pauses: 8, rates: 5 };
const longestShare = 0.6;

requirement('not-blocking', async ({ service, random }) => {
  const running = await service.start({ env: { LOG_LEVEL: 'error' } });
  const operations = Array.from({ length: 10_000 }, (_, at) => ({
    op: 'create',
    task: { title: `${random.word(6)} ${at}`, due: '2026-03-01', priority: 'high' },
  }));
  const body = JSON.stringify({ operations });
  const pauses: Pauses[] = [];
  const best = (share: (each: Pauses) => number) => Math.min(...pauses.map(share));
  while (pauses.length < tries.pauses) {
    pauses.push(await measurePauses(running, body, { transcript: pauses.length === 0 }));
    if (best(({ ofTime }) => ofTime) < longestShare && best(({ ofWork }) => ofWork) < longestShare) return;
  }
  const told = pauses.reduce((one, other) => (other.ofTime < one.ofTime ? other : one));
  expectThat(false, {
    expected: `the longest pause between two answers of /livez to be under 60 % of the time that the batch takes, in the best of ${tries.pauses}`,
    saw: `a pause of ${Math.round(told.longestMs)} ms, during a batch of 10,000 operations that took ${Math.round(told.batchMs)} ms; ${told.probes} probes were answered meanwhile`,
    look: 'Between the last byte of the batch and the first of its answer: when does anybody else get a turn?',
  });
});

interface Pauses {
  readonly longestMs: number;
  readonly batchMs: number;
  readonly probes: number;
  /** The longest pause as a share of the batch's time. */
  readonly ofTime: number;
  /** The same in CPU time of the service's thread, in which no other process of the machine has a part; 0 if unknown. */
  readonly ofWork: number;
}

/** One probe after the other on a connection of their own, from before the batch is sent until it is answered. */
async function measurePauses(
  running: Service,
  body: string,
  { transcript }: { readonly transcript: boolean },
): Promise<Pauses> {
  const times: number[] = [];
  const works: number[] = [];
  const lookAt = (time: number) => {
    times.push(time);
    works.push(running.mainThreadCpuMs() ?? 0);
  };
  const probe = async (options: { readonly transcript: boolean }) => {
    const { status, cameAtMs } = await running.request('GET', '/livez', options);
    expectThat(status === 200, {
      expected: '200 for GET /livez while a batch is worked on',
      saw: String(status),
      look: 'The process lives: what has /livez to do with the batch?',
    });
    return cameAtMs;
  };
  lookAt(await probe({ transcript }));
  let isOver = false;
  const batch = running
    .request('POST', '/tasks/batch', {
      body,
      headers: { 'content-type': 'application/json' },
      patienceMs: 20_000,
      transcript,
    })
    .finally(() => {
      isOver = true;
    });
  while (!isOver) {
    const time = await probe({ transcript: false });
    if (!isOver) lookAt(time);
  }
  const { status, sentAtMs, cameAtMs, text } = await batch;
  expectThat(status === 200, {
    expected: '200 for a batch of 10,000 operations',
    saw: `${status} ${text.slice(0, 200)}`,
    look: 'How many operations may a batch have, and how large may its body be?',
  });
  lookAt(cameAtMs);
  const probes = times.length - 2;
  times[0] = sentAtMs;
  const longestMs = Math.max(...gaps(times));
  const batchMs = cameAtMs - sentAtMs;
  // A look that comes late sees one stretch of work as two, so two that follow each other count as one.
  const stretches = gaps(works);
  const longestWork = Math.max(...stretches.map((work, at) => work + (stretches[at + 1] ?? 0)));
  const ofWork = longestWork / Math.max(sum(stretches), 1);
  return { longestMs, batchMs, probes, ofTime: longestMs / batchMs, ofWork };
}

function gaps(values: readonly number[]): number[] {
  return values.slice(1).map((value, at) => value - (values[at] as number));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

requirement('throughput', async ({ service, load, random }) => {
  const running = await service.start({ env: { LOG_LEVEL: 'error' } });
  // Among many others: to find one must not take longer then.
  const operations = Array.from({ length: 5000 }, (_, at) => ({
    op: 'create',
    task: { title: `task ${at}` },
  }));
  await running.request('POST', '/tasks/batch', { json: { operations }, transcript: false });
  const { id } = await makeTask(running, random.word());
  const path = `/tasks/${id}`;
  const reply = await running.request('GET', path);
  expectThat(reply.status === 200, {
    expected: `200 for GET ${path}`,
    saw: `${reply.status} ${reply.text.slice(0, 200)}`,
    look: 'The task was made a moment ago. Where is it?',
  });
  const peer = await service.peer(bareServer(reply.text));
  // Rates of runs that follow each other, since the machine may have less time for everybody a moment later; of CPU time the
  // least of all. The first run is as slow as code is before it has been compiled.
  const pairs: { readonly own: Speed; readonly bare: Speed }[] = [];
  const share = () => Math.max(...pairs.map(({ own, bare }) => own.perSecond / bare.perSecond));
  const least = (whose: 'own' | 'bare') => Math.min(...pairs.map((pair) => pair[whose].cpuMs));
  const isFast = () => share() >= 0.5 && least('own') <= least('bare') * 3;
  while (pairs.length < tries.rates && (pairs.length < 2 || !isFast())) {
    pairs.push({ bare: await measure(load, peer, '/'), own: await measure(load, running, path) });
  }
  expectThat(isFast(), {
    expected:
      'at least half as many requests a second as a bare node:http server that answers with the same bytes, and at most three times its CPU time for each',
    saw: `${Math.floor(share() * 100)} % of them, and ${(least('own') / least('bare')).toFixed(1)} times the CPU time, in the best of ${tries.rates} comparisons; there were 5000 other tasks`,
    look: 'What do you do for each request that could be done once? And what of it depends on how many tasks there are?',
  });
});

interface Speed {
  readonly perSecond: number;
  /** Of the thread that runs the server's JavaScript, for all requests together; 1 where the system does not tell. */
  readonly cpuMs: number;
}

async function measure(load: Load, server: Service, path: string): Promise<Speed> {
  const before = server.mainThreadCpuMs() ?? 0;
  const { perSecond, not2xx, errors } = await load.run(server, {
    connections: 10,
    amount: 2000,
    request: { path },
  });
  const after = server.mainThreadCpuMs() ?? 1;
  expectThat(not2xx === 0 && errors === 0, {
    expected: '2000 requests over ten connections to be answered with 200',
    saw: `${not2xx} other answers, and ${errors} without an answer`,
    look: 'What is different when ten clients ask at once, and thousands of times?',
  });
  return { perSecond, cpuMs: after - before };
}

function bareServer(body: string): string {
  return `import { createServer } from 'node:http';
const body = ${JSON.stringify(body)};
const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
const server = createServer((req, res) => res.writeHead(200, headers).end(body));
server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  process.stdout.write(JSON.stringify({ msg: 'listening', host: '127.0.0.1', port: server.address().port }) + '\\n');
});
`;
}
