import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';

const linux = process.platform === 'linux';

test.runIf(linux)('a descriptor of a careless shell is known, and reaches no child', () => {
  const secret = join(tempFolder(), 'secret');
  writeFileSync(secret, 'only for the shell');
  const module = JSON.stringify(join(import.meta.dirname, 'inherited-descriptors.ts'));
  const script = `
    import { spawnSync } from 'node:child_process';
    import { openSync } from 'node:fs';
    import { inheritedDescriptors, withoutInherited } from ${module};
    const inner = ['-e', 'try { process.stdout.write(String(require("fs").readFileSync(40))) } catch (error) { process.stdout.write(error.code) }'];
    const told = (rest) => spawnSync(process.execPath, inner, { stdio: ['ignore', 'pipe', 'inherit', ...rest] }).stdout.toString();
    console.log(JSON.stringify([inheritedDescriptors().includes(40), told([]), told(withoutInherited(3, openSync('/dev/null', 'r')))]));
  `;
  const descriptor = openSync(secret, 'r');
  onTestFinished(() => closeSync(descriptor));
  const before = Array.from({ length: 37 }, () => 'ignore' as const);
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', ...before, descriptor],
  });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual([true, 'only for the shell', '']);
});

test('a child works as before where there are none', async () => {
  const { withoutInherited } = await import('./inherited-descriptors.ts');
  const nowhere = openSync('/dev/null', 'r');
  onTestFinished(() => closeSync(nowhere));
  const child = spawn(process.execPath, ['-p', '1'], {
    stdio: ['ignore', 'pipe', 'ignore', 'ipc', ...withoutInherited(4, nowhere)],
  });
  const said = text(child.stdout as NodeJS.ReadableStream);
  await once(child, 'exit');
  expect(await said).toBe('1\n');
});
