import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { chooseIdentity, drawIdentity, findTool, idsOf, nobodyIdentity, weaknessOf } from './identity.ts';

const root = process.getuid?.() === 0;

describe.runIf(root)('root', () => {
  test('hands the box to nobody where everything can be reached', () => {
    const open = openFolder();
    expect(chooseIdentity([open, join(open, 'file')], { PATH: '' })).toEqual({
      kind: 'nobody',
      uid: 65534,
      gid: 65534,
    });
  });

  test('lends nobody the right to read where the project lies in a private folder', () => {
    const hidden = privateFolder();
    const identity = chooseIdentity([hidden], { PATH: process.env.PATH });
    expect(identity).toMatchObject({ kind: 'nobody-reading', uid: 65534 });
    expect(JSON.stringify(identity)).toContain('-all,+dac_read_search');
    expect(weaknessOf(identity)).toContain('private folder');
  });

  test('one private path among open ones is enough, also behind a link', () => {
    const open = openFolder();
    const link = join(open, 'link');
    symlinkSync(privateFolder(), link);
    expect(chooseIdentity([open, link], { PATH: process.env.PATH }).kind).toBe('nobody-reading');
  });

  test('stays root where the tool for that is missing, and says what it means', () => {
    const identity = chooseIdentity([privateFolder()], { PATH: tempFolder() });
    expect(identity).toEqual({ kind: 'root' });
    expect(weaknessOf(identity)).toBe('Submissions run as root: file modes do not hold them back.');
  });
});

describe('a user of a box’s own', () => {
  test('is one whom systems give to nobody', () => {
    const { uid } = idsOf(drawIdentity(() => '         0          0 4294967295\n'));
    expect(uid).toBeGreaterThanOrEqual(1_879_048_192);
    expect(uid).toBeLessThan(2_147_483_647);
  });

  test('is nobody where a namespace of users knows 65536 of them, or has two ranges without it', () => {
    for (const map of ['0 100000 65536\n', '0 1000 1\n1 100000 65535\n', '']) {
      expect(drawIdentity(() => map)).toEqual(nobodyIdentity);
    }
  });
});

test.runIf(!root)('an ordinary user judges as itself', () => {
  expect(chooseIdentity([privateFolder()], { PATH: process.env.PATH })).toEqual({ kind: 'same-user' });
});

test('running as oneself or as nobody weakens nothing', () => {
  expect(weaknessOf({ kind: 'same-user' })).toBeNull();
  expect(weaknessOf({ kind: 'nobody', uid: 65534, gid: 65534 })).toBeNull();
});

describe('findTool', () => {
  test('finds the first executable file on PATH, past folders and files that are none', () => {
    const [first, second, third] = [tempFolder(), tempFolder(), tempFolder()];
    mkdirSync(join(first, 'tool'));
    writeFileSync(join(second, 'tool'), '', { mode: 0o644 });
    for (const folder of [third, openFolder()]) writeFileSync(join(folder, 'tool'), '', { mode: 0o755 });
    const path = ['', join(first, 'not-there'), first, second, third].join(delimiter);
    expect(findTool('tool', path)).toBe(join(third, 'tool'));
  });

  test('says that there is none', () => {
    expect(findTool('tool', tempFolder())).toBeNull();
    expect(findTool('tool', '')).toBeNull();
  });
});

function openFolder(): string {
  const folder = tempFolder();
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'file'), '', { mode: 0o755 });
  return folder;
}

function privateFolder(): string {
  const folder = tempFolder();
  chmodSync(folder, 0o700);
  const inside = join(folder, 'inside');
  mkdirSync(inside, { mode: 0o755 });
  return inside;
}
