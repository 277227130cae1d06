import { expect, test } from 'vitest';
import { emptyFolder } from './program.ts';

test('add prints the id and stores the task', async () => {
  await using folder = emptyFolder();
  const added = await folder.task(['add', '  Buy milk ', '--due', '2026-03-01', '--priority', 'high']);
  expect(added).toEqual({ code: 0, stdout: '1\n', stderr: '' });
  expect(folder.file()).toEqual({
    version: 1,
    nextId: 2,
    tasks: [
      {
        id: 1,
        title: 'Buy milk',
        status: 'open',
        priority: 'high',
        due: '2026-03-01',
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        doneAt: null,
      },
    ],
  });
});

test('list shows open tasks, a line each', async () => {
  await using folder = emptyFolder();
  await folder.task(['add', 'Buy milk', '--due', '2026-03-01']);
  await folder.task(['add', 'Write the report']);
  await folder.task(['done', '2']);
  const { code, stdout } = await folder.task(['list']);
  expect(code).toBe(0);
  const row = stdout.split('\n').find((line) => line.includes('Buy milk'));
  expect(row).toMatch(/\b1\b.*open.*normal.*2026-03-01.*Buy milk/);
  expect(stdout).not.toContain('Write the report');
});

test('list --json is an array of whole tasks', async () => {
  await using folder = emptyFolder();
  expect(await folder.task(['list', '--json'])).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
  await folder.task(['add', 'Buy milk']);
  const { stdout } = await folder.task(['list', '--json']);
  expect(JSON.parse(stdout)).toEqual([
    expect.objectContaining({ id: 1, title: 'Buy milk', due: null, doneAt: null }),
  ]);
});

test('list --status chooses', async () => {
  await using folder = emptyFolder();
  await folder.task(['add', 'a']);
  await folder.task(['add', 'b']);
  await folder.task(['done', '1']);
  const ids = async (status: string) => {
    const { stdout } = await folder.task(['list', '--status', status, '--json']);
    return JSON.parse(stdout).map(({ id }: { id: number }) => id);
  };
  expect(await ids('open')).toEqual([2]);
  expect(await ids('done')).toEqual([1]);
  expect(await ids('all')).toEqual([1, 2]);
});

test('show --json is one task', async () => {
  await using folder = emptyFolder();
  await folder.task(['add', 'Buy milk']);
  const { code, stdout } = await folder.task(['show', '1', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ id: 1, title: 'Buy milk', status: 'open', priority: 'normal' });
});

test('edit changes what is given and keeps the rest', async () => {
  await using folder = emptyFolder();
  await folder.task(['add', 'Buy milk', '--due', '2026-03-01']);
  expect(await folder.task(['edit', '1', '--priority', 'low'])).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(folder.file()).toMatchObject({ tasks: [{ title: 'Buy milk', due: '2026-03-01', priority: 'low' }] });
  await folder.task(['edit', '1', '--due', 'none']);
  expect(folder.file()).toMatchObject({ tasks: [{ title: 'Buy milk', due: null, priority: 'low' }] });
});

test('done and reopen', async () => {
  await using folder = emptyFolder();
  await folder.task(['add', 'Buy milk']);
  expect(await folder.task(['done', '1'])).toEqual({ code: 0, stdout: '', stderr: '' });
  const first = folder.file();
  expect(first).toMatchObject({ tasks: [{ status: 'done', doneAt: expect.any(String) }] });
  await folder.task(['done', '1']);
  expect(folder.file()).toEqual(first);
  await folder.task(['reopen', '1']);
  expect(folder.file()).toMatchObject({ tasks: [{ status: 'open', doneAt: null }] });
});

test('rm removes a task, and its id is not given again', async () => {
  await using folder = emptyFolder();
  await folder.task(['add', 'a']);
  await folder.task(['add', 'b']);
  expect(await folder.task(['rm', '2'])).toMatchObject({ code: 0, stdout: '' });
  expect(await folder.task(['add', 'c'])).toMatchObject({ stdout: '3\n' });
});

test('what was exported can be imported elsewhere', async () => {
  await using from = emptyFolder();
  await from.task(['add', 'Buy milk', '--due', '2026-03-01']);
  await from.task(['add', 'two\nlines 🐟', '--priority', 'low']);
  await from.task(['done', '2']);
  const { stdout } = await from.task(['export']);
  expect(stdout.trimEnd().split('\n')).toHaveLength(2);

  await using to = emptyFolder();
  expect(await to.task(['import', '-'], stdout)).toEqual({ code: 0, stdout: '2\n', stderr: '' });
  expect(to.file()).toEqual(from.file());
});

test('a bad line imports nothing and is told', async () => {
  await using folder = emptyFolder();
  await folder.task(['add', 'a']);
  const before = folder.file();
  const { code, stdout, stderr } = await folder.task(['import', '-'], '{"title":"b"}\n\n{"title":""}\n');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^task: -:3: /);
  expect(folder.file()).toEqual(before);
});
