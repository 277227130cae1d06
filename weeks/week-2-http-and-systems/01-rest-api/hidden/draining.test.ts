import {
  broken,
  expectEqual,
  expectRun,
  expectThat,
  type RawConnection,
  requirement,
  type Service,
  showValue,
} from 'checker/kit';
import { expectEnd, farTimeouts, type HeldRequest, holdRequest, openIdle, settle } from './held-request.ts';

/** Less than the time limits that are set, and than Node keeps idle connections by itself: none of them has done it. */
const patienceMs = 3000;

requirement('shutdown-drains', async ({ service, random }) => {
  const titles = Array.from({ length: 4 }, () => random.word());
  const [first = '', second = '', third = '', fourth = ''] = titles;
  await Promise.all([
    (async () => {
      const running = await service.start({ name: 'rest-api, ended by SIGTERM', env: farTimeouts });
      const quiet = {
        'a kept connection that waits for its next request': await openIdle(running),
        'a connection that has never sent anything': await running.connect(),
        'a connection that has sent half of its headers': await openHalf(running),
        'a connection whose request was answered with 404 before its body was whole':
          await openUnread(running),
      };
      const held = [
        await holdRequest(running, first),
        await holdRequest(running, second, await openIdle(running)),
      ];
      await settle(running);
      running.signal('SIGTERM');
      for (const [what, raw] of Object.entries(quiet)) await expectClosed(what, raw);
      await expectPortClosed(running);
      for (const each of held) await expectFinished(each);
      await expectCleanEnd(running, 'SIGTERM');
    })(),
    (async () => {
      const running = await service.start({ name: 'rest-api, ended by SIGINT', env: farTimeouts });
      const idle = await openIdle(running);
      const held = [await holdRequest(running, third), await holdRequest(running, fourth)];
      await settle(running);
      running.signal('SIGINT');
      await expectClosed('a kept connection that waits for its next request', idle);
      for (const each of held.reverse()) await expectFinished(each);
      await expectCleanEnd(running, 'SIGINT');
    })(),
  ]);
});

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
async function expectClosed(what: string, raw: RawConnection): Promise<void> {
  const closed = await raw.closed(patienceMs);
  expectThat(closed !== null, {
    expected: `${what} to be closed at the signal`,
    saw: `it is still open ${patienceMs / 1000} s later, while other requests run`,
    look: 'Which connections does server.close() leave alone, and how do you know on which of them a request runs?',
  });
  raw.end();
}

async function expectPortClosed(service: Service): Promise<void> {
  const deadline = performance.now() + patienceMs;
  let came = await service.attempt('GET', '/livez', { transcript: false, patienceMs });
  while (!(came.kind === 'none' && came.why === 'refused')) {
    if (performance.now() > deadline)
      broken({
        expected: 'no new connection to be accepted while the running requests are finished',
        saw: came.kind === 'reply' ? `a new \`GET /livez\` was answered with ${came.status}` : came.told,
        look: 'When is the port closed: at the signal, or once all is done?',
      });
    came = await service.attempt('GET', '/livez', { transcript: false, patienceMs });
  }
}

async function expectFinished({ raw, title, finish }: HeldRequest): Promise<void> {
  const before = raw.responses().length;
  await finish();
  const what = 'a POST that was running at the signal';
  expectThat(await raw.gotResponses(before + 1, patienceMs), {
    expected: `${what} to be answered once its body is whole`,
    saw:
      (await raw.closed(0)) === null
        ? `no answer within ${patienceMs / 1000} s`
        : `its connection was closed after ${showValue(raw.received().slice(-300))}`,
    look: 'Who waits for the requests that run, before connections are closed and the process ends?',
  });
  const answer = raw.responses().at(-1);
  const answered = parse(answer?.body) as { readonly title?: unknown } | null;
  expectEqual('status and title of its answer', [answer?.status, answered?.title], [201, title], {
    look: 'A request that runs is served as at any other time.',
  });
  const closed = await raw.closed(patienceMs);
  expectThat(closed !== null, {
    expected: `the connection of ${what} to be closed after its answer`,
    saw: `it is still open ${patienceMs / 1000} s later`,
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
