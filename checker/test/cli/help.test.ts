import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { expectGolden } from '../golden.ts';
import { copyCourse, tempFolder } from '../temp-folder.ts';
import { runChecker } from './run-checker.ts';

test('help lists every command, in 80 and in 40 columns', async () => {
  for (const columns of [80, 40]) {
    const { stdout, stderr, code } = await runChecker(tempFolder(), ['--help'], { columns });
    expect([code, stderr]).toEqual([0, '']);
    expectGolden(`cli/help-${columns}.txt`, stdout);
  }
});

test.each(['check', 'hint', 'reset', 'lint'])('%s --help, also as help %s', async (name) => {
  const root = tempFolder();
  const { stdout, code } = await runChecker(root, [name, '--help']);
  expect(code).toBe(0);
  expectGolden(`cli/help-${name}.txt`, stdout);
  expect((await runChecker(root, ['help', name])).stdout).toBe(stdout);
});

test('no command at all shows the help', async () => {
  const root = tempFolder();
  expect(await runChecker(root, [])).toEqual(await runChecker(root, ['--help']));
});

test('--version names the checker and Node', async () => {
  const { stdout } = await runChecker(tempFolder(), ['--version']);
  expect(stdout).toMatch(/^checker \d+\.\d+\.\d+, Node \d+\.\d+\.\d+\n$/);
});

test('every command loads, and its examples begin with its name', async () => {
  for (const { name, load } of commands) {
    const command = await load();
    expect(command.examples.length, name).toBeGreaterThan(0);
    for (const [line] of command.examples) expect(line.split(' ')[0]).toBe(name);
  }
});

test('--root and CHECKER_ROOT choose the course; the flag wins', async () => {
  const root = copyCourse();
  const elsewhere = tempFolder();
  expect((await runChecker(elsewhere, ['next', '--root', root])).stdout).toContain('make start E=greet');
  expect((await runChecker(elsewhere, ['--root', root, 'next'])).stdout).toContain('make start E=greet');
  expect((await runChecker(elsewhere, ['next'], { env: { CHECKER_ROOT: root } })).code).toBe(0);
  expect((await runChecker(elsewhere, ['next'])).code).toBe(3);
});

test('colour only where it is wanted', async () => {
  const root = copyCourse();
  const isColoured = async (args: readonly string[], env: Readonly<Record<string, string>>) =>
    (await runChecker(root, ['progress', ...args], { env })).stdout.includes('\u001b[');
  expect(await isColoured([], {})).toBe(false);
  expect(await isColoured(['--color'], { NO_COLOR: '1' })).toBe(true);
  expect(await isColoured([], { FORCE_COLOR: '1' })).toBe(true);
  expect(await isColoured(['--no-color'], { FORCE_COLOR: '1' })).toBe(false);
});
