import { chmod, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFileStore, type State, type Task } from '../src/index.ts';

const none = new AbortController().signal;
const empty: State = { nextId: 1, tasks: [] };
let folder = '';
let path = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'file-store-'));
  path = join(folder, 'tasks.json');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

function task(id: number, title = `task ${id}`): Task {
  return {
    id,
    title,
    status: 'open',
    priority: 'normal',
    due: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    doneAt: null,
  };
}

const addOne = ({ nextId, tasks }: State): State => ({ nextId: nextId + 1, tasks: [...tasks, task(nextId)] });

describe('without a file', () => {
  test('reading gives the empty state and creates nothing', async () => {
    const store = createFileStore({ path: join(folder, 'a', 'tasks.json') });
    expect(await store.read(none)).toEqual(empty);
    expect(await readdir(folder)).toEqual([]);
  });

  test('the first update starts from the empty state and creates the file with its folders', async () => {
    const deep = join(folder, 'a', 'b', 'tasks.json');
    const seen: State[] = [];
    const committed = await createFileStore({ path: deep }).update((state) => {
      seen.push(state);
      return addOne(state);
    }, none);
    expect(seen).toEqual([empty]);
    expect(committed).toEqual({ nextId: 2, tasks: [task(1)] });
    expect(JSON.parse(await readFile(deep, 'utf8'))).toEqual({ version: 1, nextId: 2, tasks: [task(1)] });
  });
});

describe.each([{ lock: true }, { lock: false }])('lock: $lock', ({ lock }) => {
  test('another store reads what was written, and nothing else is left in the folder', async () => {
    await createFileStore({ path, lock }).update(addOne, none);
    await createFileStore({ path, lock }).update(addOne, none);
    expect(await createFileStore({ path, lock }).read(none)).toEqual({
      nextId: 3,
      tasks: [task(1), task(2)],
    });
    expect(await readdir(folder)).toEqual(['tasks.json']);
  });

  test('the old file is replaced, never written into', async () => {
    const store = createFileStore({ path, lock });
    await store.update(addOne, none);
    const before = await readFile(path, 'utf8');
    await using reader = await open(path, 'r');
    await store.update(addOne, none);
    expect(await reader.readFile('utf8')).toBe(before);
    expect(await readFile(path, 'utf8')).not.toBe(before);
  });

  test('an error of the change comes out as it is; the file stays and the next update goes on', async () => {
    const store = createFileStore({ path, lock });
    await store.update(addOne, none);
    const before = await readFile(path);
    const reason = new Error('no');
    const failing = store.update(() => {
      throw reason;
    }, none);
    await expect(failing).rejects.toBe(reason);
    expect(await readFile(path)).toEqual(before);
    expect(await readdir(folder)).toEqual(['tasks.json']);
    expect(await store.update(addOne, AbortSignal.timeout(2000))).toMatchObject({ nextId: 3 });
  });

  test('an aborted signal stops it before anything happens', async () => {
    const store = createFileStore({ path, lock });
    const reason = new Error('enough');
    let called = false;
    const change = (state: State) => {
      called = true;
      return addOne(state);
    };
    await expect(store.read(AbortSignal.abort(reason))).rejects.toBe(reason);
    await expect(store.update(change, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(called).toBe(false);
    expect(await readdir(folder)).toEqual([]);
    expect(await store.update(addOne, none)).toMatchObject({ nextId: 2 });
  });

  test('a file that cannot be written is an error, and leaves nothing behind', async () => {
    await writeFile(join(folder, 'file'), '');
    const below = join(folder, 'file', 'tasks.json');
    await expect(createFileStore({ path: below, lock }).update(addOne, none)).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['file']);
  });
});

test('updates at once, through several stores, are all kept', async () => {
  const stores = [createFileStore({ path }), createFileStore({ path })];
  const committed = await Promise.all(
    Array.from({ length: 10 }, () => stores.map((store) => store.update(addOne, none))).flat(),
  );
  expect(committed.map(({ nextId }) => nextId).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 20 }, (_, index) => index + 2),
  );
  const { nextId, tasks } = await createFileStore({ path }).read(none);
  expect(nextId).toBe(21);
  expect(new Set(tasks.map(({ id }) => id)).size).toBe(20);
  expect(await readdir(folder)).toEqual(['tasks.json']);
});

test('readers see a whole state at any time', async () => {
  const store = createFileStore({ path });
  const title = 'x'.repeat(200);
  const grow = ({ nextId, tasks }: State): State => ({
    nextId: nextId + 1,
    tasks: [...tasks, task(nextId, title)],
  });
  for (let round = 0; round < 10; round++) {
    const [, ...seen] = await Promise.all([store.update(grow, none), store.read(none), store.read(none)]);
    for (const { nextId, tasks } of seen) expect(tasks).toHaveLength(nextId - 1);
  }
});

test('text survives as it is', async () => {
  const title = 'fish 🐟, é, שלום, \u2028, "quoted"\nand \u001b[31mred';
  const store = createFileStore({ path });
  await store.update(() => ({ nextId: 2, tasks: [task(1, title)] }), none);
  expect(await store.read(none)).toEqual({ nextId: 2, tasks: [task(1, title)] });
});

describe('a damaged file', () => {
  const file = (fields: object) =>
    JSON.stringify({ version: 1, nextId: 3, tasks: [task(1), task(2)], ...fields });
  test.each([
    ['empty', ''],
    ['half a file', file({}).slice(0, -20)],
    ['not JSON', 'tasks'],
    ['an array', '[]'],
    ['without a version', file({ version: undefined })],
    ['with a version that is no number', file({ version: '1' })],
    ['without nextId', file({ nextId: undefined })],
    ['with a nextId that is taken', file({ nextId: 2 })],
    ['without tasks', file({ tasks: undefined })],
    ['with tasks that are no array', file({ tasks: {} })],
    ['with a task that is none', file({ tasks: [null] })],
    ['with an id twice', file({ tasks: [task(1), task(1)] })],
    ['with an id that is no number', file({ tasks: [{ ...task(1), id: '1' }] })],
    ['with a title that is no text', file({ tasks: [{ ...task(1), title: 7 }] })],
    ['with an unknown status', file({ tasks: [{ ...task(1), status: 'later' }] })],
    ['with a member missing', file({ tasks: [{ ...task(1), due: undefined }] })],
    ['with a day that does not exist', file({ tasks: [{ ...task(1), due: '2026-02-30' }] })],
  ])('%s is refused by name, and its bytes stay', async (_, text) => {
    await writeFile(path, text);
    const store = createFileStore({ path });
    let called = false;
    const change = (state: State) => {
      called = true;
      return state;
    };
    await expect(store.read(none)).rejects.toThrow(path);
    await expect(store.update(change, none)).rejects.toThrow(path);
    expect(called).toBe(false);
    expect(await readFile(path, 'utf8')).toBe(text);
    expect(await readdir(folder)).toEqual(['tasks.json']);
  });

  test('a newer one as well, whatever else is in it', async () => {
    const text = '{"version":2,"tasks":"elsewhere"}';
    await writeFile(path, text);
    const store = createFileStore({ path });
    await expect(store.read(none)).rejects.toThrow(path);
    await expect(store.update(addOne, none)).rejects.toThrow(path);
    expect(await readFile(path, 'utf8')).toBe(text);
  });
});

test.skipIf(process.platform === 'win32')('the permissions of the file stay', async () => {
  const store = createFileStore({ path });
  await store.update(addOne, none);
  await chmod(path, 0o640);
  await store.update(addOne, none);
  expect((await stat(path)).mode & 0o777).toBe(0o640);
});
