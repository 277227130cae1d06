import { mkdir, readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

const patienceMs = 10_000;

/**
 * Runs `work` when it is this call's turn. The queue is a folder of empty files.
 *
 * Lamport's bakery: say that you are drawing a number (`_`), draw one above all that are there, stop saying so. It is your
 * turn when nobody is drawing who was when you had drawn, and no living process has a lower number. Names carry the pid and
 * are never used twice, so whoever finds a dead one may remove it.
 */
export const inTurn = async <T>(folder: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
  const self = `${process.pid}-${process.hrtime.bigint()}-${Math.random().toString(36).slice(2)}`;
  const ticket = await draw(folder, self);
  try {
    await turnOf(folder, ticket, signal);
    return await work();
  } finally {
    await rm(`${folder}/${ticket}`, { force: true });
    await close(folder);
  }
};

const draw = async (folder: string, self: string): Promise<string> => {
  for (;;) {
    try {
      await mkdir(folder, { recursive: true });
      await writeFile(`${folder}/_-${self}`, '');
      const highest = Math.max(0, ...(await names(folder)).map(numberOf));
      const ticket = `${highest + 1}-${self}`;
      await writeFile(`${folder}/${ticket}`, '');
      await rm(`${folder}/_-${self}`, { force: true });
      return ticket;
    } catch (error) {
      await rm(`${folder}/_-${self}`, { force: true });
      await close(folder);
      // The last one in the queue has just closed the folder.
      if (!isMissing(error)) throw error;
    }
  }
};

const turnOf = async (folder: string, ticket: string, signal: AbortSignal): Promise<void> => {
  const end = performance.now() + patienceMs;
  const gone = async (isAhead: (name: string) => boolean): Promise<void> => {
    for (;;) {
      signal.throwIfAborted();
      const ahead = (await names(folder)).filter(isAhead);
      if (ahead.length === 0) return;
      for (const name of ahead.filter(isDead)) await rm(`${folder}/${name}`, { force: true });
      if (performance.now() > end)
        throw new Error(`gave up after ${patienceMs} ms behind ${ahead.length} others`);
      await wait(4 + Math.random() * 8);
    }
  };
  const drawing = new Set((await names(folder)).filter(isDrawing));
  await gone((name) => drawing.has(name));
  // In a list of its own: one read while a number was drawn might show neither the drawing nor the number.
  await gone((name) => !isDrawing(name) && before(name, ticket));
};

const names = (folder: string): Promise<string[]> => readdir(folder);

const isDrawing = (name: string): boolean => name.startsWith('_');

const numberOf = (name: string): number => (isDrawing(name) ? 0 : Number.parseInt(name, 10));

const before = (one: string, other: string): boolean =>
  numberOf(one) === numberOf(other) ? one < other : numberOf(one) < numberOf(other);

const isDead = (name: string): boolean => {
  const pid = Number(name.split('-')[1]);
  try {
    return !process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
};

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

const close = (folder: string): Promise<void> => rmdir(folder).catch(() => {});
