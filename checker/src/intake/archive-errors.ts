import { CheckerError } from '../errors.ts';
import { showPath } from '../workspace/submission-errors.ts';

/** Something in it could do harm where it is unpacked, or looks different to different programs. */
export function unsafe(path: string, what: string, hint = plainFilesOnly): CheckerError {
  return new CheckerError('ARCHIVE_UNSAFE', `${shorten(showPath(path))} ${what}`, { hint });
}

/** It cannot be read to its end, or it contradicts itself. */
export function damaged(what: string, cause?: unknown): CheckerError {
  return new CheckerError('ARCHIVE_DAMAGED', `the archive ${what}`, {
    hint: 'Pack the folder anew, and check that all of the file arrived.',
    ...(cause === undefined ? {} : { cause }),
  });
}

export function notSupported(what: string, hint = takesThese): CheckerError {
  return new CheckerError('ARCHIVE_UNKNOWN', what, { hint });
}

const plainFilesOnly =
  'A submission holds only folders and regular files, with plain names. Rename or remove it, and pack anew.';
export const takesThese = 'Hand in a folder, a .zip, a .tar or .tar.gz, or a git bundle.';

function shorten(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 120)}…${text.slice(-60)}`;
}
