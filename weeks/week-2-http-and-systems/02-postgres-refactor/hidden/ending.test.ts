import {
  broken,
  expectEqual,
  expectRun,
  expectThat,
  type PostgresDatabase,
  type Program,
  type Run,
  requirement,
  type ServiceHost,
  showValue,
} from 'checker/kit';
import { expectAnswer, expectUnavailable } from './answers.ts';
import { expectWaiting, lockTables, lockTask } from './locks.ts';
import { kindsOf } from './requests.ts';
import { areWaiting, eventually } from './sessions.ts';
import { createTask, type Stored } from './tasks.ts';

requirement('closes-its-sessions', async ({ service, random, signal }) => {
  const running = await service.start({
    env: { REQUEST_TIMEOUT_MS: '60000', DB_ACQUIRE_TIMEOUT_MS: '20000', SHUTDOWN_TIMEOUT_MS: '60000' },
  });
  const database = await service.database();
  const tasks: Stored[] = [];
  for (let index = 0; index < 5; index += 1) tasks.push(await createTask(running, { title: random.word() }));
  const kinds = kindsOf(running, tasks, random.word());

  // Several connections that are idle afterwards.
  const warm = await lockTables(database);
  const warming = kinds.filter(({ writes }) => !writes).map((kind) => kind.send());
  await areWaiting(database, { count: warming.length, signal });
  await warm.open();
  await Promise.all(warming);

  const held = tasks[4];
  if (held === undefined) return;
  const row = await lockTask(database, held.task.id);
  const patching = running.attempt('PATCH', held.path, {
    headers: { 'If-Match': held.etag },
    json: { status: 'done' },
  });
  await expectWaiting(database, 1, { what: 'a PATCH', look: 'Which row does a PATCH need?', signal });
  // A request runs from the end of its headers: this one needs a connection later.
  const late = await running.connect();
  const body = JSON.stringify({ title: random.word() });
  const head = ['POST /tasks HTTP/1.1', 'Host: localhost', 'Content-Type: application/json'];
  await late.write(`${[...head, `Content-Length: ${body.length}`].join('\r\n')}\r\n\r\n${body.slice(0, -1)}`);
  for (let round = 0; round < 2; round += 1) await running.request('GET', '/livez', { transcript: false });
  running.signal('SIGTERM');
  const look = 'Which comes first, the end of the pool or the end of the requests?';
  const closed = await eventually(
    async () => {
      const probe = await running.attempt('GET', '/livez', { transcript: false });
      return probe.kind === 'none';
    },
    { signal },
  );
  expectThat(closed, {
    expected: 'no new connection to be accepted after SIGTERM',
    saw: '`GET /livez` is still answered 5 s later',
    look,
  });
  expectThat(
    (await areWaiting(database, { count: 1, signal, patienceMs: 0 })) && running.resources() !== null,
    {
      expected: 'a PATCH that runs at SIGTERM, and waits for a row, to go on waiting',
      saw: 'its statement is gone',
      look,
    },
  );
  await late.write(body.slice(-1));
  const answered = await late.gotResponses(1, 5000);
  const status = late.responses().at(-1)?.status;
  expectThat(answered && status === 201, {
    expected:
      'a POST that was running at SIGTERM, and needs a connection when its body has come, to be answered with 201',
    saw: answered ? `${status}: ${late.responses().at(-1)?.body}` : showValue(late.received()),
    look,
  });
  late.end();
  await row.open();
  expectAnswer(await patching, 200, {
    why: 'it was running at SIGTERM, and running requests are finished',
    look,
  });
  const run = await running.ended(5000);
  if (run === null)
    broken({
      expected: 'the program to end after its last request was answered',
      saw: `it is still running 5 s later, with ${(await database.sessions()).length} connections to the database`,
      look: 'What still keeps the process: connections that nobody has closed?',
    });
  expectRun(run, { code: 0, look: 'Everything was finished. Who chooses the exit code?' });
  await expectNoSession(database, signal, look);
  await expectNothingGoesOn(service, tasks[3], signal);
});

/** A process that has no time left, while one of its statements waits for a lock. */
async function expectNothingGoesOn(
  service: ServiceHost,
  task: Stored | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (task === undefined) return;
  const database = await service.database();
  const running = await service.start({
    name: 'a process with SHUTDOWN_TIMEOUT_MS=300',
    env: { REQUEST_TIMEOUT_MS: '60000', SHUTDOWN_TIMEOUT_MS: '300' },
  });
  const row = await lockTask(database, task.task.id);
  const cutOff = running.attempt('DELETE', task.path);
  const look = 'Who cancels a statement whose request is cut off at the end, once the process has gone?';
  await expectWaiting(database, 1, { what: 'a DELETE', look: 'Which row does a DELETE need?', signal });
  running.signal('SIGTERM');
  const run = await running.ended();
  if (run === null)
    broken({
      expected: 'the program to end when SHUTDOWN_TIMEOUT_MS is over, though a statement waits for a row',
      saw: 'it is still running 10 s later',
      look,
    });
  expectRun(run, { code: 1, look: 'A request was cut off. Who chooses the exit code?' });
  await cutOff;
  await expectNoSession(database, signal, look);
  await row.open();
}

async function expectNoSession(database: PostgresDatabase, signal: AbortSignal, look: string): Promise<void> {
  await eventually(async () => (await database.sessions()).length === 0, { signal, patienceMs: 2000 });
  expectEqual('the number of its connections after its end', (await database.sessions()).length, 0, { look });
}

const password = 'k4rtoffelsalat';
const badValues: readonly (readonly [variable: string, value: string])[] = [
  ['DATABASE_URL', ''],
  ['DATABASE_URL', `mysql://root:${password}@127.0.0.1:1/x`],
  ['DATABASE_URL', `tasks:${password}@127.0.0.1:5432/tasks`],
  ['DB_POOL_MAX', '0'],
  ['DB_POOL_MAX', '1001'],
  ['DB_ACQUIRE_TIMEOUT_MS', '2s'],
  ['DB_ACQUIRE_TIMEOUT_MS', '0'],
  ['DB_ACQUIRE_TIMEOUT_MS', '2147483648'],
];
/** Nobody listens at port 1. */
const nobody = `postgres://tasks:${password}@127.0.0.1:1/tasks`;

requirement('strict-config', async ({ service, program }) => {
  const refused = badValues.map(([variable, value]) => async () => {
    const env = { DATABASE_URL: nobody, [variable]: value };
    expectOneLine(await endOf(service, variable, value, env), variable, value);
  });
  const migrations = [
    ['up', ''],
    ['status', `mysql://root:${password}@127.0.0.1:1/x`],
  ] as const;
  const refusedMigrations = migrations.map(([command, value]) => async () => {
    expectOneLine(await migrate(program, command, value), 'DATABASE_URL', value);
  });
  await twoAtATime([
    ...refused,
    ...refusedMigrations,
    () => expectExtremes(service),
    () => expectUnreached(program),
  ]);
});

/** As many as most machines have processors for. */
async function twoAtATime(works: readonly (() => Promise<void>)[]): Promise<void> {
  for (let index = 0; index < works.length; index += 2)
    await Promise.all(works.slice(index, index + 2).map((work) => work()));
}

function migrate(program: Program, command: string, url: string): Promise<Run> {
  return program.run([command], { entry: 'src/migrate.ts', env: { DATABASE_URL: url } });
}

/** Its end, where it must not come to listen. */
async function endOf(
  service: ServiceHost,
  variable: string,
  value: string,
  env: Readonly<Record<string, string>>,
): Promise<Run> {
  const launched = await service.launch({ name: `postgres-refactor with ${variable}=${value}`, env });
  const line = await launched.log(({ msg }) => msg === 'listening');
  const run = line === null ? await launched.ended() : null;
  if (run !== null) return run;
  launched.kill();
  return broken({
    expected: `the program started with ${variable}=${showValue(value)} to end before it listens`,
    saw: line === null ? 'it neither listens nor ends' : `it listens: ${showValue(line)}`,
    look: 'What does your program do with a mistake that it meets at its start?',
  });
}

function expectOneLine(run: Run, variable: string, value: string): void {
  const look = 'Who tells the mistake, and with which of the words that were given?';
  expectRun(run, { code: 1, look });
  const said = `${run.stdout}\n${run.stderr}`;
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  expectThat(lines.length === 1 && lines[0]?.includes(variable) === true, {
    expected: `one line that names ${variable}, and no other, with ${variable}=${showValue(value)}`,
    saw: lines.length === 0 ? 'no line at all' : `${lines.length} of them: ${showValue(lines.join('\n'))}`,
    look,
  });
  expectNoPassword(said, 'the line that names DATABASE_URL');
}

function expectNoPassword(said: string, where: string): void {
  expectThat(!said.includes(password), {
    expected: `${where} not to show the password that stands in DATABASE_URL`,
    saw: showValue(said.slice(Math.max(0, said.indexOf(password) - 200), said.indexOf(password) + 100)),
    look: 'Which error carries the URL in its message, or in a member that is logged with it?',
  });
}

/** The largest values that are allowed, and empty ones; and what such a service says when its database is away. */
async function expectExtremes(service: ServiceHost): Promise<void> {
  const env = {
    DATABASE_URL: nobody,
    DB_POOL_MAX: '1000',
    DB_ACQUIRE_TIMEOUT_MS: '2147483647',
    MIGRATIONS_DIR: '',
    LOG_LEVEL: 'debug',
  };
  const running = await service.start({ name: 'postgres-refactor with the largest values', env });
  const sent = await running.attempt('GET', '/tasks');
  expectUnavailable(sent, {
    why: 'nobody listens where DATABASE_URL leads',
    look: 'Is there a sum with one of these values, and does a timer get it? One past 2147483647 ms fires at once.',
  });
  expectNoPassword(sent.text, 'the answer to `GET /tasks`');
  const ready = await running.attempt('GET', '/readyz');
  expectAnswer(ready, 503, {
    why: 'nobody listens where DATABASE_URL leads',
    look: 'Whom does /readyz ask?',
  });
  expectNoPassword(ready.text, 'the answer to `GET /readyz`');
  running.kill();
  await running.ended();
  expectNoPassword(`${running.output.stdout}${running.output.stderr}`, 'the log');
}

async function expectUnreached(program: Program): Promise<void> {
  const run = await migrate(program, 'up', nobody);
  expectRun(run, { code: 1, look: 'What does `up` do when the database cannot be reached?' });
  expectNoPassword(
    `${run.stdout}${run.stderr}`,
    'what `src/migrate.ts up` says about a database that cannot be reached',
  );
}
