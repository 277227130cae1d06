import { describe, expect, test } from 'vitest';
import { openScenarioOfTest } from '../../test/open-scenario.ts';
import { createFixtures } from '../create-fixtures.ts';
import { Broken } from '../expect.ts';
import type { Compose } from './compose.ts';

async function read(text: string, file = 'compose.yaml'): Promise<Compose> {
  return createFixtures(await openScenarioOfTest({ files: { [file]: text } })).compose.read();
}

async function refused(text: string): Promise<Broken['part']> {
  const error = await read(text).catch((reason: unknown) => reason);
  if (!(error instanceof Broken)) throw new Error('it was not broken', { cause: error });
  return error.part;
}

const whole = `name: tasks
x-usual: &usual
  restart: unless-stopped
  user: "1000"

services:
  api:
    <<: *usual
    build:
      context: .
      args:
        - NODE_VERSION=24.9.0
    depends_on:
      postgres: { condition: service_healthy }
      migrate:
        condition: service_completed_successfully
      redis:
        condition: service_started
    environment:
      DATABASE_URL: postgres://app:\${DB_PASSWORD:?}@postgres/app
      CACHE_TTL_MS: 5000
      LOG_LEVEL: \${LOG_LEVEL:-info}
      API_KEYS:
    ports:
      - "127.0.0.1:\${PORT:-3000}:3000"
    read_only: true
    tmpfs: /tmp
    deploy:
      resources:
        limits: { memory: 256M, cpus: "0.5" }
  migrate:
    build: ./migrations
    command: node src/migrate.ts up
    depends_on: [postgres]
  postgres:
    image: postgres:17.6
    mem_limit: 512m
    environment:
      - POSTGRES_PASSWORD=\${DB_PASSWORD}
      - POSTGRES_USER=app
      - PGDATA
    volumes:
      - data:/var/lib/postgresql/data
      - ./init.sql:/docker-entrypoint-initdb.d/init.sql:ro
      - /var/log
      - { type: bind, source: ./a, target: /a, read_only: true }
    healthcheck:
      test: pg_isready -U app
      interval: 2s
      retries: 10
    secrets: [password]
  redis:
    image: redis:8.2.1
    expose: [6379]
    healthcheck:
      test: [CMD, redis-cli, ping]
volumes:
  data:
secrets:
  password: { file: ./password.txt }
`;

describe('a Compose file', () => {
  test('services in their order, and what they wait for', async () => {
    const compose = await read(whole);
    expect(compose.services.map(({ name, line }) => [name, line])).toEqual([
      ['api', 7],
      ['migrate', 31],
      ['postgres', 35],
      ['redis', 52],
    ]);
    expect(compose.service('api')?.dependsOn).toEqual([
      { service: 'postgres', condition: 'service_healthy', line: 14 },
      { service: 'migrate', condition: 'service_completed_successfully', line: 15 },
      { service: 'redis', condition: 'service_started', line: 17 },
    ]);
    expect(compose.service('migrate')?.dependsOn).toEqual([
      { service: 'postgres', condition: 'service_started', line: 34 },
    ]);
    expect(compose.service('nobody')).toBeNull();
    expect([compose.volumes, compose.secrets]).toEqual([['data'], ['password']]);
    expect(compose.place({ line: 3 }, 'here')).toEqual({ file: 'compose.yaml', line: 3, text: 'here' });
  });

  test('images, builds, commands, users, also those that come by an alias', async () => {
    const compose = await read(whole);
    expect(compose.service('api')).toMatchObject({
      image: null,
      build: { context: '.', args: { NODE_VERSION: { value: '24.9.0', line: 12 } }, line: 9 },
      restart: { value: 'unless-stopped' },
      user: { value: '1000' },
      readOnly: true,
    });
    expect(compose.service('migrate')).toMatchObject({
      build: { context: './migrations' },
      command: { words: ['node', 'src/migrate.ts', 'up'], line: 33 },
    });
    expect(compose.service('postgres')?.image).toMatchObject({ value: 'postgres:17.6', line: 36 });
  });

  test('what is written down, and what comes from outside', async () => {
    const compose = await read(whole);
    const { DATABASE_URL, CACHE_TTL_MS, LOG_LEVEL, API_KEYS } = compose.service('api')?.environment ?? {};
    expect(DATABASE_URL).toEqual({
      value: 'postgres://app:${DB_PASSWORD:?}@postgres/app',
      line: 20,
      variables: [{ name: 'DB_PASSWORD', otherwise: null, required: true }],
      hardcoded: false,
    });
    expect(CACHE_TTL_MS).toMatchObject({ value: '5000', hardcoded: true });
    expect(LOG_LEVEL).toMatchObject({
      hardcoded: true,
      variables: [{ name: 'LOG_LEVEL', otherwise: 'info' }],
    });
    expect(API_KEYS).toMatchObject({ value: null, hardcoded: false, line: 23 });
    expect(compose.service('postgres')?.environment).toMatchObject({
      POSTGRES_PASSWORD: { value: '${DB_PASSWORD}', hardcoded: false, line: 39 },
      POSTGRES_USER: { value: 'app', hardcoded: true, line: 40 },
      PGDATA: { value: null, variables: [{ name: 'PGDATA' }] },
    });
  });

  test('ports, volumes, limits and health checks in both of their forms', async () => {
    const compose = await read(whole);
    expect(compose.service('api')).toMatchObject({
      ports: [{ published: '${PORT:-3000}', target: '3000', address: '127.0.0.1', line: 25 }],
      volumes: [{ kind: 'tmpfs', target: '/tmp' }],
      limits: { memory: { value: '256M', line: 30 }, cpus: { value: '0.5' }, processes: null },
      healthcheck: null,
    });
    expect(compose.service('postgres')).toMatchObject({
      ports: [],
      limits: { memory: { value: '512m', line: 37 }, cpus: null },
      volumes: [
        { kind: 'volume', source: 'data', target: '/var/lib/postgresql/data', readOnly: false, line: 43 },
        { kind: 'bind', source: './init.sql', readOnly: true, line: 44 },
        { kind: 'anonymous', source: null, target: '/var/log', line: 45 },
        { kind: 'bind', source: './a', target: '/a', readOnly: true, line: 46 },
      ],
      healthcheck: {
        disabled: false,
        command: { form: 'shell', words: ['pg_isready', '-U', 'app'], line: 48 },
        interval: '2s',
        timeout: null,
        retries: '10',
        line: 47,
      },
      secrets: ['password'],
    });
    expect(compose.service('redis')?.healthcheck).toMatchObject({
      command: { form: 'exec', words: ['redis-cli', 'ping'] },
    });
    expect(compose.service('redis')?.lineOf('expose')).toBe(54);
  });

  test.each(['disable: true', 'test: [NONE]'])('a health check that is switched off by %s', async (field) => {
    const compose = await read(`services:\n  a:\n    image: b\n    healthcheck: { ${field} }\n`);
    expect(compose.service('a')?.healthcheck).toMatchObject({ disabled: true, command: null, line: 4 });
  });
});

describe('what Compose refuses', () => {
  test.each([
    ['services:\n  a:\n    image: b\n    portz: []', 4, 'services.a.portz is no field that Compose knows'],
    ['services:\n  a:\n    image: b\n    ports:\n      - targett: 1', 5, /ports\.0\.targett is no field/],
    ['services:\n  a: { image: b, healthcheck: { test: 5 } }', 2, /healthcheck\.test has none of the shapes/],
    [
      'services:\n  a:\n    image: b\n    depends_on:\n      c:\n        condition: healthy\n',
      6,
      /condition must be one of service_started, service_healthy, service_completed_successfully$/,
    ],
    ['services:\n  a:\n    command: x', 2, 'services.a has neither image nor build'],
    ['services:\n  a:\n    image: b\n    depends_on: [c]', 4, /depends on c, which is no service/],
    ['services:\n  a:\n    image: b\n    volumes:\n      - data:/x', 5, /uses the volume data, which/],
    ['services:\n  a:\n    image: b\n    secrets: [key]', 4, /uses the secret key, which/],
    [
      'services:\n  a:\n    image: b\n    healthcheck:\n      test: x\n      interval: 5 seconds',
      6,
      'services.a has "5 seconds" for healthcheck.interval, which is no time such as 5s or 1m30s',
    ],
    [
      'services:\n  a:\n    image: x\n    depends_on: [b]\n  b:\n    image: x\n    depends_on: [a]',
      7,
      'services wait for each other in a circle: a → b → a',
    ],
    ['services:\n  a: [\n', 3, /^expected valid YAML, got a mistake/],
    ['services: &a\n  x: *b\n', 1, /cannot be resolved: Unresolved alias/],
    ['', 1, 'the file must be object'],
  ])('%j', async (text, line, message) => {
    const { places, expected } = await refused(text);
    expect(expected).toBe('a compose.yaml that keeps to the Compose Specification');
    expect(places?.[0]).toEqual({
      file: 'compose.yaml',
      line,
      text: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });

  test('no file', async () => {
    const error = await read('', 'other.yaml').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ part: { expected: 'a file compose.yaml at the root of the submission' } });
  });
});

test('docker-compose.yml is read as well', async () => {
  expect((await read('services:\n  a:\n    image: b', 'docker-compose.yml')).file).toBe('docker-compose.yml');
});
