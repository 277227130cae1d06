import { expect, test } from 'vitest';
import { openScenarioOfTest } from '../../test/open-scenario.ts';
import { createFixtures } from '../create-fixtures.ts';
import { Broken } from '../expect.ts';

async function hostOf(files: Readonly<Record<string, string>>) {
  return createFixtures(await openScenarioOfTest({ files })).dockerfile;
}

test('a submission’s Dockerfile is read', async () => {
  const host = await hostOf({ Dockerfile: 'FROM node:24.9.0\nUSER node\n' });
  expect((await host.read()).final.user).toMatchObject({ user: 'node' });
});

test.each([
  [{}, 'none', []],
  [
    { Dockerfile: 'FROM node\nFROB x\n' },
    '1 error',
    [{ file: 'Dockerfile', line: 2, text: 'Unknown instruction: FROB' }],
  ],
])('no Dockerfile, or one that cannot be read, breaks the promise: %j', async (files, saw, places) => {
  const error = await (await hostOf(files)).read().catch((reason: unknown) => reason);
  if (!(error instanceof Broken)) throw new Error('it was not broken', { cause: error });
  expect(error.part).toMatchObject({ saw, ...(places.length === 0 ? {} : { places }) });
});

test('what a build is sent, and what a COPY takes of it', async () => {
  const host = await hostOf({
    Dockerfile: 'FROM node\nCOPY . .\nCOPY package*.json src/ /app/\nCOPY --from=other . .\n',
    '.dockerignore': '# secrets\n.env*\n!.env.example\nnode_modules\n**/*.test.ts\n/docs\n*.md\n!README.md\n',
    '.env': '',
    '.env.example': '',
    'package.json': '{}',
    'README.md': '',
    'NOTES.md': '',
    'docs/a.txt': '',
    'src/docs/a.txt': '',
    'src/a.test.ts': '',
    'src/a.ts': '',
  });
  const context = await host.context();
  expect(context.files).toEqual([
    '.dockerignore',
    '.env.example',
    'Dockerfile',
    'README.md',
    'package.json',
    'src/a.ts',
    'src/docs/a.txt',
    'src/index.ts',
    'src/main.ts',
  ]);
  expect(context.sends('node_modules/pg/index.js')).toBe(false);
  expect(context.sends('./src/deep/er/b.test.ts')).toBe(false);
  expect(context.sends('.git/config')).toBe(true);
  const copies = (await host.read()).final.instructions.flatMap((each) =>
    each.keyword === 'COPY' ? [context.takenBy(each)] : [],
  );
  expect(copies).toEqual([
    context.files,
    ['package.json', 'src/a.ts', 'src/docs/a.txt', 'src/index.ts', 'src/main.ts'],
    [],
  ]);
});

test('without a .dockerignore everything is sent', async () => {
  const context = await (await hostOf({ '.env': 'SECRET=1' })).context();
  expect(context.ignoreFile).toBeNull();
  expect(context.files).toContain('.env');
});
