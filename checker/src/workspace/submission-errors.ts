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
  return /^[^\p{Cc}\p{Cf}"\\]*$/u.test(path) ? path : JSON.stringify(path).replace(/\p{Cf}/gu, '\\u{$&}');
}
