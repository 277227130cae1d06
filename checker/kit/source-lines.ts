import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { join } from 'node:path';

/** Past the end of any line: the last piece of it is found. */
const endOfLine = 1_000_000;

/**
 * Places in the built program, told as the learner's own: `…/app/src/main.js:7:3` becomes `src/main.ts:9:5`. It is done here,
 * for the few texts that are shown, since Node's own `--enable-source-maps` costs each start of a program a tenth more.
 */
export function toSourceLines(text: string, app: string): string {
  if (!text.includes(app)) return text;
  const place = new RegExp(
    `(?:file://)?${RegExp.escape(app)}/([^\\s:()'"]+)\\.[jt]s:(\\d+)(?::(\\d+))?`,
    'g',
  );
  return text.replace(place, (whole, path: string, line: string, column: string | undefined) => {
    const map = mapOf(join(app, `${path}.js.map`));
    if (map === null) return whole;
    const at = column === undefined ? endOfLine : Number(column) - 1;
    const found = map.findEntry(Number(line) - 1, at);
    if (!('originalLine' in found)) return whole;
    const end = column === undefined ? '' : `:${found.originalColumn + 1}`;
    return `${path}.ts:${found.originalLine + 1}${end}`;
  });
}

/** Null for a file that was not built from TypeScript. */
function mapOf(file: string): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(readFileSync(file, 'utf8')) as SourceMapPayload);
  } catch {
    return null;
  }
}
