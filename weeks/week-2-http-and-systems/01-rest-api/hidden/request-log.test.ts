import {
  expectEqual,
  expectThat,
  fc,
  type LogLine,
  type Reply,
  requirement,
  type Service,
  showValue,
} from 'checker/kit';
import { holdRequest, settle } from './held-request.ts';
import {
  expectJsonLines,
  expectLineThat,
  expectRequestLine,
  isRequestLine,
  tellLine,
  tellReply,
} from './log-lines.ts';

const zulu = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)$/;
const wholeLine = 'Compare the line with the table on the page, member by member.';

requirement('structured-logs', async ({ service, random }) => {
  const running = await service.start({ env: { REQUEST_TIMEOUT_MS: '60000' } });
  const expected: string[] = [];
  const oneLine = async (sent: Promise<Reply>): Promise<Reply> => {
    const reply = await sent;
    const what = `${reply.method} ${reply.target}`;
    expected.push(tellReply(reply));
    const line = await expectRequestLine(
      running,
      expected.length,
      what,
      'Is the line written for every way in which a request can be over, whatever was answered?',
    );
    expectMembers(line, reply);
    return reply;
  };

  const made = await oneLine(
    running.request('POST', `/tasks?by=${random.word()}`, {
      json: { title: `Größe 漢字 🦊 ${random.word()}` },
    }),
  );
  const { location = '/tasks/none', etag = '"none"' } = made.headers;
  const task = location.replace(/^https?:\/\/[^/]+/, '');
  await oneLine(running.request('GET', `${task}?a=b?c&status=500`));
  await oneLine(running.request('HEAD', task));
  await oneLine(running.request('GET', task, { headers: { 'if-none-match': etag } }));
  await oneLine(running.request('PATCH', task, { json: {}, headers: { 'if-match': `"${random.word()}"` } }));
  await oneLine(running.request('OPTIONS', '/tasks'));
  await oneLine(running.request('PUT', '/tasks'));
  await oneLine(running.request('POST', '/tasks', { json: { title: '' } }));
  await oneLine(running.request('GET', `/n%C3%A4h/${random.word()}?x=1`));
  await oneLine(running.request('HEAD', '/tasks/batch'));
  await oneLine(running.request('GET', '/tasks?%zz'));
  await oneLine(running.request('DELETE', task));

  const look = 'Which event comes exactly once for each request, answered or not?';
  const many = Array.from({ length: 20 }, (_, at) => `/at-once/${at}-${random.word()}`);
  const replies = await Promise.all(
    many.map((target) => running.request('GET', target, { transcript: false })),
  );
  expected.push(...replies.map(tellReply));
  await expectRequestLine(running, expected.length, 'each of twenty requests at once', look);

  const held = await holdRequest(running, random.word());
  await settle(running);
  expected.push('GET /livez 200', 'GET /livez 200');
  held.raw.reset();
  expected.push('POST /tasks 499');
  const left = await expectRequestLine(
    running,
    expected.length,
    'a POST whose client left in the middle of its body',
    'Which event comes in every case: answered, cut off, left in the middle?',
  );
  expectThat(left.status === 499, {
    expected: 'status 499 in the line of a request whose client left in the middle of its body',
    saw: showValue(left),
    look: 'How does your code tell a response that was sent whole from one that was not?',
  });
  expectShape(left);

  // Whatever is written twice has been written by now.
  await settle(running);
  expected.push('GET /livez 200', 'GET /livez 200');
  await expectRequestLine(running, expected.length, 'the last request', look);
  expectEqual(
    'method, path and status of all request lines, sorted',
    running.logs().filter(isRequestLine).map(tellLine).sort(),
    expected.toSorted(),
    { look },
  );
  for (const line of expectJsonLines(running, 'What else writes to stdout, and in which form?')) {
    expectThat(/^\w+$/.test(String(line.level)) && typeof line.msg === 'string' && isUtc(line.time), {
      expected: 'every line to have `level` (a word), `time` (ISO 8601 in UTC) and `msg`',
      saw: showValue(line),
      look: 'Do all lines go through one function, the one about listening too?',
    });
  }
});

function expectMembers(line: LogLine, reply: Reply): void {
  const { method, target, status, bytes } = reply;
  expectShape(line);
  expectEqual(
    `method, path, status, bytes and level in the line of ${method} ${target}`,
    [line.method, line.path, line.status, line.bytes, line.level],
    [method, target.split('?')[0], status, bytes.length, 'info'],
    {
      look: 'The path is what came before the first `?`, as it came; bytes are those of the body that was sent, and not its characters.',
    },
  );
}

function expectShape(line: LogLine): void {
  const { durationMs, requestId, bytes } = line;
  expectThat(typeof durationMs === 'number' && durationMs >= 0, {
    expected: 'durationMs to be a number, 0 or more',
    saw: showValue(line),
    look: wholeLine,
  });
  expectThat(typeof requestId === 'string' && requestId !== '', {
    expected: 'requestId in the line',
    saw: showValue(line),
    look: wholeLine,
  });
  expectThat(typeof bytes === 'number' && bytes >= 0, {
    expected: 'bytes to be a number, 0 or more',
    saw: showValue(line),
    look: wholeLine,
  });
}

function isUtc(time: unknown): boolean {
  return typeof time === 'string' && zulu.test(time) && !Number.isNaN(Date.parse(time));
}

requirement('log-injection', async ({ service, property, random }) => {
  const running: Service = await service.start({ env: { LOG_LEVEL: 'debug' } });
  const marker = `forged${random.word()}`;
  const pieces = [
    `","${marker}":"1`,
    `"}{"${marker}":1}`,
    '","path":"/other","status":200,"x":"',
    `%22,%22${marker}%22:%221`,
    `%0A{"${marker}":1}%0A`,
    '%0d%0a',
    '%00',
    '%1b[2J',
    '%E2%80%A8',
    '\\',
    '\\"',
    '"',
    "'",
    '$(id)',
    '%s%j%o',
    '{}',
    '~',
    '/',
  ];
  let sent = 0;
  const look =
    'Which text of the client stands in that line, and who put it there: one JSON.stringify of the whole, or your own hands?';
  const part = fc
    .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 })
    .map((each) => each.join(''));
  await property(
    'a request with text that tries to be more than text',
    fc.record({ path: part, id: part, title: part, agent: part }),
    async ({ path, id, title, agent }) => {
      const target = `/${sent}${path}?${marker}=1`;
      const headers = { 'x-request-id': id, 'user-agent': `é ${agent}`, [marker]: '1' };
      const lines = `${title}\n{"${marker}":1}\r\u2028x`;
      const stranger = { title: 'x', [lines]: 1, [marker]: 1, level: 'x', msg: 'request' };
      sent += 3;
      await running.request('GET', target, { headers, transcript: false });
      await running.request('POST', '/tasks', { json: { title: lines }, headers, transcript: false });
      await running.request('POST', '/tasks', { json: stranger, headers, transcript: false });
      await expectLineThat(running, (line) => line.path === target.split('?')[0], {
        expected: `a line with \`msg: "request"\` whose path is that of \`GET ${target}\` as it came`,
        look,
      });
    },
    { runs: 25 },
  );
  const path = `/${random.word()}`;
  await running.request('GET', path);
  await expectLineThat(running, (line) => line.path === path, {
    expected: `a line with \`msg: "request"\` about \`GET ${path}\``,
    look,
  });
  const lines = expectJsonLines(running, look);
  expectEqual('how many lines have `msg: "request"`', lines.filter(isRequestLine).length, sent + 1, {
    look: 'What makes two lines of one, or swallows one?',
  });
  const forged = lines.find((line) => Object.hasOwn(line, marker));
  expectThat(forged === undefined, {
    expected: `no line with a member \`${marker}\`, a name that only the client has used`,
    saw: showValue(forged),
    look: 'What of the client is spread into the line, or pasted into its text?',
  });
});

requirement('log-levels', async ({ service, random }) => {
  const order = ['debug', 'info', 'warn', 'error'];
  const levels = ['debug', 'warn', 'error'].map((level, at) => ({
    level,
    letter: 'ABC'.charAt(at),
    target: `/tasks/${random.word()}`,
  }));
  await Promise.all(
    levels.map(async ({ level, letter, target }) => {
      const running = await service.start({ name: `rest-api ${letter}`, env: { LOG_LEVEL: level } });
      await running.request('GET', '/livez');
      await running.request('POST', '/tasks', { json: { title: '' } });
      await running.request('GET', target);
      if (level === 'debug') {
        await expectRequestLine(
          running,
          3,
          `GET ${target}, with LOG_LEVEL=${level}`,
          'Which levels does your logger let through?',
        );
        const [first] = running.logs().filter(isRequestLine);
        expectEqual('the level of a request line', first?.level, 'info', { look: wholeLine });
        return;
      }
      await settle(running);
      running.kill();
      await running.exited;
      const low = running
        .logs()
        .find((line) => line.msg !== 'listening' && rankOf(line, order) < order.indexOf(level));
      expectThat(low === undefined, {
        expected: `no line below \`${level}\` but the listening line, with LOG_LEVEL=${level}`,
        saw: showValue(low),
        look: 'Where is a line dropped, and do all lines come by there, those of children too?',
      });
    }),
  );
});

/** A level that the page does not name counts as high enough. */
function rankOf({ level }: LogLine, order: readonly string[]): number {
  const rank = order.indexOf(String(level));
  return rank === -1 ? order.length : rank;
}
