import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../../test/temp-folder.ts';
import { guard } from './find-changes.ts';

test.each(['nowhere', '/'])(
  'a link that was laid where nobody may is one change, also one to %s',
  (target) => {
    const folder = tempFolder();
    const at = (name: string) => join(folder, name);
    for (const name of ['course', 'home', 'neighbours/ada', 'repository'])
      mkdirSync(at(name), { recursive: true });
    writeFileSync(at('home/kept'), '');
    const places = { course: at('course'), home: at('home'), neighbour: at('neighbours/ada') };
    const guarded = guard({ folder, token: 'token-of-this-test', ...places }, at('repository'));
    expect(guarded.changes()).toEqual([]);
    symlinkSync(target, at('home/laid'));
    expect(guarded.changes()).toEqual(['home/laid']);
  },
);
