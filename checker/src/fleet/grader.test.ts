import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { repository } from '../repository.ts';
import { createServices } from '../services/services.ts';
import { createGrader, GraderDied } from './grader.ts';

const notHere = async () => {
  throw new Error('nothing is judged here');
};

test('a grading process that cannot be started is one that died, and takes nobody with it', async () => {
  const folder = tempFolder();
  await using services = createServices({ postgres: notHere, redis: notHere }, () => {});
  const setup = {
    root: folder,
    repository,
    node: join(folder, 'no-node'),
    path: '',
    tmp: folder,
    cacheFolder: folder,
    isolation: 'process',
    workers: 1,
  } as const;
  const { signal } = new AbortController();
  await using grader = createGrader({ setup, services, env: {}, signal });
  const source = { id: 'ada', path: folder, kind: 'folder' } as const;
  await expect(grader.ask({ kind: 'survey', source, exercise: null }, 2000)).rejects.toThrow(GraderDied);
  await expect(grader.ask({ kind: 'survey', source, exercise: null }, 2000)).rejects.toThrow(
    'could not be started',
  );
});
