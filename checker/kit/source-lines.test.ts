import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildSnapshot } from '../src/judge/build-snapshot.ts';
import { repository } from '../src/repository.ts';
import { tempFolder } from '../test/temp-folder.ts';
import { toSourceLines } from './source-lines.ts';

async function build(source: string): Promise<string> {
  const folder = tempFolder();
  const snapshot = join(folder, 'snapshot');
  mkdirSync(join(snapshot, 'src'), { recursive: true });
  writeFileSync(join(snapshot, 'src/main.ts'), source);
  const app = join(folder, 'app');
  await buildSnapshot({ snapshot, app, repository, packages: [] });
  return app;
}

test('a crash is told with the lines of the source, in its head and in every frame', async () => {
  const app = await build(`interface Long {
  readonly name: string;
}

function fail(long: Long): never {
  throw new TypeError(long.name);
}

fail({ name: 'broken' });
`);
  const { stderr } = spawnSync(process.execPath, [join(app, 'src/main.js')], { encoding: 'utf8' });
  const told = toSourceLines(stderr, app);
  expect(told).toMatch(/^src\/main\.ts:6$/m);
  expect(told).toMatch(/at fail \(src\/main\.ts:6:9\)/);
  expect(told).toMatch(/at src\/main\.ts:9:1/);
  expect(told).not.toContain(app);
});

test('what is no place of the program stays as it is', async () => {
  const app = await build('console.log(import.meta.url);');
  const printed = execFileSync(process.execPath, [join(app, 'src/main.js')], { encoding: 'utf8' });
  expect(toSourceLines(printed, app)).toBe(printed);
  expect(toSourceLines(`${app}/src/other.js:1:1`, app)).toBe(`${app}/src/other.js:1:1`);
  expect(toSourceLines('src/main.js:1:1', app)).toBe('src/main.js:1:1');
});
