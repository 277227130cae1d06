import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { emptyFolder } from './program.ts';

test.each([
  [[]],
  [['frobnicate']],
  [['add']],
  [['add', ' ']],
  [['add', 'x'.repeat(201)]],
  [['add', 'a', 'b']],
  [['add', 'a', '--due', '2026-02-30']],
  [['add', 'a', '--due']],
  [['add', 'a', '--colour', 'red']],
  [['list', '--status', 'later']],
  [['done', 'first']],
  [['edit', '1']],
])('wrong usage: task %j', async (args) => {
  await using folder = emptyFolder();
  const { code, stdout, stderr } = await folder.task(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^task: /);
  expect(existsSync(folder.path('tasks.json'))).toBe(false);
});

test.each([
  [['show', '7']],
  [['edit', '7', '--title', 'x']],
  [['done', '7']],
  [['reopen', '7']],
  [['rm', '7']],
])('no such task: task %j', async (args) => {
  await using folder = emptyFolder();
  const { code, stdout, stderr } = await folder.task(args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^task: [^\n]*7[^\n]*\n$/);
});

test('help goes to stdout', async () => {
  await using folder = emptyFolder();
  const { code, stdout, stderr } = await folder.task(['--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const command of ['add', 'list', 'show', 'edit', 'done', 'reopen', 'rm', 'import', 'export']) {
    expect(stdout).toContain(command);
  }
});

test.each([
  ['empty', ''],
  ['cut off', '{"version":1,"nextId":2,"tas'],
  ['another shape', '[]'],
  ['newer', '{"version":2}'],
])('a file that is %s is refused and stays', async (_, text) => {
  await using folder = emptyFolder();
  writeFileSync(folder.path('tasks.json'), text);
  for (const args of [['list'], ['add', 'a']]) {
    const { code, stdout, stderr } = await folder.task(args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^task: [^\n]*tasks\.json[^\n]*\n$/);
  }
  expect(readFileSync(folder.path('tasks.json'), 'utf8')).toBe(text);
});

test('reading creates nothing, writing leaves only the file', async () => {
  await using folder = emptyFolder();
  await folder.task(['list']);
  expect(readdirSync(folder.path('.'))).toEqual([]);
  await folder.task(['add', 'a']);
  expect(readdirSync(folder.path('.'))).toEqual(['tasks.json']);
});

test('five at once lose nothing', async () => {
  await using folder = emptyFolder();
  const runs = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((title) => folder.task(['add', title])));
  expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
  expect(runs.map(({ stdout }) => stdout).sort()).toEqual(['1\n', '2\n', '3\n', '4\n', '5\n']);
  const { stdout } = await folder.task(['list', '--json']);
  expect(JSON.parse(stdout)).toHaveLength(5);
});
