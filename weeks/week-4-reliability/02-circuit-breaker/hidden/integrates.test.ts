import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { broken, type DriverLink, expectEqual, expectThat, requirement } from 'checker/kit';
import type { Answer } from './driver/http-client.ts';

const patienceMs = 5000;

type Mood = 'well' | 'failing' | 'hanging';

requirement('integrates', async ({ http, module, trace, random }) => {
  const look = 'Which of the two does the request: your breaker’s state, or the function that it calls?';
  await using server = await openServer(http.lead);
  const link = await module.open();
  const failureThreshold = random.integer(2, 4);
  await link.call('http.open', { failureThreshold, resetTimeoutMs: 30_000, callTimeoutMs: 1000 });
  const get = async (expected: Answer['kind'], text: string | null, state: string) => {
    const before = server.requests;
    const answer = await ask(link, server.url);
    trace.mark('client', `${answer.kind}: ${answer.text.slice(0, 60)}; state ${answer.state}`);
    trace.mark('server', `${server.mood}, saw ${server.requests - before} requests`);
    expectThat(answer.kind === expected && (text === null || answer.text === text), {
      look:
        answer.kind === 'failed' && expected === 'answered'
          ? 'The body is read after `execute` has resolved. What has become of the function’s signal by then?'
          : look,
      expected: `a request to a server that is ${server.mood}, made in a breaker, to be ${tell(expected, text)}`,
      saw: tell(answer.kind, answer.text),
    });
    expectEqual('`state` after it', answer.state, state, { look });
    return server.requests - before;
  };

  server.body = random.word(20_000);
  expectEqual('requests that the server sees for one call', await get('answered', server.body, 'closed'), 1, {
    look,
  });
  server.mood = 'failing';
  for (let at = 1; at <= failureThreshold; at++)
    await get('failed', 'the server answered 503', at < failureThreshold ? 'closed' : 'open');
  for (let at = 1; at <= 10; at++) {
    expectEqual(
      'requests that the server sees while the breaker is open',
      await get('refused', null, 'open'),
      0,
      { look },
    );
  }
  await link.call('http.advance', { ms: 30_000 });
  expectEqual('requests that the server sees for one probe', await get('failed', null, 'open'), 1, { look });
  expectEqual('requests that the server sees after a failed probe', await get('refused', null, 'open'), 0, {
    look,
  });

  await link.call('http.advance', { ms: 30_000 });
  server.mood = 'hanging';
  const probe = link.start('http.get', { url: server.url });
  expectThat(await server.arrived(), {
    look,
    expected: 'the server to see the first request after the timeout',
    saw: 'no request came',
  });
  await link.call('http.advance', { ms: 1000 });
  const outcome = await probe.outcome();
  const hung = outcome.ok === true ? (outcome.value as Answer) : null;
  expectEqual('a probe to a server that hangs, after callTimeoutMs', hung?.kind, 'timed-out', {
    look: 'The timer of the clock ends the call, however long the server takes.',
  });
  expectThat(await server.left(), {
    look: 'Who tells `fetch` that nobody waits for it any more?',
    expected: 'the server that hangs to see the client leave at the timeout',
    saw: 'the connection stayed open',
  });

  await link.call('http.advance', { ms: 30_000 });
  server.mood = 'well';
  server.body = random.word(20_000);
  await get('answered', server.body, 'closed');
  await get('answered', server.body, 'closed');
});

async function ask(link: DriverLink, url: string): Promise<Answer> {
  const outcome = await link.call('http.get', { url });
  if (outcome.ok === true) return outcome.value as Answer;
  return broken({
    expected: 'a request in a breaker to come to its end',
    saw: outcome.ok === false ? `${outcome.error.name}: ${outcome.error.message}` : 'no answer within 10 s',
    look: 'Does every path through `execute` settle its promise?',
  });
}

function tell(kind: Answer['kind'], text: string | null): string {
  switch (kind) {
    case 'answered':
      return text === null ? 'answered' : `answered with ${JSON.stringify(text.slice(0, 40))}…`;
    case 'refused':
      return 'refused by the breaker';
    case 'timed-out':
      return 'ended by the timeout';
    case 'failed':
      return `failed${text === null ? '' : `: ${text.slice(0, 80)}`}`;
    default:
      return kind satisfies never;
  }
}

interface MoodyServer extends AsyncDisposable {
  mood: Mood;
  body: string;
  readonly url: string;
  readonly requests: number;
  /** Whether a request comes that is left hanging; false when none does within 5 s. */
  arrived(): Promise<boolean>;
  /** Whether the client of the request that hangs goes away; false when it does not within 5 s. */
  left(): Promise<boolean>;
}

async function openServer(lead: (port: number) => Promise<number>): Promise<MoodyServer> {
  const arrival = Promise.withResolvers<boolean>();
  const departure = Promise.withResolvers<boolean>();
  let requests = 0;
  const http: Server = createServer((_, response) => {
    requests += 1;
    if (server.mood === 'well') response.end(server.body);
    else if (server.mood === 'failing') response.writeHead(503).end('down');
    else {
      response.on('close', () => departure.resolve(true));
      arrival.resolve(true);
    }
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const server: MoodyServer = {
    mood: 'well',
    body: '',
    url: `http://127.0.0.1:${await lead((http.address() as AddressInfo).port)}/`,
    get requests() {
      return requests;
    },
    arrived: () => withinPatience(arrival),
    left: () => withinPatience(departure),
    async [Symbol.asyncDispose]() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return server;
}

async function withinPatience({ promise, resolve }: PromiseWithResolvers<boolean>): Promise<boolean> {
  const timer = setTimeout(resolve, patienceMs, false);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
