import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Note, notesFile } from './in-box/plan.ts';
import { readOutcome, readSize } from './read-notes.ts';

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'notes-'));
});
afterEach(() => rmSync(project, { recursive: true }));

function outcomeOf(notes: readonly Note[], files = 1) {
  writeFileSync(join(project, notesFile), notes.map((note) => `${JSON.stringify(note)}\n`).join(''));
  return readOutcome(project, files);
}

const opened: Note = { kind: 'opened', file: 'test/a.test.ts' };
const collected: Note = { kind: 'collected', file: 'test/a.test.ts', tests: 2, error: null };
const started: Note = { kind: 'started', test: 'adds' };
const passed: Note = { kind: 'passed', test: 'adds' };
const done: Note = { kind: 'done', file: 'test/a.test.ts' };

test('all tests of all files', () => {
  expect(outcomeOf([opened, collected, started, passed, done])).toEqual({
    kind: 'passed',
    collected: 2,
    ran: 1,
  });
});

test.each<[string, Note[], number, string]>([
  ['a file that did not finish loading', [opened], 1, 'loading test/a.test.ts'],
  ['a hook', [opened, collected], 1, 'a hook of test/a.test.ts'],
  ['a test', [opened, collected, started], 1, 'the test "adds"'],
  ['what came after', [opened, collected, started, passed], 1, 'what came after the test "adds"'],
  ['another file', [opened, collected, started, passed, done], 2, 'what came after the test "adds"'],
])('an end that never came names %s', (_what, notes, files, during) => {
  expect(outcomeOf(notes, files)).toEqual({ kind: 'unfinished', during });
});

test('the first failure counts, whatever comes after it', () => {
  const failed: Note = { kind: 'failed', test: 'adds', message: 'no' };
  const spoiled: Note = { kind: 'spoiled', what: 'a hook of a failed', message: 'later' };
  expect(outcomeOf([collected, started, failed, spoiled, passed, done])).toEqual({
    kind: 'failed',
    collected: 2,
    what: 'the test "adds" failed',
    message: 'no',
  });
  expect(outcomeOf([collected, spoiled])).toMatchObject({ kind: 'failed', what: 'a hook of a failed' });
  expect(outcomeOf([{ ...collected, error: 'top' }])).toEqual({
    kind: 'not-loaded',
    file: 'test/a.test.ts',
    message: 'top',
  });
});

test.each([
  ['nothing', ''],
  ['no JSON', 'passed\n{"kind":"passed"'],
  ['other JSON', '{"kind":"won","test":"all"}\n[]\nnull\n{"kind":"passed"}\n'],
  ['too much of a text', JSON.stringify({ kind: 'done', file: 'x'.repeat(5000) })],
])('%s is no claim', (_what, text) => {
  writeFileSync(join(project, notesFile), text);
  expect(readOutcome(project, 1)).toEqual({ kind: 'not-begun' });
});

test.each<[string, (path: string) => void]>([
  ['a link', (path) => symlinkSync('/proc/self/environ', path)],
  ['a folder', (path) => void mkdirSync(path)],
  ['a pipe that nobody writes to', (path) => void execFileSync('mkfifo', [path])],
])('%s in its place is not read, and nothing waits for it', (_what, make) => {
  make(join(project, notesFile));
  expect(readOutcome(project, 1)).toEqual({ kind: 'not-begun' });
  expect(readSize(project)).toBe(0);
});

test('of a file without end only the beginning is read', () => {
  const note = `${JSON.stringify(done)}\n`;
  writeFileSync(join(project, notesFile), note.repeat(100_000));
  expect(readOutcome(project, 1).kind).toBe('passed');
});
