import {
  expectEqual,
  expectThat,
  type FaultyLink,
  type Reply,
  requirement,
  type Service,
  showValue,
} from 'checker/kit';
import { refusedTitle, refuseTasks } from './failures.ts';
import { startReady } from './instances.ts';
import { isRequestLine, levels, rankOf, requestLine } from './log-lines.ts';
import { createTask, type Titled, tellReply } from './tasks.ts';

requirement('levels', async ({ service, relay, random }) => {
  const database = await service.database();
  const link = await relay.postgres(database);
  await refuseTasks(database, { message: `no ${random.word()}` });
  const env = { DATABASE_URL: link.url };
  const [all, some, few] = await Promise.all([
    startReady(service, 'A', { ...env, LOG_LEVEL: 'debug' }),
    startReady(service, 'B', { ...env, LOG_LEVEL: 'info' }),
    startReady(service, 'C', { ...env, LOG_LEVEL: 'error' }),
  ]);
  const services = [all, some, few];
  const look = 'One function from path and status to a level. Which of the three comes first?';
  let ids = 0;
  const each = async (
    method: string,
    target: string,
    wish: { readonly status: number; readonly level: string },
    json?: unknown,
  ) => {
    const id = `judge-${random.word()}-${++ids}`;
    const headers = { 'x-request-id': id };
    for (const one of services) {
      const reply = await one.request(method, target, { headers, ...(json === undefined ? {} : { json }) });
      expectThat(reply.status === wish.status, {
        expected: `\`${method} ${target}\` to be answered with ${wish.status}`,
        saw: tellReply(reply),
        look: 'That is a promise of the pages before, and the level of its line goes by it.',
      });
    }
    const line = await requestLine(all, id, `${method} ${target}`);
    expectEqual(
      `the level in the line of ${method} ${target}, answered with ${wish.status}`,
      line.level,
      wish.level,
      { look },
    );
    return { id, level: wish.level };
  };

  const sent = [
    await each('GET', '/tasks?limit=1', { status: 200, level: 'info' }),
    await each('GET', `/${random.word()}`, { status: 404, level: 'info' }),
    await each('POST', '/tasks', { status: 422, level: 'info' }, { title: '' }),
    await each(
      'POST',
      '/tasks',
      { status: 500, level: 'error' },
      { title: `${refusedTitle}${random.word()}` },
    ),
    await each('GET', '/livez', { status: 200, level: 'debug' }),
    await each('GET', '/readyz?verbose', { status: 200, level: 'debug' }),
    await each('DELETE', '/livez', { status: 405, level: 'debug' }),
  ];
  await link.refuse({ cut: true });
  sent.push(await each('GET', '/readyz', { status: 503, level: 'debug' }));
  sent.push(await each('GET', '/tasks?limit=1', { status: 503, level: 'error' }));
  for (const [one, least] of [
    [some, 'info'],
    [few, 'error'],
  ] as const) {
    one.signal('SIGTERM');
    await one.exited;
    const low = one.logs().find((line) => line.msg !== 'listening' && rankOf(line) < levels.indexOf(least));
    expectThat(low === undefined, {
      expected: `no line below \`${least}\` but \`listening\`, with LOG_LEVEL=${least}`,
      saw: showValue(low),
      look: 'Do all lines come by where LOG_LEVEL is asked, those of children too?',
    });
    const wished = sent
      .filter(({ level }) => levels.indexOf(level) >= levels.indexOf(least))
      .map(({ id }) => id);
    const lines = one
      .logs()
      .filter(isRequestLine)
      .map(({ requestId }) => requestId);
    expectEqual(
      `the \`requestId\` of the request lines that are at \`${least}\` or above, with LOG_LEVEL=${least}`,
      lines.filter((id) => String(id).startsWith('judge-')),
      wished,
      { look },
    );
  }
});

const layers = ['http', 'service', 'sql'] as const;
const whose =
  'How does the function that sends a statement know for whom it does so? A variable of a module belongs to all requests at once.';

requirement('correlation', async ({ service, relay, random }) => {
  const link = await relay.postgres(await service.database());
  // Fewer connections than requests at once: most wait for one, and are woken up by somebody else's end.
  const env = { DATABASE_URL: link.url, LOG_LEVEL: 'debug', DB_POOL_MAX: '3' };
  const running = await startReady(service, 'production-api', env);
  const idOf = (kind: string) => `${kind}-${random.word(10)}`;

  const made = idOf('post');
  const reply = await running.request('POST', '/tasks', {
    json: { title: random.word() },
    headers: { 'x-request-id': made },
  });
  const { id = '' } = (reply.json ?? {}) as { readonly id?: string };
  const singles: readonly (readonly [id: string, method: string, target: string, json?: unknown])[] = [
    [idOf('list'), 'GET', '/tasks?limit=2'],
    [idOf('get'), 'GET', `/tasks/${id}`],
    [idOf('history'), 'GET', `/tasks/${id}/history`],
    [idOf('patch'), 'PATCH', `/tasks/${id}`, { title: random.word() }],
    [
      idOf('batch'),
      'POST',
      '/tasks/batch',
      { operations: [{ op: 'update', id, task: { title: random.word() } }] },
    ],
    [idOf('delete'), 'DELETE', `/tasks/${id}`],
  ];
  for (const [requestId, method, target, json] of singles) {
    const before = link.mark();
    const answer = await running.request(method, target, {
      headers: { 'x-request-id': requestId, ...(method === 'PATCH' ? { 'if-match': '*' } : {}) },
      ...(json === undefined ? {} : { json }),
    });
    expectThat(answer.status < 300, {
      expected: `\`${method} ${target}\` to be answered with 2xx`,
      saw: tellReply(answer),
      look: 'That is a promise of the pages before.',
    });
    await expectAllLayers(running, requestId, `${method} ${target}`);
    expectSqlLines(running, requestId, `${method} ${target}`, statementsAbout(link, before));
  }

  // Many at once, of different kinds. Each id has its own lines, and no statement has somebody else's.
  const tasks: Titled[] = [];
  for (let index = 0; index < 4; index += 1) tasks.push(await createTask(running, random.word()));
  const [task] = tasks;
  const crowd = Array.from({ length: 40 }, (_, index) => {
    const path = tasks[index % tasks.length]?.path ?? '';
    const kind = ['list', 'history', 'patch'][index % 3] ?? 'list';
    return { requestId: idOf(kind), kind, path };
  });
  const before = link.mark();
  const answers = await Promise.all(
    crowd.map(({ requestId, kind, path }) => {
      const headers = { 'x-request-id': requestId };
      const options = { headers, transcript: false };
      if (kind === 'list') return running.request('GET', '/tasks?limit=3', options);
      if (kind === 'history') return running.request('GET', `${path}/history`, options);
      return running.request('PATCH', path, {
        ...options,
        headers: { ...headers, 'if-match': '*' },
        json: {},
      });
    }),
  );
  const odd = answers.find(({ status }) => status !== 200);
  expectThat(odd === undefined, {
    expected: '40 requests at once, with DB_POOL_MAX=3, to be answered with 200',
    saw: odd === undefined ? '' : tellReply(odd),
    look: `Ask for ${task?.path} by hand, many times at once.`,
  });
  for (const { requestId, kind, path } of crowd) {
    await expectAllLayers(running, requestId, `one of 40 requests at once (${kind} ${path})`);
  }
  const sent = statementsAbout(link, before);
  const ids = new Set(crowd.map(({ requestId }) => requestId));
  const lines = running
    .logs()
    .filter(({ component, requestId }) => component === 'sql' && ids.has(String(requestId)));
  expectThat(lines.length >= sent, {
    expected: `a line of \`sql\` with its \`requestId\` for each of ${sent} statements on \`tasks\` and \`task_history\` that 40 requests at once have sent`,
    saw: `${lines.length} lines`,
    look: whose,
  });
  // What is read alone takes as many statements for the one as for the other.
  for (const kind of ['list', 'history']) {
    const counts = crowd
      .filter((each) => each.kind === kind)
      .map(({ requestId }) => lines.filter((line) => line.requestId === requestId).length);
    expectThat(Math.max(...counts) <= 4 * Math.min(...counts), {
      expected: `of requests of one kind at once (${kind}), each to have the lines of its own statements`,
      saw: `between ${Math.min(...counts)} and ${Math.max(...counts)} lines of \`sql\` with the id of one`,
      look: whose,
    });
  }
});

async function expectAllLayers(running: Service, requestId: string, what: string): Promise<void> {
  await requestLine(running, requestId, what);
  for (const layer of layers) {
    const line = await running.log((each) => each.component === layer && each.requestId === requestId, 3000);
    expectThat(line !== null, {
      expected: `a line with \`component: "${layer}"\` and \`requestId: "${requestId}"\` after ${what}, with LOG_LEVEL=debug`,
      saw: `lines with that id: ${showValue(
        running
          .logs()
          .filter((each) => each.requestId === requestId)
          .map(({ component, msg }) => ({ component, msg })),
      )}`,
      look: whose,
    });
  }
}

function expectSqlLines(running: Service, requestId: string, what: string, statements: number): void {
  const lines = running.logs().filter((line) => line.component === 'sql' && line.requestId === requestId);
  expectThat(lines.length >= statements, {
    expected: `a line with \`component: "sql"\` for each of ${statements} statements on \`tasks\` and \`task_history\` that ${what} has sent`,
    saw: `${lines.length}: ${showValue(lines.map(({ msg }) => msg))}`,
    look: 'Is there one place that every statement goes through, those in a transaction too?',
  });
}

/** Transactions and settings left aside: what touches tables. */
function statementsAbout(link: FaultyLink, since: number): number {
  return link
    .statements({ since })
    .filter(
      ({ sql }) => /\b(tasks|task_history)\b/.test(sql) && /\b(select|insert|update|delete)\b/i.test(sql),
    ).length;
}

requirement('redaction', async ({ service, random }) => {
  const database = await service.database();
  const secret = (what: string) => `${what}${random.word(20)}`;
  const key = secret('apikey');
  const env = {
    LOG_LEVEL: 'debug',
    API_KEYS: secret('listed'),
    RATE_LIMIT_ENABLED: 'true',
    RATE_LIMIT_CAPACITY: '1000',
  };
  const running = await startReady(service, 'production-api', env);
  const words = {
    'X-Api-Key': key,
    Authorization: secret('bearer'),
    Cookie: secret('cookie'),
    query: secret('query'),
    body: secret('body'),
  };
  const headers = {
    'x-api-key': [words['X-Api-Key']],
    authorization: `Bearer ${words.Authorization}`,
    cookie: `session=${words.Cookie}`,
  };
  const query = `token=${words.query}`;
  const send = (
    method: string,
    path: string,
    options: { json?: unknown; body?: string } = {},
  ): Promise<Reply> =>
    running.request(method, `${path}?${query}`, {
      ...options,
      headers: {
        ...headers,
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'PATCH' ? { 'if-match': '*' } : {}),
      },
    });
  const listed = running.request('GET', '/nowhere', { headers: { 'x-api-key': env.API_KEYS } });
  const { path } = await createTask(running, words.body);
  await listed;
  await send('GET', path);
  await send('GET', path);
  await send('GET', '/tasks');
  await send('GET', '/nowhere');
  await send('GET', '/livez');
  await send('PATCH', path, { json: { title: `${words.body} again` } });
  await send('POST', '/tasks', { json: { title: '', [words.body]: words.body } });
  await send('POST', '/tasks', { body: `{"title": ${words.body}` });
  await send('PUT', '/tasks', { body: words.body });
  await refuseTasks(database, 'constraint');
  await send('POST', '/tasks', { json: { title: `${refusedTitle}${words.body}` } });
  await send('PATCH', path, { json: { title: `${refusedTitle}${words.body}` } });
  await refuseTasks(database, { message: 'the judge says no' });
  const failed = await send('POST', '/tasks', { json: { title: `${refusedTitle}${words.body}` } });
  expectThat(failed.status === 500, {
    expected: '`POST /tasks` to be answered with 500, since PostgreSQL refuses it with P0001',
    saw: tellReply(failed),
    look: 'Which SQLSTATE becomes which status? The table is on the page of postgres-refactor.',
  });
  running.signal('SIGTERM');
  const { stdout, stderr } = await running.exited;
  const lines = `${stdout}\n${stderr}`.split('\n');
  for (const [what, word] of Object.entries({ ...words, 'X-Api-Key that is listed': env.API_KEYS })) {
    const line = lines.find((each) => each.includes(word));
    expectThat(line === undefined, {
      expected: `nothing of the ${/^[A-Z]/.test(what) ? `value of ${what}` : what} of a request in the log, at LOG_LEVEL=debug`,
      saw: showValue(line?.slice(0, 800)),
      look:
        what === 'body'
          ? 'What is logged of a statement, of what was refused, and of an error of PostgreSQL? Its `detail` shows the whole row.'
          : 'What is not logged need not be redacted: which line has a URL with its query, or headers?',
    });
  }
});
