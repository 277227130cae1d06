import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openScenarioOfTest } from '../../test/open-scenario.ts';
import { tempFolder } from '../../test/temp-folder.ts';
import { createCompose } from './create-compose.ts';

/** A stand-in for `docker` that notes what it is asked, and answers `config` with a line and a code. */
async function open(version: string, code: number) {
  const folder = tempFolder();
  writeFileSync(
    join(folder, 'docker'),
    `#!/bin/sh
case "$*" in
  'compose version --short') echo ${version} ;;
  *) echo "$*; WORD=$WORD" > ${folder}/asked; echo 'service "api" has neither an image nor a build context' >&2; exit ${code} ;;
esac
`,
  );
  chmodSync(join(folder, 'docker'), 0o755);
  // Others may reach it: whoever judges may be another user.
  chmodSync(folder, 0o755);
  const scenario = await openScenarioOfTest({
    files: { 'compose.yaml': 'services: { api: { image: x } }\n' },
  });
  const host = createCompose({ ...scenario, run: { ...scenario.run, path: `${folder}:/usr/bin:/bin` } });
  return { host, asked: () => readFileSync(join(folder, 'asked'), 'utf8') };
}

test('Compose itself is asked, about a copy and with what is given', async () => {
  const { host, asked } = await open('2.40.1', 0);
  await host.config({ WORD: 'hello' });
  expect(asked()).toMatch(
    /^compose --project-name workbook .*--env-file \S+ --file \S+\/compose\.yaml config --quiet; WORD=hello\n$/,
  );
});

test('what it refuses is told in its own words', async () => {
  const { host } = await open('v2.40.1', 15);
  await expect(host.config({})).rejects.toMatchObject({
    part: { saw: 'it ended with 15: service "api" has neither an image nor a build context' },
  });
});

test('one of the first generation is not asked', async () => {
  const { host } = await open('1.29.2', 1);
  await host.config({});
});
