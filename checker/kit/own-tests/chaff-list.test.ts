import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readChaffs } from './chaff-list.ts';

let hidden: string;
beforeEach(() => {
  hidden = mkdtempSync(join(tmpdir(), 'hidden-'));
  mkdirSync(join(hidden, 'chaffs'));
  writeFileSync(join(hidden, 'chaffs/forgets.ts'), '');
});
afterEach(() => rmSync(hidden, { recursive: true }));

test('the list, in its order', () => {
  writeFileSync(join(hidden, 'chaffs/adds-twice.ts'), '');
  writeFileSync(
    join(hidden, 'chaffs.yaml'),
    '- slug: forgets\n  behaviour: It forgets what it was told.\n- slug: adds-twice\n  behaviour: It adds everything twice.\n  concerns: add\n',
  );
  expect(readChaffs(hidden)).toMatchObject([
    { slug: 'forgets', concerns: null },
    { slug: 'adds-twice', concerns: 'add' },
  ]);
});

test.each([
  ['no list', null, /there is no list/],
  ['no YAML', '- slug: [', /chaffs\.yaml: /],
  ['an empty list', '[]', /chaffs\.yaml: /],
  ['another shape', 'forgets: It forgets.', /expected array/],
  ['a missing behaviour', '- slug: forgets', /behaviour/],
  ['no name', '- slug: forgets\n  behaviour: It forgets all.\n  concerns: a b', /concerns/],
  ['a path for a slug', '- slug: ../x\n  behaviour: It leads somewhere else.', /slug/],
  [
    'a file that is not there',
    '- slug: gone\n  behaviour: It is not there at all.',
    /chaffs\/gone\.ts is not there/,
  ],
])('%s is told to the author', (_what, text, message) => {
  if (text !== null) writeFileSync(join(hidden, 'chaffs.yaml'), text);
  expect(() => readChaffs(hidden)).toThrow(
    expect.objectContaining({ code: 'MANIFEST_INVALID', message: expect.stringMatching(message) }),
  );
});
