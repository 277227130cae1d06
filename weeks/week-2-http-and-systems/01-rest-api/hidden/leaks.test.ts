import { expectThat, type Load, type RawConnection, requirement } from 'checker/kit';
import { type Known, makeTask } from './kinds-of-requests.ts';
import { type JudgedApp, openStage } from './stage.ts';

const json = 'Content-Type: application/json\r\nHost: x\r\n';
const crowd = 60;
/** The heap of a right solution grows by some 15 bytes a request, whatever that is; an object that is kept for each third one by more. */
const mostBytesEach = 50;

requirement('no-leaks', async ({ module, http, load, random }) => {
  const stage = await openStage({ module, http });
  // A timer that nobody clears would stand for ten minutes.
  const app = await stage.app({ watch: false, config: { requestTimeoutMs: 600_000 } });
  const known = await makeTask(app.http, random.word(), false);
  const round = async (requests: number) => {
    await answer(load, app, known, Math.round((requests * 2) / 3));
    await abandon(app, known, Math.round(requests / 3));
    await untilAlone(app);
  };

  await round(1000);
  const handles = await stage.ask<string[]>('resources');
  await round(2000);
  const early = await stage.ask<number>('heap');
  await round(7000);
  const late = await stage.ask<number>('heap');

  const left = await handlesBeyond(handles, () => stage.ask<string[]>('resources'));
  expectThat(left.length === 0, {
    expected: 'as many timers and handles as before, after 9000 requests, a third of whose clients have left',
    saw: `${left.length} more: ${[...new Set(left)].join(', ')}`,
    look: 'Which timer of a request runs on when its client has left, and who clears it?',
  });
  const each = (late - early) / 7000;
  expectThat(each < mostBytesEach, {
    expected: 'the heap to be as large as before, after 7000 requests, a third of whose clients have left',
    saw: `it has grown by ${((late - early) / 2 ** 20).toFixed(1)} MiB, ${Math.round(each)} bytes for each request`,
    look: 'Which set, map, array, listener or timer of yours still knows a request that is over?',
  });
});

async function answer(load: Load, app: JudgedApp, { id }: Known, requests: number): Promise<void> {
  await app.rule({ do: 'pass' });
  const headers = { 'content-type': 'application/json', 'if-match': '*' };
  const kinds = [
    { path: `/tasks/${id}` },
    { path: '/tasks?limit=2' },
    { path: `/tasks/${crypto.randomUUID()}` },
    { method: 'PATCH', path: `/tasks/${id}`, headers, body: '{"title":"x"}' },
    { method: 'POST', path: '/tasks', headers, body: '{"title":""}' },
  ] as const;
  for (const request of kinds)
    await load.run(app.http, { connections: 10, amount: Math.round(requests / kinds.length), request });
}

/** Clients that leave: three quarters while they wait for their answers, the others with half of their bodies sent. */
async function abandon(app: JudgedApp, { id }: Known, requests: number): Promise<void> {
  await app.rule({ do: 'hang', onAbort: 'reject' });
  const waiting = [
    `GET /tasks/${id} HTTP/1.1\r\nHost: x\r\n\r\n`,
    `POST /tasks HTTP/1.1\r\n${json}Content-Length: 13\r\n\r\n{"title":"x"}`,
    `PATCH /tasks/${id} HTTP/1.1\r\n${json}If-Match: *\r\nContent-Length: 13\r\n\r\n{"title":"x"}`,
  ];
  const half = `POST /tasks HTTP/1.1\r\n${json}Content-Length: 50\r\n\r\n{"title":`;
  for (let sent = 0; sent < requests; sent += crowd) {
    const clients = await Promise.all(Array.from({ length: crowd }, () => app.http.connect()));
    await Promise.all(
      clients.map((client, at) => client.write(at % 4 === 3 ? half : (waiting[at % 4] as string))),
    );
    await app.hanging((crowd / 4) * 3);
    await leave(clients);
    await app.hanging(0);
  }
}

async function leave(clients: readonly RawConnection[]): Promise<void> {
  for (const [at, client] of clients.entries())
    if (at % 2 === 0) client.reset();
    else await client[Symbol.asyncDispose]();
}

async function untilAlone(app: JudgedApp): Promise<void> {
  for (let tries = 0; tries < 100 && (await app.connections()) > 0; tries++)
    await app.http.request('GET', '/livez', { headers: { connection: 'close' }, transcript: false });
}

/** What closes takes a moment: looks again as long as there is something. */
async function handlesBeyond(
  before: readonly string[],
  now: () => Promise<readonly string[]>,
): Promise<string[]> {
  for (let tries = 0; ; tries++) {
    const left = [...(await now())];
    for (const name of before) if (left.includes(name)) left.splice(left.indexOf(name), 1);
    if (left.length === 0 || tries === 200) return left;
  }
}
