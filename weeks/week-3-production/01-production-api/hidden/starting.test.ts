import {
  expectEqual,
  expectRun,
  expectThat,
  type Run,
  requirement,
  type ServiceHost,
  showValue,
} from 'checker/kit';
import { startReady } from './instances.ts';
import { createTask } from './tasks.ts';

const badConfig = 78;
const collect =
  'Collect what is wrong with each variable before anything ends the program. 78 is EX_CONFIG of sysexits.h.';

requirement('validates-at-start', async ({ service, relay }) => {
  const toPostgres = await relay.postgres(await service.database());
  const toRedis = await relay.redis(await service.redis());
  const links = { DATABASE_URL: toPostgres.url, REDIS_URL: toRedis.url };
  const cases: readonly {
    readonly env: Readonly<Record<string, string>>;
    readonly names: readonly string[];
  }[] = [
    { env: { DATABASE_URL: '', REDIS_URL: '' }, names: ['DATABASE_URL', 'REDIS_URL'] },
    {
      env: { DATABASE_URL: '', REDIS_URL: '', PORT: '80a', DB_POOL_MAX: '0' },
      names: ['DATABASE_URL', 'REDIS_URL', 'PORT', 'DB_POOL_MAX'],
    },
    {
      env: { ...links, CACHE_TTL_MS: '10s', API_KEYS: 'short', HEALTH_TIMEOUT_MS: '0', LOG_LEVEL: 'loud' },
      names: ['CACHE_TTL_MS', 'API_KEYS', 'HEALTH_TIMEOUT_MS', 'LOG_LEVEL'],
    },
    { env: { ...links, REDIS_URL: 'http://127.0.0.1' }, names: ['REDIS_URL'] },
    { env: { ...links, RATE_LIMIT_REFILL_PER_SECOND: '0' }, names: ['RATE_LIMIT_REFILL_PER_SECOND'] },
    { env: { ...links, MIGRATIONS_DIR: 'no-such-folder' }, names: ['MIGRATIONS_DIR'] },
    { env: { ...links, MIGRATIONS_DIR: 'package.json' }, names: ['MIGRATIONS_DIR'] },
  ];
  for (let at = 0; at < cases.length; at += 2)
    await Promise.all(cases.slice(at, at + 2).map(({ env, names }) => expectRefused(service, env, names)));
  const connected = [toPostgres, toRedis].map((link) => link.connections().length);
  expectEqual(
    'how many connections to PostgreSQL and Redis there were of programs with bad variables',
    connected,
    [0, 0],
    {
      look: 'What is done before the last variable is checked? First all of them, then the first connection.',
    },
  );

  const migrate = { entry: 'src/migrate.ts', args: ['status'] };
  await expectRefused(service, { DATABASE_URL: '' }, ['DATABASE_URL'], migrate);
  await expectRefused(service, { DATABASE_URL: 'mysql://127.0.0.1/x' }, ['DATABASE_URL'], migrate);
  await expectRefused(service, { MIGRATIONS_DIR: 'no-such-folder' }, ['MIGRATIONS_DIR'], migrate);
  const others = { REDIS_URL: '', PORT: '80a', API_KEYS: 'short' };
  expectRun(await runOf(service, others, migrate), {
    code: 0,
    look: '`src/migrate.ts` reads DATABASE_URL and MIGRATIONS_DIR and needs no other: it must run where there is no Redis.',
  });
});

type Program = { readonly entry: string; readonly args: readonly string[] };

async function expectRefused(
  service: ServiceHost,
  env: Readonly<Record<string, string>>,
  names: readonly string[],
  program?: Program,
): Promise<void> {
  const run = await runOf(service, env, program);
  expectRun(run, { code: badConfig, look: collect });
  expectEqual('stdout of a program that refuses to start', run.stdout, '', {
    look: 'What is wrong is said on stderr. Whoever reads stdout expects lines of the log.',
  });
  const unsaid = names.filter((name) => !new RegExp(`\\b${name}\\b`).test(run.stderr));
  expectThat(unsaid.length === 0, {
    expected: `stderr to name ${names.join(', ')} where ${tell(env)}`,
    saw: `${showValue(run.stderr)}, without ${unsaid.join(', ')}`,
    look: collect,
  });
}

/** Its end, where it must not come to listen. */
async function runOf(
  service: ServiceHost,
  env: Readonly<Record<string, string>>,
  program?: Program,
): Promise<Run> {
  const launched = await service.launch({ env, ...program });
  const line = await launched.log(({ msg }) => msg === 'listening');
  const run = line === null ? await launched.ended() : null;
  if (run !== null) return run;
  launched.kill();
  expectThat(false, {
    expected: `the program to end where ${tell(env)}`,
    saw: line === null ? 'it neither listens nor ends' : `it listens: ${showValue(line)}`,
    look: 'Who checks that variable, and when?',
  });
  return launched.exited;
}

function tell(env: Readonly<Record<string, string>>): string {
  return Object.entries(env)
    .filter(([, value]) => !value.includes('@'))
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

requirement('no-secrets-logged', async ({ service, random }) => {
  const [inUrl, inRedis, inPort, inKey] = [secret(), secret(), secret(), secret()];
  function secret(): string {
    return `s3${random.word(22)}`;
  }

  // At the start: URLs that cannot be read, of the wrong scheme, and values of other variables.
  for (const env of [
    { DATABASE_URL: `mysql://root:${inUrl}@db/x`, REDIS_URL: `redis://:${inRedis}@h:99999999`, PORT: inPort },
    {
      DATABASE_URL: `postgres://u:${inUrl}@h:port/x`,
      REDIS_URL: `http://:${inRedis}@h`,
      API_KEYS: `${inKey},x`,
    },
  ]) {
    const run = await runOf(service, env);
    expectNoSecret(
      `${run.stdout}${run.stderr}`,
      [inUrl, inRedis, inPort, inKey],
      'what a program wrote that refused to start',
      {
        look: 'Messages of `new URL(…)` and of zod can carry what they complain about. Whose words are yours, and do they say the value?',
      },
    );
  }
  const migrating = await runOf(
    service,
    { DATABASE_URL: `mysql://root:${inUrl}@db/x` },
    { entry: 'src/migrate.ts', args: ['status'] },
  );
  expectNoSecret(`${migrating.stdout}${migrating.stderr}`, [inUrl], 'what `src/migrate.ts` wrote', {
    look: 'It checks its variables as the service does, and says names and rules.',
  });

  // Refused by both servers.
  const [database, redis] = [await service.database(), await service.redis()];
  const wrong = {
    DATABASE_URL: withPassword(database.url, inUrl),
    REDIS_URL: withPassword(redis.url, inRedis),
  };
  const refused = await service.start({
    name: 'A',
    env: { ...wrong, LOG_LEVEL: 'debug', API_KEYS: inKey.padEnd(16, 'x') },
  });
  const answers = [];
  for (const target of ['/readyz', '/tasks?limit=1', `/tasks/${unknownId}`])
    answers.push(await refused.attempt('GET', target, { headers: { 'x-api-key': inKey } }));
  refused.signal('SIGTERM');
  const run = await refused.exited;
  const said = answers.map((answer) =>
    answer.kind === 'reply' ? `${JSON.stringify(answer.headers)}${answer.text}` : '',
  );
  expectNoSecret(
    said.join('\n'),
    [inUrl, inRedis, inKey],
    'the answers of a service whose passwords are wrong',
    {
      look: 'Which text of an error reaches a client?',
    },
  );
  expectNoSecret(
    `${run.stdout}${run.stderr}`,
    [inUrl, inRedis, inKey],
    'what a service wrote whose passwords are wrong',
    {
      look: 'An error of ioredis carries the command that failed. Of `AUTH`, that is the password. Take from an error only members that you know.',
    },
  );

  // All is well, and everything is told at `debug`.
  const keys = [secret(), secret()];
  const own = [passwordOf(database.url), passwordOf(redis.url)].filter((each) => each.length >= 8);
  const running = await startReady(service, 'B', {
    LOG_LEVEL: 'debug',
    RATE_LIMIT_ENABLED: 'true',
    API_KEYS: keys.join(','),
  });
  const task = await createTask(running, random.word());
  for (const key of [...keys, inKey]) {
    const reply = await running.request('GET', task.path, { headers: { 'x-api-key': key } });
    expectEqual('the status of a GET with X-Api-Key', reply.status, 200, {
      look: 'A key that is not listed is no mistake, it just does not count.',
    });
  }
  running.signal('SIGTERM');
  const good = await running.exited;
  expectNoSecret(
    `${good.stdout}${good.stderr}`,
    [...keys, inKey, ...own],
    'what a service wrote at LOG_LEVEL=debug',
    {
      look: 'Which line has a URL, a config or headers as a whole?',
    },
  );
});

const unknownId = '019ca945-0ec0-7d2a-8f10-6a1b5c3de901';

function expectNoSecret(
  text: string,
  secrets: readonly string[],
  where: string,
  { look }: { readonly look: string },
): void {
  const line = text.split('\n').find((each) => secrets.some((secret) => each.includes(secret)));
  expectThat(line === undefined, {
    expected: `no password and no API key, be it valid or not, nor a value of another variable, in ${where}`,
    saw: showValue(line?.slice(0, 600)),
    look,
  });
}

function withPassword(url: string, password: string): string {
  const changed = new URL(url);
  changed.password = password;
  return changed.href;
}

function passwordOf(url: string): string {
  return decodeURIComponent(new URL(url).password);
}
