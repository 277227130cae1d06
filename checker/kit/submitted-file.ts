import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { broken } from './expect.ts';

/** Far more than people write; what is larger was made to keep a parser busy. */
const mostBytes = 64 * 1024;

export interface SubmittedFile {
  readonly file: string;
  readonly text: string;
}

/** The first of these files that lies at the root of the submission. Fails the requirement where there is none. */
export function readSubmittedFile(
  snapshot: string,
  names: readonly [string, ...string[]],
  tool: string,
): SubmittedFile {
  const file = names.find((name) => statSync(join(snapshot, name), { throwIfNoEntry: false })?.isFile());
  if (file === undefined) {
    return broken({
      expected: `a file ${names[0]} at the root of the submission`,
      saw: 'none',
      look: `${tool} looks for a file of exactly that name.`,
    });
  }
  const { size } = statSync(join(snapshot, file));
  if (size > mostBytes) {
    return broken({
      expected: `a ${file} that people can read, of at most ${mostBytes / 1024} KiB`,
      saw: `${size} bytes`,
      look: 'What in it belongs into a file of its own?',
    });
  }
  return { file, text: readFileSync(join(snapshot, file), 'utf8') };
}
