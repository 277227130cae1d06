import { type BadArchive, good, unsafe } from './bad-archive.ts';
import { pax, type TarEntry, tarGzOf, tarOf } from './tar-bytes.ts';
import { zipOf } from './zip-bytes.ts';

/** Names that are refused in any archive, with what is said of them. */
const badNames: Readonly<Record<string, readonly [path: string, says: RegExp]>> = {
  'an absolute path': ['/etc/cron.d/x', /^\/etc\/cron\.d\/x is an absolute path$/],
  'a path that leads out': ['../../outside.txt', /^\.\.\/\.\.\/outside\.txt leads out of the archive$/],
  'a path that leads out on a detour': ['a/b/../../../outside.txt', /leads out of the archive$/],
  'a path that leads out of what is left out': ['node_modules/../../outside.txt', /leads out/],
  'a backslash': ['src\\..\\..\\outside.txt', /has a backslash in its name$/],
  'a drive letter': ['C:/outside.txt', /begins with a drive letter$/],
  'an alternate stream': ['src/main.ts:hidden', /has a colon in its name/],
  'a line end': ['src/a\nb.ts', /has a control character in its name$/],
  'a terminal escape': ['src/\u001b[2Jb.ts', /^"src\/\\u001b\[2Jb\.ts" has a control character/],
  'a turned name': ['src/\u202etxt.exe', /turns the direction of text$/],
  'a zero-width blank': ['src/ma\u200bin.ts', /has an invisible character in its name$/],
  'an unseen filler': ['src/\u3164.ts', /has an invisible character in its name$/],
  'a device of Windows': ['src/NUL.ts', /has a name that Windows reserves for a device$/],
  'a device of Windows in a folder': ['aux/main.ts', /has a name that Windows reserves/],
  'a name that ends in a dot': ['src/main.', /ends in a dot or a blank/],
  'an empty part': ['src//main.ts', /has an empty part in its path$/],
  'a dot in the middle': ['src/./main.ts', /has an empty part in its path$/],
  'a name that is too long': [`${'n'.repeat(256)}.ts`, /has a name of more than 255 bytes$/],
  'a path that is too deep': [`${'d/'.repeat(23)}x.ts`, /lies more than 20 folders deep$/],
  'a path that is too long': [`${`${'e'.repeat(99)}/`.repeat(7)}x.ts`, /has a path of more than 400 bytes$/],
};

/** Pairs of names that become one elsewhere. */
const collisions: Readonly<Record<string, readonly [first: string, second: string, says: RegExp]>> = {
  'the same name twice': ['src/a.ts', 'src/a.ts', /^src\/a\.ts stands in the archive twice$/],
  'names that differ in case': ['src/A.ts', 'src/a.ts', /differs from src\/A\.ts only in case/],
  'folders that differ in case': ['Src/a.ts', 'src/b.ts', /^src differs from Src only in case/],
  'letters whose capitals are alike': ['stra\u00dfe.ts', 'strasse.ts', /only in case/],
  'accents written in two ways': ['caf\u00e9.ts', 'cafe\u0301.ts', /accents written in two ways/],
  'a file that is a folder': ['src/a', 'src/a/b.ts', /^src\/a is a file and a folder at once$/],
};

const named = (path: string): TarEntry[] =>
  Buffer.byteLength(path) > 100 ? [pax({ path }), { path: 'x', body: 'x' }] : [{ path, body: 'x' }];

const ofNames: BadArchive[] = Object.entries(badNames).flatMap(([name, [path, says]]) => [
  { name: `tar: ${name}`, bytes: tarOf([good, ...named(path)]), code: unsafe, says },
  { name: `zip: ${name}`, bytes: zipOf([good, { path, body: 'x' }]), code: unsafe, says },
]);

const ofCollisions: BadArchive[] = Object.entries(collisions).flatMap(([name, [first, second, says]]) => [
  {
    name: `tar.gz: ${name}`,
    bytes: tarGzOf([
      { path: first, body: '1' },
      { path: second, body: '2' },
    ]),
    code: unsafe,
    says,
  },
  {
    name: `zip: ${name}`,
    bytes: zipOf([
      { path: first, body: '1' },
      { path: second, body: '2' },
    ]),
    code: unsafe,
    says,
  },
]);

/** Names that no archive may have, alone or together. */
export const badNamed: readonly BadArchive[] = [...ofNames, ...ofCollisions];
