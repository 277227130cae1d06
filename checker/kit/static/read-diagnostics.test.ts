import { expect, test } from 'vitest';
import { readDiagnostics } from './read-diagnostics.ts';

test('an error, what explains it, and the files', () => {
  const output = [
    "src/a.ts(3,9): error TS2322: Type '/run/snapshot/src/b' is wrong.",
    "  Property 'x' is missing.",
    'src/(odd)(1,1).ts(4,5): error TS1005: expected.',
    "error TS2688: Cannot find type definition file for 'node'.",
    '/lib/lib.es5.d.ts',
    '/run/snapshot/src/a.ts',
    '',
  ].join('\r\n');
  expect(readDiagnostics(output, '/run/snapshot')).toEqual({
    places: [
      {
        file: 'src/a.ts',
        line: 3,
        column: 9,
        text: "Type 'src/b' is wrong. (TS2322); Property 'x' is missing.",
      },
      { file: 'src/(odd)(1,1).ts', line: 4, column: 5, text: 'expected. (TS1005)' },
    ],
    files: ['/lib/lib.es5.d.ts', '/run/snapshot/src/a.ts'],
    ours: ["error TS2688: Cannot find type definition file for 'node'."],
  });
});

test('a very long message is cut', () => {
  const { places } = readDiagnostics(`src/a.ts(1,1): error TS1: ${'x'.repeat(10_000)}`, '/run/snapshot');
  expect(places[0]?.text.length).toBeLessThan(500);
});
