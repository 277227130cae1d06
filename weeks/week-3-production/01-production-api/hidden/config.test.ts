import { expectEqual, expectThat, requirement, showValue } from 'checker/kit';
import { configIn, type Environment, expectRefuses, openConfigs, urls } from './configs.ts';

const most = '2147483647';
const numberLook =
  'Which texts does your way of reading a number let through: `parseInt`, `Number`, a pattern? And where are the limits of the table?';

/** All variables but the URLs, with what the page has as their default. */
const defaults: Readonly<Record<string, readonly [member: string, value: unknown]>> = {
  PORT: ['port', 3000],
  HOST: ['host', '127.0.0.1'],
  REQUEST_TIMEOUT_MS: ['requestTimeoutMs', 5000],
  SHUTDOWN_DELAY_MS: ['shutdownDelayMs', 0],
  SHUTDOWN_TIMEOUT_MS: ['shutdownTimeoutMs', 10_000],
  MAX_BODY_BYTES: ['maxBodyBytes', 2_097_152],
  LOG_LEVEL: ['logLevel', 'info'],
  DB_POOL_MAX: ['dbPoolMax', 10],
  DB_ACQUIRE_TIMEOUT_MS: ['dbAcquireTimeoutMs', 2000],
  MIGRATIONS_DIR: ['migrationsDir', 'migrations'],
  REDIS_TIMEOUT_MS: ['redisTimeoutMs', 100],
  CACHE_TTL_MS: ['cacheTtlMs', 30_000],
  CACHE_NAMESPACE: ['cacheNamespace', 'tasks'],
  RATE_LIMIT_ENABLED: ['rateLimitEnabled', true],
  RATE_LIMIT_CAPACITY: ['rateLimitCapacity', 100],
  RATE_LIMIT_REFILL_PER_SECOND: ['rateLimitRefillPerSecond', 50],
  RATE_LIMIT_FAIL: ['rateLimitFail', 'open'],
  API_KEYS: ['apiKeys', []],
  TRUST_PROXY: ['trustProxy', 0],
  HEALTH_TIMEOUT_MS: ['healthTimeoutMs', 500],
};

requirement('defaults-safe', async ({ module, service }) => {
  const load = await openConfigs(module);
  const empty = Object.fromEntries(Object.keys(defaults).map((name) => [name, '']));
  for (const env of [urls, { ...urls, ...empty }]) {
    const look =
      env === urls
        ? 'Compare with the defaults in the tables of the three pages.'
        : 'What do `Number("")` and `??` make of an empty text? It counts as one that is not set.';
    const config = configIn(await load(env), env, look);
    for (const [name, [member, value]] of Object.entries(defaults))
      expectEqual(
        `\`${member}\` where ${name} is ${env === urls ? 'not set' : 'empty'}`,
        config[member],
        value,
        {
          look,
        },
      );
  }
  // What is falsy is given all the same.
  const given = { ...urls, PORT: '0', SHUTDOWN_DELAY_MS: '0', RATE_LIMIT_ENABLED: 'false', TRUST_PROXY: '0' };
  const config = configIn(await load(given), given, 'Which of them does `||` take for missing?');
  expectEqual(
    '`port`, `shutdownDelayMs` and `rateLimitEnabled` where they are 0, 0 and false',
    [config.port, config.shutdownDelayMs, config.rateLimitEnabled],
    [0, 0, false],
    { look: 'Which of them does `||` take for missing?' },
  );
  const missing = { DATABASE_URL: '', REDIS_URL: '' };
  expectRefuses(
    await load(missing),
    missing,
    Object.keys(missing),
    'The two URLs have no default, and empty is not set.',
  );

  const running = await service.start({ env: { HOST: '', LOG_LEVEL: '', CACHE_NAMESPACE: '' } });
  const line = await running.log(({ msg }) => msg === 'listening');
  expectEqual('`host` in the line `listening`, without HOST', line?.host, '127.0.0.1', {
    look: 'Who else can reach a service that listens on all addresses of a machine? The image may say so, the code must not.',
  });
});

interface Range {
  readonly name: string;
  readonly good: readonly (readonly [text: string, value: unknown])[];
  readonly bad: readonly string[];
}

const whole = (name: string, min: number, max: number): Range => ({
  name,
  good: [
    [String(min), min],
    [String(max), max],
    // Digits, and nothing else: zeros in front are digits.
    [`0${max}`, max],
  ],
  bad: [...(min > 0 ? [String(min - 1)] : []), String(max + 1), '10s', '1e3', ' 1', '-1', '1.0', '0x1', '１'],
});

const ms = Number(most);
const ranges: readonly Range[] = [
  whole('PORT', 0, 65_535),
  whole('REQUEST_TIMEOUT_MS', 1, ms),
  whole('SHUTDOWN_DELAY_MS', 0, ms),
  whole('REDIS_TIMEOUT_MS', 1, ms),
  whole('CACHE_TTL_MS', 1, ms),
  whole('RATE_LIMIT_CAPACITY', 1, 1_000_000),
  whole('TRUST_PROXY', 0, 10),
  whole('HEALTH_TIMEOUT_MS', 1, ms),
  {
    name: 'RATE_LIMIT_REFILL_PER_SECOND',
    good: [
      ['0.5', 0.5],
      ['1000000', 1_000_000],
      ['0000001.25', 1.25],
      ['0.000000001', 1e-9],
      ['1000000.000000000', 1_000_000],
    ],
    bad: [
      '0',
      '0.0',
      '1000000.1',
      '1e3',
      '.5',
      '5.',
      '00000001',
      '0.0000000001',
      '-1',
      '1,5',
      ' 1',
      'Infinity',
    ],
  },
  {
    name: 'RATE_LIMIT_ENABLED',
    good: [
      ['true', true],
      ['false', false],
    ],
    bad: ['TRUE', 'False', '1', '0', 'yes', ' true'],
  },
  {
    name: 'RATE_LIMIT_FAIL',
    good: [
      ['open', 'open'],
      ['closed', 'closed'],
    ],
    bad: ['Open', 'shut', 'true'],
  },
  { name: 'LOG_LEVEL', good: [['debug', 'debug']], bad: ['INFO', 'loud', 'silent'] },
  {
    name: 'CACHE_NAMESPACE',
    good: [
      ['a', 'a'],
      ['A-z_09'.padEnd(64, 'x'), 'A-z_09'.padEnd(64, 'x')],
    ],
    bad: ['x'.repeat(65), 'a:b', 'a b', 'ä', 'a\n'],
  },
  {
    name: 'API_KEYS',
    good: [
      ['abcdefghijklmno1', ['abcdefghijklmno1']],
      [`${'k'.repeat(256)},AZaz09_.~+/=-AZaz`, ['k'.repeat(256), 'AZaz09_.~+/=-AZaz']],
    ],
    bad: [
      'fifteen-letters',
      'k'.repeat(257),
      'abcdefghijklmno1,',
      ',abcdefghijklmno1',
      'abcdefghijklmno1,,abcdefghijklmno2',
      'abcdefghijklmno1, abcdefghijklmno2',
      'abcdefghijklmno1;abcdefghijklmno2',
    ],
  },
  {
    name: 'DATABASE_URL',
    good: ['postgres://a:b@h:1/d', 'postgresql://h/d'].map((text) => [text, text] as const),
    bad: ['mysql://h/d', 'h:5432', 'postgres', 'http://h/d'],
  },
  {
    name: 'REDIS_URL',
    good: ['redis://h:1/2', 'rediss://u:p@h'].map((text) => [text, text] as const),
    bad: ['127.0.0.1:6379', 'http://h', 'redis', 'postgres://h/d'],
  },
];

const members: Readonly<Record<string, string>> = {
  DATABASE_URL: 'databaseUrl',
  REDIS_URL: 'redisUrl',
  ...Object.fromEntries(Object.entries(defaults).map(([name, [member]]) => [name, member])),
};

requirement('types', async ({ module }) => {
  const load = await openConfigs(module);
  for (const { name, good, bad } of ranges) {
    const look = lookAt(name);
    for (const [text, value] of good) {
      const env: Environment = { ...urls, [name]: text };
      const member = String(members[name]);
      expectEqual(
        `\`${member}\` where ${name} is ${showValue(text)}`,
        configIn(await load(env), env, look)[member],
        value,
        { look },
      );
    }
    for (const text of bad) {
      const env: Environment = { ...urls, [name]: text };
      expectRefuses(await load(env), env, [name], look);
    }
  }
  const several = {
    ...urls,
    DATABASE_URL: '',
    PORT: 'x',
    DB_POOL_MAX: '0',
    RATE_LIMIT_FAIL: 'ajar',
    HOST: '::1',
  };
  expectRefuses(
    await load(several),
    several,
    ['DATABASE_URL', 'PORT', 'DB_POOL_MAX', 'RATE_LIMIT_FAIL'],
    'Collect what is wrong before you throw.',
  );
});

function lookAt(name: string): string {
  switch (name) {
    case 'RATE_LIMIT_ENABLED':
      return '`Boolean("false")` is true. Which two texts are booleans on the page?';
    case 'API_KEYS':
      return 'Keys with commas between them and nothing else: what does `split(",")` make of a comma too many, and who measures each key?';
    case 'DATABASE_URL':
    case 'REDIS_URL':
      return 'A URL is good if `URL` can read it and its scheme is right. Which schemes does the page name?';
    case 'CACHE_NAMESPACE':
    case 'LOG_LEVEL':
    case 'RATE_LIMIT_FAIL':
      return 'Words are taken as they are written on the page, from their first to their last character.';
    default:
      return numberLook;
  }
}

requirement('documented', async ({ module, source, service }) => {
  const load = await openConfigs(module);
  const file = (await source.files('.'))['.env.example'];
  expectThat(file !== undefined, {
    expected: 'a file `.env.example` in your folder',
    saw: 'none',
    look: 'Whoever starts the service for the first time looks there for what can be set.',
  });
  const written = readExample(file.toString('utf8'));
  const loaded = await load(urls);
  configIn(loaded, urls, 'The two URLs are all that must be given.');
  if (loaded.kind !== 'config') return;
  expectThat(loaded.whole.length === 0, {
    expected: '`loadConfig` to read its variables by their names',
    saw: `it ${loaded.whole.join(' and ')}`,
    look: 'Where do you spread, copy or list `env`? Whoever does that depends on all there is.',
  });
  const read = loaded.read.filter((name) => /^[A-Z][A-Z0-9_]*$/.test(name)).sort();
  expectEqual(
    'the names in `.env.example`, sorted: those that `loadConfig` reads',
    [...written.keys()].sort(),
    read,
    {
      look: 'Compare `grep -o "^[A-Z_]*" .env.example | sort` with what your code reads.',
    },
  );
  const known = [...Object.keys(defaults), 'DATABASE_URL', 'REDIS_URL'].sort();
  expectEqual('the names that `loadConfig` reads', read, known, {
    look: 'Compare with the tables of the three pages: which variable is read elsewhere, or not at all?',
  });

  // What the judge sets for every service would hide a value of the file; the port is the system's to choose.
  const { DATABASE_URL: _database, REDIS_URL: _redis, ...others } = Object.fromEntries(written);
  await service.start({ env: { ...others, PORT: '0' } });
  const env = { ...Object.fromEntries(written), ...urls };
  configIn(
    await load(env),
    env,
    'The service starts with exactly these values: are there quotes, or words behind them?',
  );
});

/** Lines `NAME=value` as they are written: nothing here knows quotes. */
function readExample(text: string): Map<string, string> {
  const variables = new Map<string, string>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line) ?? [];
    expectThat(name !== undefined && value !== undefined && !variables.has(name), {
      expected:
        'each line of `.env.example` to be `NAME=value`, each name once, or a comment that begins with `#`',
      saw: `line ${index + 1}: ${showValue(line)}`,
      look: 'Who reads this file? `docker compose`, `node --env-file` and people.',
    });
    variables.set(name, value);
  }
  return variables;
}
