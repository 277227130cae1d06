import { CheckerError } from '../errors.ts';

export function tooLarge(what: string): CheckerError {
  return new CheckerError('SUBMISSION_TOO_LARGE', `the submission is too large: ${what}`, {
    hint: 'Remove what is not source: builds, data, recordings. node_modules, .git, dist, coverage and specs are left out anyway.',
  });
}

export function unreadable(path: string, what: string, hint: string): CheckerError {
  return new CheckerError('SUBMISSION_UNREADABLE', `${showPath(path)} ${what}`, { hint });
}

/** Names may hold line ends and control sequences; a message must not. */
export function showPath(path: string): string {
  if (/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}"\\]*$/u.test(path)) return path;
  return JSON.stringify(path).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, asEscape);
}

function asEscape(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}
