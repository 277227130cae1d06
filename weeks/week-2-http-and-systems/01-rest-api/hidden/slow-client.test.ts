import { requirement } from 'checker/kit';
import { makeTask, storeRequests } from './kinds-of-requests.ts';
import { expectCutOff, expectServed } from './patience.ts';

requirement('slow-client', async ({ service, random }) => {
  const timeoutMs = random.integer(450, 550);
  const running = await service.start({ env: { REQUEST_TIMEOUT_MS: String(timeoutMs), LOG_LEVEL: 'error' } });
  const known = await makeTask(running, random.word());
  const json = 'Host: x\r\nContent-Type: application/json\r\n';
  const slow = [
    {
      what: 'headers, byte by byte',
      first: '',
      pieces: [...`GET /tasks HTTP/1.1\r\nHost: x\r\nX-Long: ${'y'.repeat(400)}`],
    },
    {
      what: 'one header after the other',
      first: 'GET /tasks HTTP/1.1\r\n',
      pieces: Array(400).fill('x: y\r\n'),
    },
    {
      what: 'the headers of its second request',
      first: `GET /tasks/${known.id} HTTP/1.1\r\nHost: x\r\n\r\n`,
      pieces: ['GET /tasks HTTP/1.1\r\n', ...Array(400).fill('x: y\r\n')],
      answers: 1,
    },
    {
      what: 'a body, byte by byte',
      first: `POST /tasks HTTP/1.1\r\n${json}Content-Length: 1000\r\n\r\n`,
      pieces: [...`{"title":"${'z'.repeat(400)}`],
    },
    {
      what: 'a body, chunk by chunk',
      first: `POST /tasks HTTP/1.1\r\n${json}Transfer-Encoding: chunked\r\n\r\n`,
      pieces: ['2\r\n{"\r\n', ...Array(400).fill('1\r\nt\r\n')],
    },
  ];
  const over = Promise.all(slow.flatMap((each) => Array.from({ length: 8 }, () => expectTrickleEnds(each))));
  const served = expectOthersServed();
  await Promise.all([over, served]);

  async function expectTrickleEnds({
    what,
    first,
    pieces,
    answers = 0,
  }: {
    what: string;
    first: string;
    pieces: readonly string[];
    answers?: number;
  }) {
    // A server may count from the moment in which it has accepted the connection.
    let sentAt = performance.now();
    const raw = await running.connect();
    await raw.write(first);
    if (answers > 0) {
      await raw.gotResponses(answers);
      sentAt = performance.now();
    }
    const isOver = expectCutOff(raw, {
      what: `a client that sends ${what}, every 40 ms`,
      timeoutMs,
      sentAt,
      answers,
    });
    // The scenario itself is slow: a client that never stops sending.
    let stop = false;
    const settled = isOver.finally(() => {
      stop = true;
    });
    for (const piece of pieces) {
      if (stop) break;
      await raw.write(piece);
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    await settled;
  }

  async function expectOthersServed(): Promise<void> {
    const requests = storeRequests(known, random.word()).filter(({ name }) => name !== 'delete');
    for (let round = 0; round < 10; round++)
      for (const { method, target, options, status } of requests)
        await expectServed(
          running.attempt(method, target, { ...options, transcript: false }),
          status,
          'forty slow clients are connected',
        );
  }
});
