import { spawnSync } from 'node:child_process';
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

test('a learner whose folder is called as the exercise is one of the class, and not the class', async () => {
  const folder = lay(['class/ada/src/main.ts', 'class/greet/src/main.ts', 'class/zoe/greet/src/main.ts']);
  const { sources } = await find(folder, ['class'], 'greet');
  expect(sources.map(({ id }) => id)).toEqual(['ada', 'greet', 'zoe']);
  const packed = lay(['class/ada.zip', 'class/workspace/greet/src/main.ts']);
  const { sources: others } = await find(packed, ['class']);
  expect(others.map(({ id }) => id)).toEqual(['ada', 'workspace']);
});

test('grades are no submission, also where their folder is named by another way', async () => {
  const folder = lay(['class/ada/src/main.ts', 'class/grades/journal.jsonl']);
  const way = join(tempFolder(), 'way');
  symlinkSync(folder, way);
  const { sources, others } = await find(way, ['class'], 'greet');
  expect([sources.map(({ id }) => id), others]).toEqual([['ada'], []]);
});

const roster = [
  '\ufeffNo;Student;Path',
  '1;Ada L.;work/ada.zip',
  '2;"Bob; Jr.";work/pair',
  '3;Carl;work/pair',
  '',
  '4;Dora;work/dora.zip',
  '5;Emil',
  '6;;work/ada.zip',
  '7;"Fay";"work/fay',
  '8;ada l.;work/pair',
  '9;Gus;work/g\0s.zip',
  '10;Hal;work/pipe',
  '11;Ida;../class/work/ida.tar.gz',
];

test('a list says who handed in what; a row that cannot be used is told with its line, and the others are graded', async () => {
  const folder = lay(['class/work/ada.zip', 'class/work/pair/src/main.ts', 'class/work/ida.tar.gz']);
  spawnSync('mkfifo', [join(folder, 'class/work/pipe')]);
  writeFileSync(join(folder, 'class/list.csv'), roster.join('\r\n'));
  const { sources, others } = await find(folder, ['class/list.csv', 'class/work/pair'], 'greet');
  expect(sources).toEqual([
    { id: 'Ada L.', path: join(folder, 'class/work/ada.zip'), kind: 'archive' },
    { id: 'Bob; Jr.', path: join(folder, 'class/work/pair'), kind: 'folder' },
    { id: 'Carl', path: join(folder, 'class/work/pair'), kind: 'folder' },
    { id: 'Ida', path: join(folder, 'class/work/ida.tar.gz'), kind: 'archive' },
  ]);
  expect(others.map(({ id, kind, message }) => [id, kind, message])).toEqual([
    ['Dora', 'unknown', 'line 6 of list.csv: there is nothing at work/dora.zip'],
    ['Emil', 'unknown', 'line 7 of list.csv: it names no path'],
    ['list.csv', 'unknown', 'line 8 of list.csv: it names no student'],
    ['list.csv', 'unknown', 'line 9 of list.csv: its quotes do not fit'],
    ['ada l.', 'unknown', 'line 10 of list.csv: line 2 names the same student'],
    ['Gus', 'unknown', 'line 11 of list.csv: "work/g\\u0000s.zip" cannot be read: ERR_INVALID_ARG_VALUE'],
    ['Hal', 'unknown', 'line 12 of list.csv: work/pipe is neither a file nor a folder'],
  ]);
});

test.each([
  [
    'name,file\nada,a.zip\n',
    'list.csv: expected the columns student and path in its first line, got name, file',
  ],
  ['', 'list.csv: expected the columns student and path in its first line, got nothing'],
  [Buffer.from('student,path\nad\xe0,a.zip\n', 'latin1'), 'list.csv: is no text in UTF-8'],
])('a list without its columns, or in another encoding, is an error: %j', async (content, message) => {
  const folder = tempFolder();
  writeFileSync(join(folder, 'list.csv'), content);
  await expect(find(folder, ['list.csv'])).rejects.toMatchObject({ code: 'USAGE', message });
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
