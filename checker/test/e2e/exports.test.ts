import { chmodSync, cpSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { gradescopeSchema } from '../../src/report/gradescope-schema.ts';
import { settle } from './learner.ts';

vi.setConfig({ testTimeout: 120_000 });

const reference = 'solutions/week-1/01-greet/reference';
const starter = 'weeks/week-1-first-steps/01-greet/starter';

test('a check writes every form, signs, and what it signed can be verified and made into others', async () => {
  const learner = settle('none');
  const path = (name: string) => join(learner.root, name);
  const read = (name: string) => readFileSync(path(name), 'utf8');
  const made = await learner.run(['keys', 'new', 'keys/k.pem']);
  expect([made.code, made.stderr]).toEqual([0, '']);
  expect(statSync(path('keys/k.pem')).mode & 0o777).toBe(0o600);
  const before = read('keys/k.pem');
  const again = await learner.run(['keys', 'new', 'keys/k.pem', '--no-color']);
  expect([again.code, read('keys/k.pem')]).toEqual([2, before]);

  const checked = await learner.run([
    ...['check', 'greet', '--submission', reference, '--json', '--sign', 'keys/k.pem'],
    ...['--junit', 'out/j.xml', '--ctrf', 'out/c.json', '--csv', 'out/m.csv'],
    ...['--gradescope', 'out/results.json', '--classroom', 'out/classroom'],
  ]);
  expect([checked.code, checked.stderr]).toEqual([0, '']);
  writeFileSync(path('signed.json'), checked.stdout);
  expect(read('out/j.xml')).toContain('<testsuite name="reference/greet"');
  expect(JSON.parse(read('out/c.json')).results.summary).toMatchObject({ tests: 3, passed: 3 });
  expect(read('out/m.csv')).toContain('reference,greet,passed,100,100,100,80,20,passed,passed,passed');
  expect(gradescopeSchema.parse(JSON.parse(read('out/results.json'))).score).toBe(100);
  const classroom = JSON.parse(Buffer.from(read('out/classroom'), 'base64').toString('utf8'));
  expect(classroom).toMatchObject({ status: 'pass', max_score: 100 });

  const verify = (...more: string[]) =>
    learner.run(['verify', 'signed.json', '--key', 'keys/k.pub.pem', '--json', ...more]);
  const right = await verify('--submission', reference);
  expect(right.code).toBe(0);
  expect(JSON.parse(right.stdout).results).toMatchObject([
    {
      valid: true,
      ok: true,
      course: 'same',
      covers: { submission: 'reference', provenance: { checkerDigest: expect.stringMatching(/^\w{64}$/) } },
    },
  ]);
  const wrong = await verify('--submission', starter);
  expect([wrong.code, JSON.parse(wrong.stdout).results[0].ok]).toEqual([1, false]);
  const page = path('weeks/week-1-first-steps/01-greet/README.md');
  writeFileSync(page, `${readFileSync(page, 'utf8')}\nchanged\n`);
  const other = await verify();
  expect([other.code, JSON.parse(other.stdout).results[0].course]).toEqual([0, 'different']);
  await learner.run(['keys', 'new', 'keys/other.pem']);
  const stranger = await learner.run(['verify', 'signed.json', '--key', 'keys/other.pub.pem']);
  expect([stranger.code, stranger.stdout]).toEqual([1, expect.stringContaining('invalid: signed.json')]);
  for (const args of [
    ['verify', 'signed.json'],
    ['verify', '--key', 'keys/k.pub.pem'],
    ['verify', 'nowhere.json', '--key', 'keys/k.pub.pem'],
    ['verify', 'signed.json', '--key', 'keys/k.pem'],
  ])
    expect((await learner.run(args)).code).toBe(2);

  cpSync(path('signed.json'), path('twin.json'));
  const replayed = await learner.run(['report', 'signed.json', 'twin.json', '--key', 'keys/k.pub.pem']);
  expect([replayed.code, replayed.stdout]).toEqual([2, '']);
  expect(replayed.stderr).toContain('twin.json: it was signed for reference in greet, as signed.json was');
  const many = await learner.run([
    'report',
    'signed.json',
    'twin.json',
    '--gradescope',
    'each',
    '--form',
    'csv',
  ]);
  expect([many.code, many.stderr]).toEqual([0, '']);
  expect(many.stdout.trim().split('\r\n')).toHaveLength(3);
  expect(existsSync(path('each/reference.json')) && existsSync(path('each/reference-2.json'))).toBe(true);
  writeFileSync(path('torn.json'), checked.stdout.slice(0, 500));
  writeFileSync(path('words.json'), 'words');
  const bad = await learner.run(['report', 'torn.json', 'signed.json', 'words.json', '--csv', 'none.csv']);
  expect([bad.code, bad.stdout, existsSync(path('none.csv'))]).toEqual([2, '', false]);
  expect(bad.stderr).toMatch(/torn\.json: it is no JSON.*\nwords\.json: it is no JSON/);
  await learner.nothingLeft();
});

test('--github keeps what a submission prints from being obeyed, and annotates', async () => {
  const learner = settle('starter');
  learner.write({ 'src/main.ts': "console.log('::error::forged');\nconsole.log('##[error]forged');\n" });
  const { code, stdout } = await learner.run(['check', 'greet', '--github']);
  expect(code).toBe(1);
  const token = /^::stop-commands::([\w-]{36})\n/.exec(stdout)?.[1];
  expect(token).toBeDefined();
  const [, log = '', commands = ''] = stdout.split(
    new RegExp(`^::(?:stop-commands::)?${token}(?:::)?\\n`, 'm'),
  );
  expect(log).toContain('::error::forged');
  expect(commands).toMatch(/^::error title=greet%3A greets::/);
  for (const line of commands.trimEnd().split('\n')) expect(line).toMatch(/^::(error|warning|notice) /);
});

test('--sign without --json, or with a key that is none, ends before anything is judged', async () => {
  const learner = settle('starter');
  await learner.run(['keys', 'new', 'k.pem']);
  const silent = await learner.run(['check', 'greet', '--sign', 'k.pem']);
  expect([silent.code, silent.stderr]).toEqual([2, expect.stringContaining('--json')]);
  const half = await learner.run(['check', 'greet', '--json', '--sign', 'k.pub.pem']);
  expect([half.code, JSON.parse(half.stdout).error.code]).toEqual([2, 'KEY_UNUSABLE']);
  chmodSync(join(learner.root, 'k.pem'), 0o644);
  const open = await learner.run(['check', 'greet', '--only', 'greets', '--json', '--sign', 'k.pem']);
  expect(open.stderr).toContain('chmod 600');
  expect(JSON.parse(open.stdout)).toHaveProperty('signature');
});
