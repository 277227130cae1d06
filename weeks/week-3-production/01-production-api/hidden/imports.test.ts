import { posix } from 'node:path';
import { Broken, broken, type Place, requirement, type Source } from 'checker/kit';
import ts from 'typescript';

const circle = 'imports go in a circle';

requirement('no-cycles', async ({ source }) => {
  const found = await source.layers().then(
    () => null,
    (error: unknown) => {
      if (error instanceof Broken) return error.part;
      throw error;
    },
  );
  const places = (found?.places ?? []).filter(({ text }) => text.includes(circle));
  if (places.length === 0) return;
  broken({
    expected: 'no file to import itself, by however many others; types count',
    saw: places[0]?.text ?? circle,
    look: 'Which of the two must know the other, and could what both need stand in a third file?',
    places,
  });
});

const drivers = ['pg', 'ioredis', 'pino'] as const;
const roots = ['src/main.ts', 'src/migrate.ts'];

requirement('composition-root', ({ source }) => {
  const imports = importsOf(source);
  for (const driver of drivers) {
    const sites = imports.filter(
      ({ specifier }) => specifier === driver || specifier.startsWith(`${driver}/`),
    );
    const files = [...new Set(sites.map(({ file }) => file))];
    if (files.length === 1 && files.every((file) => file.startsWith('src/adapters/'))) continue;
    broken({
      expected: `${driver} to be imported, types included, by exactly one file, which lies in src/adapters/`,
      saw: files.length === 0 ? 'no file imports it' : `it is imported by ${files.join(', ')}`,
      look: 'How many files would change with the driver? What do the others need of it, said in words of their own?',
      places: sites.map((site) => placeOf(site, `imports ${site.specifier}`)),
    });
  }
  const others = imports.filter(
    ({ file, target }) =>
      target?.startsWith('src/adapters/') && !roots.includes(file) && !file.startsWith('src/adapters/'),
  );
  if (others.length === 0) return;
  broken({
    expected: `only ${roots.join(' and ')} to import src/adapters/`,
    saw: `it is imported by ${[...new Set(others.map(({ file }) => file))].join(', ')}`,
    look: 'Who should say what an adapter looks like, the one who has it or the one who needs it? And who introduces them?',
    places: others.map((site) => placeOf(site, `imports ${site.specifier}`)),
  });
});

interface Site {
  readonly file: string;
  readonly line: number;
  readonly specifier: string;
  /** Within the submission; null for a package. */
  readonly target: string | null;
}

/** Every form of import, types too. */
function importsOf(source: Source): readonly Site[] {
  return Object.entries(source.tree('src'))
    .filter(([file]) => file.endsWith('.ts'))
    .flatMap(([file, bytes]) => {
      const text = bytes.toString('utf8');
      return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName, pos }) => ({
        file,
        line: text.slice(0, pos).split('\n').length,
        specifier: fileName,
        target: targetOf(file, fileName),
      }));
    });
}

function targetOf(file: string, specifier: string): string | null {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(file), specifier);
  // A name of package.json for one of its own folders.
  return specifier.startsWith('#') ? specifier.replace(/^#(src\/)?/, 'src/') : null;
}

function placeOf({ file, line }: Site, text: string): Place {
  return { file, line, text };
}
