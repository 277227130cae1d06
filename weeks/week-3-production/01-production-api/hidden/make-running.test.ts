import { expectRun, expectThat, requirement } from 'checker/kit';
import { startReady } from './instances.ts';
import { toolMs } from './makefile.ts';
import { createTask, tellReply } from './tasks.ts';

requirement('run', async ({ make, service, redis, random }) => {
  const database = await service.database();
  const mostBytes = random.integer(200, 400);
  const launched = await make.launch(['run'], {
    env: {
      DATABASE_URL: database.url,
      REDIS_URL: (await redis.instance()).url,
      PORT: '0',
      MAX_BODY_BYTES: String(mostBytes),
      REDIS_TIMEOUT_MS: '5000',
      RATE_LIMIT_ENABLED: 'false',
    },
  });
  const running = await launched.listening(toolMs);
  const look = 'What does your recipe set, or read from a file, that the environment has already set?';
  expectThat(running.port !== 3000, {
    expected: 'with PORT=0 in the environment of make, a port that the system has chosen',
    saw: 'it listens on 3000',
    look,
  });
  const title = random.word();
  await createTask(running, title);
  const rows = await database.query('SELECT 1 FROM tasks WHERE title = $1', [title]);
  expectThat(rows.length === 1, {
    expected: 'a task that was created to be in the database of DATABASE_URL',
    saw: 'it is not there',
    look,
  });
  const large = await running.request('POST', '/tasks', {
    json: { title: 'x', tags: ['y'.repeat(mostBytes)] },
  });
  expectThat(large.status === 413, {
    expected: `413 for a body of more than ${mostBytes} bytes, with MAX_BODY_BYTES=${mostBytes} in the environment of make`,
    saw: tellReply(large),
    look,
  });
});

requirement('migrate', async ({ make, service, postgres }) => {
  const database = await postgres.database();
  const env = { DATABASE_URL: database.url };
  const look = '`make -n migrate` shows what it would do. With which command, and on which database?';
  expectRun(await make.run(['migrate'], { env, patienceMs: toolMs }), { code: 0, look });
  const [table] = await database.query("SELECT to_regclass('tasks') IS NOT NULL AS there");
  expectThat(table?.there === true, {
    expected: 'the table `tasks` in the empty database of DATABASE_URL after `make migrate`',
    saw: 'it is not there',
    look,
  });
  // And everything else, as the service itself sees it.
  await startReady(service, 'A', env);
  expectRun(await make.run(['migrate'], { env, patienceMs: toolMs }), {
    code: 0,
    look: 'The database is up to date already: what is there left to fail?',
  });
});
