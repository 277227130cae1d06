import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyCourse, tempFolder } from '../../test/temp-folder.ts';
import { repository } from '../repository.ts';
import { createServices } from '../services/services.ts';
import { openGrading } from './grading-process.ts';

const notHere = async () => {
  throw new Error('a survey needs no services');
};

test('a folder named as an exercise is one of it, whoever handed it in and whatever it is called in the grades', async () => {
  const path = join(tempFolder(), 'greet');
  mkdirSync(join(path, 'src'), { recursive: true });
  writeFileSync(join(path, 'src/main.ts'), 'x');
  const setup = {
    root: copyCourse(),
    repository,
    node: process.execPath,
    path: process.env.PATH ?? '',
    tmp: tmpdir(),
    cacheFolder: tempFolder(),
    isolation: 'process',
    workers: 1,
  } as const;
  await using services = createServices({ postgres: notHere, redis: notHere }, () => {});
  const grading = await openGrading(setup, services);
  try {
    const source = { id: 'Ada', path, kind: 'folder' } as const;
    expect(await grading.answer({ kind: 'survey', source, exercise: null })).toMatchObject({
      kind: 'surveyed',
      works: [{ exercise: 'greet', folder: '', snapshot: { kind: 'taken' } }],
    });
  } finally {
    await grading.close();
  }
});
