import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyCourse, tempFolder } from '../../test/temp-folder.ts';
import type { Course } from '../course/course.ts';
import { findExercise } from '../course/find-exercise.ts';
import { loadCourse } from '../course/load-course.ts';
import { findSubmissions } from './find-submissions.ts';
import { findWork } from './find-work.ts';

function lay(files: readonly string[]): string {
  const folder = tempFolder();
  for (const path of files) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), 'x');
  }
  return folder;
}

async function find(folder: string, paths: readonly string[], exercise: string | null = null) {
  const course = await loadCourse(copyCourse());
  return findSubmissions(paths, {
    cwd: folder,
    out: join(folder, 'class/grades'),
    course,
    exercise: exercise === null ? null : findExercise(course, exercise),
  });
}

test('each folder and archive of a class is a submission; what else lies there is told', async () => {
  const folder = lay([
    'class/team-10/src/main.ts',
    'class/team-2/src/main.ts',
    'class/Ada.tar.gz',
    'class/roster.csv',
    'class/.DS_Store',
    'class/.hidden.zip',
    'class/.vscode/settings.json',
    'class/grades/journal.jsonl',
    'class/old/journal.jsonl',
  ]);
  symlinkSync('/etc', join(folder, 'class/link'));
  const { sources, others } = await find(folder, ['class'], 'greet');
  expect(sources.map(({ id, kind }) => [id, kind])).toEqual([
    ['.hidden', 'archive'],
    ['Ada', 'archive'],
    ['team-2', 'folder'],
    ['team-10', 'folder'],
  ]);
  expect(others).toEqual([
    { id: 'link', kind: 'refused', message: 'it is a symbolic link: links are not followed' },
    { id: 'old', kind: 'unknown', message: 'it is a folder of grades' },
    { id: 'roster.csv', kind: 'unknown', message: 'it is neither a folder nor an archive' },
  ]);
});

test('names that meet are told apart, also where case does not count', async () => {
  const folder = lay(['one/ada.zip', 'one/ADA/src/main.ts', 'two/ada.zip', 'two/bob.zip']);
  const { sources } = await find(folder, ['one', 'two'], 'greet');
  expect(sources.map(({ id }) => id)).toEqual(['one/ADA', 'one/ada.zip', 'two/ada.zip', 'bob']);
});

test('what is named twice is graded once', async () => {
  const folder = lay(['class/ada.zip']);
  const { sources } = await find(folder, ['class', 'class/ada.zip'], 'greet');
  expect(sources).toHaveLength(1);
});

test.each([
  [['work/src/main.ts'], 'greet'],
  [['work/greet/src/main.ts'], null],
  [['work/workspace/greet/src/main.ts'], null],
  [['work/01-greet/src/main.ts'], 'greet'],
])('a folder with %j is a submission itself', async (files, exercise) => {
  const folder = lay(files);
  const { sources } = await find(folder, ['work'], exercise);
  expect(sources.map(({ id, path }) => [id, path])).toEqual([['work', join(folder, 'work')]]);
});

test('nothing there, or nothing in it, is an error that names it', async () => {
  const folder = tempFolder();
  await expect(find(folder, ['nobody'])).rejects.toMatchObject({
    code: 'SUBMISSION_MISSING',
    message: 'there is nothing at nobody',
  });
  await expect(find(folder, ['.'])).rejects.toMatchObject({ message: 'there are no submissions in .' });
});

test.each<[files: readonly string[], asked: string | null, found: readonly (readonly [string, string])[]]>([
  [['src/main.ts'], 'greet', [['greet', '']]],
  [['mine/src/main.ts'], 'greet', [['greet', 'mine']]],
  [['src/other.ts'], 'greet', [['greet', '']]],
  [['repo/greet/src/main.ts', 'repo/README.md'], 'greet', [['greet', 'repo/greet']]],
  [['repo/workspace/greet/src/main.ts'], 'greet', [['greet', 'repo/workspace/greet']]],
  [['greet/greet/x.ts', 'greet/src/main.ts'], 'greet', [['greet', 'greet']]],
  [
    ['workspace/greet/a.ts', 'workspace/shout/b.ts'],
    null,
    [
      ['greet', 'workspace/greet'],
      ['shout', 'workspace/shout'],
    ],
  ],
  [['01-greet/a.ts', '__MACOSX/x'], null, [['greet', '01-greet']]],
  [['repo/greet/a.ts', 'repo/x'], null, [['greet', 'repo/greet']]],
  [['src/main.ts'], null, []],
])('in %j, asked for %s, stands %j', async (files, asked, found) => {
  const course: Course = await loadCourse(copyCourse());
  const folder = lay(files);
  const works = findWork(folder, 'ada', course, asked === null ? null : findExercise(course, asked));
  expect(works.map((work) => [work.exercise.id, work.folder])).toEqual(
    found.map(([id, path]) => [id, join(folder, path)]),
  );
});

test('a submission that is named as an exercise is one of it', async () => {
  const course = await loadCourse(copyCourse());
  const folder = lay(['src/main.ts']);
  expect(findWork(folder, 'greet', course, null)).toMatchObject([{ exercise: { id: 'greet' }, folder }]);
});

test('a link in the place of a folder is not followed', async () => {
  const course = await loadCourse(copyCourse());
  const folder = tempFolder();
  symlinkSync('/etc', join(folder, 'greet'));
  expect(findWork(folder, 'ada', course, null)).toEqual([]);
});
