import type { Ending } from '../src/judge/observation.ts';

/** Long enough that a report can still read both sides back and show where they differ; it cuts what it shows itself. */
const longest = 4000;

/** A value as a learner can read it: quoted text with visible control characters, or JSON; cut past 4,000 characters. */
export function showValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === '') return 'nothing (empty)';
  const text = spell(value);
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters)`;
}

function spell(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  // JSON has no word for NaN and the infinities, and would show null.
  if (typeof value === 'number') return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch (error) {
    // What a submission sends may be nested deeper than any stack reaches.
    if (error instanceof RangeError) return '(nested too deep to be shown)';
    throw error;
  }
}

/**
 * A command line that can be typed: words with blanks and the like in quotes.
 *
 * @param program may be several words, such as `node src/migrate.ts`
 */
export function tellCommand(program: string, args: readonly string[]): string {
  const words = [...program.split(' '), ...args].map((word) =>
    /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`,
  );
  return `\`${words.join(' ').slice(0, 120)}\``;
}

/** How a process ended, as part of a sentence. */
export function tellEnding(ending: Ending): string {
  switch (ending.kind) {
    case 'exited':
      return `exit code ${ending.code}`;
    case 'signalled':
      return `it was ended by ${ending.signal}`;
    case 'killed':
      return ending.why.limit === 'wall'
        ? `it was still running after ${ending.why.figure} and was killed`
        : `it hit the ${ending.why.limit} limit (${ending.why.figure}) and was killed`;
    case 'running':
      return 'it is still running';
    default:
      return ending satisfies never;
  }
}
