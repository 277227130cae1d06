import { describe, expect, test } from 'vitest';
import type { Dockerfile } from './dockerfile.ts';
import { parseDockerfile } from './parse-dockerfile.ts';

function read(text: string): Dockerfile {
  const parsed = parseDockerfile(text, 'Dockerfile');
  if (parsed.kind === 'refused') throw new Error(JSON.stringify(parsed.places));
  return parsed.dockerfile;
}

const service = read(`# syntax=docker/dockerfile:1
ARG NODE_VERSION=24.9.0
ARG BASE=node:\${NODE_VERSION}-slim

FROM \${BASE} AS dependencies
WORKDIR /app
COPY --chown=node:node package.json \\
  # The lock file too.
  package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci \\
    --omit=dev

FROM dependencies AS build
COPY . .
RUN npm run build

FROM "\${BASE}" AS final
ENV NODE_ENV=production APP=/app
WORKDIR $APP
COPY --from=build $APP/dist ./dist
COPY --from=0 --chown=node /app/node_modules ./node_modules
USER node:node
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=2s CMD ["node", "health.js"]
ENTRYPOINT ["node"]
CMD ["dist/main.js"]
`);

describe('a Dockerfile of several stages', () => {
  test('stages have names, parents, and the image at the root of their chain', () => {
    expect(service.stages.map(({ name, line, parent }) => [name, line, parent?.name ?? null])).toEqual([
      ['dependencies', 5, null],
      ['build', 13, 'dependencies'],
      ['final', 17, null],
    ]);
    expect(service.stages.map(({ base }) => base.text)).toEqual(Array(3).fill('node:24.9.0-slim'));
    expect(service.final.base).toEqual({
      text: 'node:24.9.0-slim',
      name: 'node',
      tag: '24.9.0-slim',
      digest: null,
      pinned: true,
      line: 17,
    });
    expect(service.stage('BUILD')).toBe(service.stages[1]);
    expect(service.stage('2')).toBe(service.final);
    expect(service.stage('3')).toBeNull();
  });

  test('instructions have their lines, also over several, and comments are none of them', () => {
    const [workdir, copy, run] = service.stages[0]?.instructions ?? [];
    expect(workdir).toEqual({
      keyword: 'WORKDIR',
      words: ['/app'],
      line: 6,
      endLine: 6,
      text: 'WORKDIR /app',
    });
    expect(copy).toMatchObject({
      keyword: 'COPY',
      sources: ['package.json', 'package-lock.json'],
      destination: './',
      from: { kind: 'context' },
      owner: 'node:node',
      line: 7,
      endLine: 9,
    });
    expect(run).toMatchObject({
      keyword: 'RUN',
      command: { form: 'shell', words: ['npm', 'ci', '--omit=dev'] },
      mounts: [{ type: 'cache', target: '/root/.npm' }],
      line: 10,
    });
  });

  test('files come from stages by name and by number, and through those from others', () => {
    const copies = service.final.instructions.flatMap((each) => (each.keyword === 'COPY' ? [each] : []));
    expect(copies.map(({ from }) => (from.kind === 'stage' ? from.stage.name : from.kind))).toEqual([
      'build',
      'dependencies',
    ]);
    expect(copies[0]).toMatchObject({ sources: ['/app/dist'], destination: './dist' });
    expect(service.final.sources.map(({ name }) => name)).toEqual(['build', 'dependencies']);
  });

  test('what a container of the final stage is', () => {
    const { user, healthcheck, process, environment } = service.final;
    expect(user).toMatchObject({ user: 'node', root: false, line: 22 });
    expect(healthcheck).toMatchObject({
      command: { form: 'exec', words: ['node', 'health.js'] },
      options: { interval: '5s', timeout: '2s' },
      line: 24,
    });
    expect(process).toMatchObject({ form: 'exec', words: ['node', 'dist/main.js'] });
    expect(environment).toEqual({ NODE_ENV: 'production', APP: '/app' });
    expect(service.place(service.final, 'here')).toEqual({ file: 'Dockerfile', line: 17, text: 'here' });
  });
});

test.each([
  ['node', false, null],
  ['node:latest', false, 'latest'],
  ['node:24', false, '24'],
  ['node:24.9', false, '24.9'],
  ['node:24.9.0', true, '24.9.0'],
  ['registry:5000/team/node', false, null],
  ['registry:5000/team/node:v1.2.3-alpine', true, 'v1.2.3-alpine'],
  [`node@sha256:${'a'.repeat(64)}`, true, null],
  ['scratch', true, null],
])('the image %s: pinned %s', (image, pinned, tag) => {
  expect(read(`FROM ${image}\n`).final.base).toMatchObject({ text: image, pinned, tag });
});

describe('what a container starts', () => {
  const started = (lines: string) => read(`FROM node AS base\n${lines}\n`).final.process;

  test('the shell form, and an array in single quotes, which is one too', () => {
    expect(started('CMD npm start')).toMatchObject({ form: 'shell', words: ['npm', 'start'] });
    expect(started("CMD ['node', 'main.js']")).toMatchObject({ form: 'shell' });
  });
  test('an ENTRYPOINT in shell form takes no arguments', () => {
    expect(started('ENTRYPOINT node main.js\nCMD ["--port"]')).toMatchObject({
      form: 'shell',
      text: 'node main.js',
    });
  });
  test('an ENTRYPOINT puts the CMD of the stage that it builds on out of force, and not its own', () => {
    expect(started('CMD ["a"]\nFROM base\nENTRYPOINT ["b"]')).toMatchObject({ words: ['b'] });
    expect(started('CMD ["a"]\nENTRYPOINT ["b"]')).toMatchObject({ words: ['b', 'a'] });
    expect(started('CMD ["a"]\nFROM base\nUSER 1')).toMatchObject({ words: ['a'] });
  });
  test('words that hold blanks', () => {
    expect(started('CMD ["node", "a b",  "c"]')).toMatchObject({ words: ['node', 'a b', 'c'] });
  });
  test('nothing of its own', () => expect(started('USER node')).toBeNull());
});

describe('variables', () => {
  test('ARG before FROM is seen in a stage that names it, ENV wins over ARG', () => {
    const { final } = read(`ARG A=1
ARG B=\${A}2
FROM node
ARG B
ARG A=own
ARG C
ENV A="it's \${B:-none}" D='$B' E=\${C:-\${MISSING:-deep}}
WORKDIR /x/$A/\${NONE}/\\$A`);
    expect(final.environment).toEqual({ A: "it's 12", D: '$B', E: 'deep' });
    expect(final.instructions.at(-1)).toMatchObject({ words: ["/x/it's 12//$A"] });
  });
  test('what doubles with every line, and what is nested without end, stays small', () => {
    const doubling = `FROM node\nENV A=xx\n${'ENV A=$A$A\n'.repeat(60)}`;
    expect(read(doubling).final.environment.A?.length).toBe(65_536);
    expect(read(`FROM node\nENV A=${'${A:-'.repeat(5_000)}`).final.environment.A?.length).toBeLessThan(
      65_537,
    );
  });
  test('the user root by name, by number and through a variable', () => {
    const user = (text: string) => read(`FROM node\nARG UID=0\nUSER ${text}`).final.user;
    expect(user('root:root')).toMatchObject({ root: true });
    expect(user('$UID')).toMatchObject({ user: '0', root: true });
    expect(user(`\${NOBODY:-1000}:1000`)).toMatchObject({ user: '1000', root: false });
  });
});

test('heredocs: of RUN the text, of COPY the destination', () => {
  const { instructions } = read(`FROM node
RUN <<EOF
npm ci
USER root
EOF
COPY <<CONF /etc/app.conf
USER root
CONF
`).final;
  expect(instructions.map(({ keyword, line, endLine }) => [keyword, line, endLine])).toEqual([
    ['RUN', 2, 5],
    ['COPY', 6, 8],
  ]);
  expect(instructions[0]).toMatchObject({ command: { text: expect.stringContaining('npm ci\n') } });
  expect(instructions[1]).toMatchObject({ destination: '/etc/app.conf' });
});

test('flags that the checker has never heard of are no error', () => {
  expect(read('FROM node\nCOPY --parents --future=1 a b\nRUN --security=insecure x').stages).toHaveLength(1);
});

test.each([
  ['', [[1, 'No source image provided with `FROM`']]],
  ['RUN x\nFROM node', [[1, expect.any(String)]]],
  [
    'FROM node\nUSER\nFROB x',
    [
      [2, 'Instruction has no arguments'],
      [3, 'Unknown instruction: FROB'],
    ],
  ],
])('what Docker refuses: %j', (text, expected) => {
  const parsed = parseDockerfile(text, 'Dockerfile');
  expect(parsed.kind === 'refused' && parsed.places.map((place) => [place.line, place.text])).toEqual(
    expected,
  );
});
