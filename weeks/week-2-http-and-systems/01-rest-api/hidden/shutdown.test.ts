import {
  broken,
  expectEqual,
  expectRun,
  expectThat,
  type Reply,
  requirement,
  type Service,
  showValue,
} from 'checker/kit';
import { expectEnd, farTimeouts, holdRequest, openIdle, settle } from './held-request.ts';

/** What a time of the contract may come too early by, for clocks that are read in two processes. */
const early = 0.9;

requirement('shutdown-deadline', async ({ service, random, trace }) => {
  const delayMs = 300;
  const timeoutMs = 500;
  const env = {
    REQUEST_TIMEOUT_MS: '60000',
    SHUTDOWN_DELAY_MS: String(delayMs),
    SHUTDOWN_TIMEOUT_MS: String(timeoutMs),
  };
  const running = await service.start({ env });
  const held = await holdRequest(running, random.word());
  trace.begin('POST', 'sent all but the last byte of its body');
  await settle(running);
  const began = performance.now();
  trace.mark('judge', 'SIGTERM');
  running.signal('SIGTERM');
  const look =
    'What happens when the time is up: who closes the connections that are left, and who ends the process?';
  const run = await expectEnd(running, {
    after: `SHUTDOWN_TIMEOUT_MS=${timeoutMs} after SHUTDOWN_DELAY_MS=${delayMs}, though a request never gets the rest of its body`,
    look,
    patienceMs: 5000,
  });
  const tookMs = performance.now() - began;
  trace.end('POST', `cut off, with ${run.code === null ? 'a signal' : `exit code ${run.code}`}`);
  expectRun(run, { code: 1, look: 'Not everything was finished. What does the exit code say of that?' });
  expectThat(tookMs >= early * (delayMs + timeoutMs), {
    expected: `the program to give its requests SHUTDOWN_TIMEOUT_MS=${timeoutMs}, counted after SHUTDOWN_DELAY_MS=${delayMs}`,
    saw: `it ended ${Math.round(tookMs)} ms after the signal`,
    look: 'When does the clock of the deadline start?',
  });
  expectThat((await held.raw.closed()) !== null, {
    expected: 'the connection of the unfinished request to be closed',
    saw: 'it is still open, although the program has ended',
    look,
  });
});

requirement('second-signal', async ({ service, random }) => {
  const cases = (
    [
      ['SIGTERM', 'SIGTERM', '0'],
      ['SIGTERM', 'SIGINT', '0'],
      ['SIGINT', 'SIGINT', '60000'],
    ] as const
  ).map(([first, second, delay], at) => ({
    first,
    second,
    delay,
    letter: 'ABC'.charAt(at),
    title: random.word(),
  }));
  await Promise.all(
    cases.map(async ({ first, second, delay, letter, title }) => {
      const when = delay === '0' ? '' : ' during SHUTDOWN_DELAY_MS';
      const running = await service.start({
        name: `rest-api ${letter}`,
        env: { ...farTimeouts, SHUTDOWN_DELAY_MS: delay },
      });
      await holdRequest(running, title);
      const silent = await running.connect();
      await settle(running);
      running.signal(first);
      // The first signal has been met: two of a kind at once would be one.
      if (delay === '0') await expectLeaving(silent.closed(5000), first);
      else await settle(running);
      running.signal(second);
      const run = await expectEnd(running, {
        after: `within a second of ${second}, the second signal after ${first}${when}, though a POST still waits for the rest of its body`,
        look: 'Who hears the second signal when it is of the same kind, who when it is of the other, and what is done then?',
        patienceMs: 4000,
      });
      expectThat(run.code !== 0, {
        expected: 'an exit code other than 0, or an end by the signal, where a shutdown was cut short',
        saw: 'exit code 0',
        look: 'A request was still running. Who would be misled by a 0?',
      });
    }),
  );
});

async function expectLeaving(closed: Promise<unknown>, signal: string): Promise<void> {
  expectThat((await closed) !== null, {
    expected: `a connection without a request to be closed at ${signal}`,
    saw: 'it is still open 5 s later',
    look: 'Does the shutdown begin at either signal?',
  });
}

requirement('readyz-flips-first', async ({ service, random }) => {
  const titles = [random.word(), random.word(), random.word()];
  await Promise.all([duringTheDelay(service.start, titles), afterTheDelay(service.start)]);
});

type Start = (options: {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
}) => Promise<Service>;

async function duringTheDelay(start: Start, titles: readonly string[]): Promise<void> {
  const [before = '', during = '', fresh = ''] = titles;
  const running = await start({
    name: 'rest-api A',
    env: { ...farTimeouts, SHUTDOWN_DELAY_MS: '60000' },
  });
  expectStatus(await running.request('GET', '/readyz'), 200, 'Nobody has asked it to leave yet.');
  const idle = await openIdle(running);
  const silent = await running.connect();
  const held = await holdRequest(running, before);
  await settle(running);
  running.signal('SIGTERM');
  await settle(running);

  const look =
    'Which of the two steps does the signal begin with, and how does the handler of /readyz hear of it?';
  expectStatus(await running.request('GET', '/readyz'), 503, look);
  expectStatus(await running.request('HEAD', '/readyz'), 503, look);
  const goesOn = 'During the delay nothing but /readyz changes: a load balancer still sends requests here.';
  expectStatus(await running.request('GET', '/livez'), 200, goesOn);
  expectStatus(await running.request('POST', '/tasks', { json: { title: during } }), 201, goesOn);
  const late = await holdRequest(running, fresh);
  for (const [what, raw, send] of [
    ['a request that was running at the signal', held.raw, held.finish],
    ['a POST on a new connection', late.raw, late.finish],
    ['a request on a kept connection', idle, null],
    ['a request on a connection that had sent nothing before', silent, null],
  ] as const) {
    const had = raw.responses().length;
    await (send === null ? raw.write('GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n') : send());
    const answered = await raw.gotResponses(had + 1, 5000);
    const status = raw.responses().at(-1)?.status;
    expectThat(answered && (status === 200 || status === 201), {
      expected: `${what} to be served during SHUTDOWN_DELAY_MS`,
      saw: answered ? `status ${status}` : `no answer; what came is ${showValue(raw.received().slice(-300))}`,
      look: goesOn,
    });
  }
  expectStatus(await running.request('GET', '/readyz'), 503, look);
  running.kill();
}

async function afterTheDelay(start: Start): Promise<void> {
  const delayMs = 400;
  const running = await start({
    name: 'rest-api B',
    env: { ...farTimeouts, SHUTDOWN_DELAY_MS: String(delayMs) },
  });
  const silent = await running.connect();
  await settle(running);
  const began = performance.now();
  running.signal('SIGINT');
  const closed = await silent.closed(5000);
  const tookMs = performance.now() - began;
  silent.end();
  if (closed === null)
    broken({
      expected: `connections to be closed SHUTDOWN_DELAY_MS=${delayMs} after the signal`,
      saw: 'one that has sent nothing is still open 5 s later',
      look: 'What comes after the delay?',
    });
  expectThat(tookMs >= early * delayMs, {
    expected: `connections to stay open for SHUTDOWN_DELAY_MS=${delayMs}`,
    saw: `one that has sent nothing was closed ${Math.round(tookMs)} ms after the signal`,
    look: 'What waits for the delay, and what does not?',
  });
  const run = await expectEnd(running, {
    after: 'after the delay, since no request runs',
    look: 'What still keeps the process?',
  });
  expectRun(run, { code: 0, look: 'Everything was finished. Who chooses the exit code?' });
}

function expectStatus({ method, target, status }: Reply, wish: number, look: string): void {
  expectEqual(`the status of ${method} ${target}`, status, wish, { look });
}
