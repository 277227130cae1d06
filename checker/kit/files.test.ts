import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { openScenarioOfTest } from '../test/open-scenario.ts';
import { Broken } from './expect.ts';
import { createFiles } from './files.ts';
import type { Files } from './fixtures.ts';
import type { Scenario } from './scenario.ts';

let scenario: Scenario;
let files: Files;
let work: string;

beforeEach(async () => {
  scenario = await openScenarioOfTest();
  files = createFiles(scenario);
  work = join(scenario.box().scratch, 'work');
});

test('writes into new folders and reads back, as text and as bytes', () => {
  files.write('deep/er/a.txt', 'grüße');
  files.write('b.bin', Uint8Array.of(0, 255));
  expect(files.read('deep/er/a.txt')).toBe('grüße');
  expect(files.readBytes('b.bin')).toEqual(Buffer.of(0, 255));
  expect(files.path('deep')).toBe(join(work, 'deep'));
});

test('writes a file piece by piece, empty pieces too, over what was there', () => {
  files.write('big.bin', 'something longer than what comes');
  files.writePieces(
    'big.bin',
    ['ab', '', 'cd'].map((text) => Buffer.from(text)),
  );
  files.writePieces('deep/none.bin', []);
  expect([files.read('big.bin'), files.read('deep/none.bin')]).toEqual(['abcd', '']);
});

test('what is not there is null, false or empty, and no error', () => {
  files.write('a.txt', '');
  expect(files.read('gone')).toBeNull();
  expect(files.readBytes('a.txt/below')).toBeNull();
  expect(files.read('.')).toBeNull();
  expect(files.exists('gone')).toBe(false);
  expect(files.list('gone')).toEqual([]);
  expect(files.mode('gone')).toBeNull();
  expect(files.isSymlink('gone')).toBe(false);
  expect(() => files.remove('gone')).not.toThrow();
});

test('lists names sorted, hidden ones too', () => {
  for (const name of ['b', '.hidden', 'a']) files.write(name, '');
  expect(files.list()).toEqual(['.hidden', 'a', 'b']);
});

test('knows links from files, and follows them for the mode', () => {
  files.write('real', '');
  files.setMode('real', 0o640);
  files.symlink('real', 'link');
  files.symlink('nowhere', 'dangling');
  expect([files.isSymlink('link'), files.isSymlink('real'), files.isSymlink('dangling')]).toEqual([
    true,
    false,
    true,
  ]);
  expect(files.mode('link')).toBe(0o640);
  expect(files.mode('dangling')).toBeNull();
});

test('a fingerprint changes with every byte, name, link and folder, and not with looking', () => {
  files.write('a/b.txt', 'one');
  files.symlink('a', 'link');
  const before = files.fingerprint();
  expect(files.fingerprint()).toEqual(before);
  expect(Object.keys(before)).toEqual(['a', 'a/b.txt', 'link']);
  const changes = [
    () => files.write('a/b.txt', 'two'),
    () => files.write('c', ''),
    () => files.makeFolder('d'),
    () => files.remove('link'),
    () => files.symlink('a/b.txt', 'link'),
  ];
  const seen = [JSON.stringify(before)];
  for (const change of changes) {
    change();
    seen.push(JSON.stringify(files.fingerprint()));
  }
  expect(new Set(seen).size).toBe(seen.length);
});

test('a fingerprint does not go through links: a program may lay them anywhere', () => {
  files.symlink('/', 'everything');
  files.symlink('.', 'round');
  expect(files.fingerprint()).toEqual({ everything: 'link to /', round: 'link to .' });
});

test('what it makes belongs to whoever the submission runs as', () => {
  files.write('one/two/file', '');
  files.makeFolder('three/four');
  const expected = statSync(work).uid;
  for (const path of ['one', 'one/two', 'one/two/file', 'three', 'three/four']) {
    expect([path, lstatSync(join(work, path)).uid]).toEqual([path, expected]);
  }
});

test('what is laid out stands in the transcript; what is only looked at does not', () => {
  files.write('note.txt', 'laid out');
  files.makeFolder('sub');
  files.setMode('note.txt', 0o444);
  files.read('note.txt');
  const { did } = scenario.observe({ expected: '', saw: '', look: '' });
  expect(did.map((step) => (step.kind === 'file' ? `${step.action} ${step.path}` : step.kind))).toEqual([
    'wrote note.txt',
    'made the folder sub',
    'set the mode 0444 of note.txt',
  ]);
});

test.runIf(process.getuid?.() === 0)(
  'a link that a program lays leads the judge nowhere the program could not go',
  () => {
    const secret = join(tmpdir(), `secret-of-root-${process.pid}`);
    writeFileSync(secret, 'for root alone', { mode: 0o600 });
    try {
      files.symlink(secret, 'tasks.json');
      expect(() => files.read('tasks.json')).toThrow(Broken);
      expect(() => files.write('tasks.json', 'overwritten')).toThrow('leads out');
      expect(() => files.setMode('tasks.json', 0o777)).toThrow('leads out');
      expect(readFileSync(secret, 'utf8')).toBe('for root alone');
      expect(process.geteuid?.()).toBe(0);
    } finally {
      rmSync(secret);
    }
  },
);

test('a pipe in the place of a file does not hold the judge up', () => {
  files.write('beside', '');
  execFileSync('mkfifo', [join(work, 'tasks.json')]);
  chmodSync(join(work, 'tasks.json'), 0o666);
  expect(files.read('tasks.json')).toBeNull();
  expect(files.fingerprint()['tasks.json']).toBe('special');
});

test.each([
  ['a file of the machine', '/etc/hosts'],
  ['a file that is not there yet', join(tmpdir(), `not-there-${process.pid}`)],
  ['what is the same folder for nobody else', '/proc/self/root/etc/hosts'],
  ['a way up', '../../../../../../../../../../etc/hosts'],
])('no link is followed out of the box: %s', (_, target) => {
  symlinkSync(target, join(work, 'out'));
  const refused = expect.objectContaining({ name: 'Broken', message: expect.stringContaining('leads out') });
  for (const act of [
    () => files.read('out'),
    () => files.write('out', 'x'),
    () => files.writePieces('out', [Buffer.from('x')]),
    () => files.exists('out'),
    () => files.mode('out'),
    () => files.setMode('out', 0o600),
    () => files.makeFolder('out/a'),
  ])
    expect(act).toThrow(refused);
  expect(files.isSymlink('out')).toBe(true);
  expect(existsSync(join(tmpdir(), `not-there-${process.pid}`))).toBe(false);
  files.remove('out');
  expect(files.list()).toEqual([]);
});

test('a link in the place of the working directory is not entered', () => {
  renameSync(work, `${work}-away`);
  symlinkSync('/etc', work);
  expect(() => files.read('hosts')).toThrow('leads out');
  expect(() => files.list()).toThrow('leads out');
});

test('a pipe without a reader does not block the judge', () => {
  execFileSync('mkfifo', [join(work, 'pipe')]);
  expect(() => files.write('pipe', 'x')).toThrow();
  expect(files.read('pipe')).toBeNull();
});
