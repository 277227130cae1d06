import {
  broken,
  expectEqual,
  expectRun,
  expectThat,
  type RawConnection,
  requirement,
  type Service,
  showValue,
  type Trace,
} from 'checker/kit';
import { expectEnd, farTimeouts, type HeldRequest, holdRequest, openIdle, settle } from './held-request.ts';

const patienceMs = 8000;
/** Less than the time that Node keeps idle connections by itself, which must not be what has closed them. */
const closingMs = 4000;

requirement('shutdown-drains', async ({ service, random, trace }) => {
  const titles = Array.from({ length: 4 }, () => random.word());
  const [first = '', second = '', third = '', fourth = ''] = titles;

  const one = await service.start({ env: farTimeouts });
  const quiet = [
    { lane: 'idle', what: 'a kept connection that waits for its next request', raw: await openIdle(one) },
    { lane: 'silent', what: 'a connection that has never sent anything', raw: await one.connect() },
    {
      lane: 'half headers',
      what: 'a connection that has sent half of its headers',
      raw: await openHalf(one),
    },
    {
      lane: '404 early',
      what: 'a connection whose request was answered with 404 before its body was whole',
      raw: await openUnread(one),
    },
  ];
  for (const { lane, what } of quiet) trace.mark(lane, what);
  const held = [
    { lane: 'POST 1', ...(await holdRequest(one, first)) },
    { lane: 'POST 2', ...(await holdRequest(one, second, await openIdle(one))) },
  ];
  await signalAll(one, 'SIGTERM', held, trace);
  for (const each of quiet) await expectClosed(each, trace);
  await expectPortClosed(one, trace);
  for (const each of held) await expectFinished(each, trace);
  await expectCleanEnd(one, 'SIGTERM');

  trace.clear();
  const other = await service.start({ env: farTimeouts });
  const what = 'a kept connection that waits for its next request';
  const idle = { lane: 'idle', what, raw: await openIdle(other) };
  const running = [
    { lane: 'POST 1', ...(await holdRequest(other, third)) },
    { lane: 'POST 2', ...(await holdRequest(other, fourth)) },
  ];
  await signalAll(other, 'SIGINT', running, trace);
  await expectClosed(idle, trace);
  for (const each of running.reverse()) await expectFinished(each, trace);
  await expectCleanEnd(other, 'SIGINT');
});

interface Quiet {
  readonly lane: string;
  readonly what: string;
  readonly raw: RawConnection;
}

type Running = HeldRequest & { readonly lane: string };

async function signalAll(
  service: Service,
  signal: NodeJS.Signals,
  held: readonly Running[],
  trace: Trace,
): Promise<void> {
  for (const { lane } of held) trace.begin(lane, 'sent all but the last byte of its body');
  await settle(service);
  trace.mark('judge', signal);
  service.signal(signal);
}

async function openHalf(service: Service): Promise<RawConnection> {
  const raw = await service.connect();
  await raw.write('GET /livez HTTP/1.1\r\nHost: localhost\r\n');
  return raw;
}

async function openUnread(service: Service): Promise<RawConnection> {
  const raw = await service.connect();
  await raw.write('POST /no/such/route HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf of it');
  expectThat(await raw.gotResponses(1, patienceMs), {
    expected: 'a POST to an unknown route to be answered before its body is whole',
    saw: showValue(raw.received()),
    look: 'Which faults are clear without the body, and what does your code wait for then?',
  });
  return raw;
}

/** Waits until the service has closed its side, and then closes the other one, as any client does. */
async function expectClosed({ lane, what, raw }: Quiet, trace: Trace): Promise<void> {
  const closed = await raw.closed(closingMs);
  trace.mark(lane, closed === null ? 'still open' : 'was closed', { broken: closed === null });
  expectThat(closed !== null, {
    expected: `${what} to be closed at the signal`,
    saw: `it is still open ${closingMs / 1000} s later, while other requests run`,
    look: 'Which connections does server.close() leave alone, and how do you know on which of them a request runs?',
  });
  raw.end();
}

async function expectPortClosed(service: Service, trace: Trace): Promise<void> {
  const deadline = performance.now() + patienceMs;
  let came = await service.attempt('GET', '/livez', { transcript: false, patienceMs });
  while (!(came.kind === 'none' && came.why === 'refused')) {
    if (performance.now() > deadline) {
      trace.mark('new client', 'still let in', { broken: true });
      broken({
        expected: 'no new connection to be accepted while the running requests are finished',
        saw: came.kind === 'reply' ? `a new \`GET /livez\` was answered with ${came.status}` : came.told,
        look: 'When is the port closed: at the signal, or once all is done?',
      });
    }
    came = await service.attempt('GET', '/livez', { transcript: false, patienceMs });
  }
  trace.mark('new client', 'refused');
}

async function expectFinished({ lane, raw, title, finish }: Running, trace: Trace): Promise<void> {
  const before = raw.responses().length;
  await finish();
  const what = 'a POST that was running at the signal';
  const answered = await raw.gotResponses(before + 1, patienceMs);
  const answer = raw.responses().at(before);
  trace.end(
    lane,
    answered ? `the last byte, and its answer ${answer?.status}` : 'the last byte, and no answer',
    {
      broken: answer?.status !== 201,
    },
  );
  expectThat(answered, {
    expected: `${what} to be answered once its body is whole`,
    saw:
      (await raw.closed(0)) === null
        ? `no answer within ${patienceMs / 1000} s`
        : `its connection was closed after ${showValue(raw.received().slice(-300))}`,
    look: 'Who waits for the requests that run, before connections are closed and the process ends?',
  });
  const task = parse(answer?.body) as { readonly title?: unknown } | null;
  expectEqual('status and title of its answer', [answer?.status, task?.title], [201, title], {
    look: 'A request that runs is served as at any other time.',
  });
  const closed = await raw.closed(closingMs);
  trace.mark(lane, closed === null ? 'still open' : 'was closed', { broken: closed === null });
  expectThat(closed !== null, {
    expected: `the connection of ${what} to be closed after its answer`,
    saw: `it is still open ${closingMs / 1000} s later`,
    look: 'Was the connection idle when server.close() looked? What tells it, and the client, that this answer is its last?',
  });
  raw.end();
}

async function expectCleanEnd(service: Service, signal: string): Promise<void> {
  const after = `after the last request was answered and every connection closed (${signal})`;
  const look = 'What still keeps the process: a timer, a connection, a listener?';
  const run = await expectEnd(service, { after, look, patienceMs });
  expectRun(run, { code: 0, look: 'Who chooses the exit code, and what is left undone by then?' });
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}
