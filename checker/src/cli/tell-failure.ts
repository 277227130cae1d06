import { CheckerError } from '../errors.ts';
import { escapeInvisible } from '../report/json.ts';
import { sanitize } from '../report/sanitize.ts';
import type { ExitCode } from './context.ts';

export interface Failure {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  readonly exitCode: ExitCode;
}

/** A mistake of the user or the machine becomes one clear line and what to do; anything else is a bug of ours, with its stack. */
export function tellFailure(error: unknown, options: { json: boolean; version: string }): Failure {
  const told = error instanceof CheckerError ? error : (fromSystem(error) ?? null);
  if (told === null) return tellBug(error, options);
  const exitCode = told.kind === 'usage' ? 2 : 3;
  if (options.json) return asJson({ code: told.code, message: told.message, hint: told.hint }, exitCode);
  const hint = told.hint.replaceAll('\n', '\n  ');
  // It may name a file that a stranger has made.
  return { stream: 'stderr', exitCode, text: sanitize(`checker: ${told.message}\n  ${hint}\n`) };
}

/** What the file system refuses anywhere is the machine's doing, wherever it came up. */
function fromSystem(error: unknown): CheckerError | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  // A copy names both ends; what cannot be written is the far one.
  const path = 'dest' in error ? error.dest : 'path' in error ? error.path : undefined;
  const where = typeof path === 'string' ? ` at ${path}` : '';
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new CheckerError('DISK_FULL', `no space left on the disk${where}`, {
        hint: 'Free some space, then run the same command again. Nothing that was saved before is lost.',
        cause: error,
      });
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return new CheckerError('NOT_WRITABLE', `the system refused access${where}`, {
        hint: 'The checker needs to read the course and to write under workspace/. Check the owner and mode there.',
        cause: error,
      });
    default:
      return undefined;
  }
}

function tellBug(error: unknown, { json, version }: { json: boolean; version: string }): Failure {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const hint = 'Please report it with the lines below. Your work is not affected.';
  if (json) return asJson({ code: 'BUG', message: String(error), hint, stack }, 3);
  const text = `checker: this is a bug of the checker (version ${version}, Node ${process.versions.node})\n  ${hint}\n\n`;
  return { stream: 'stderr', exitCode: 3, text: sanitize(`${text}${stack}\n`) };
}

function asJson(error: object, exitCode: ExitCode): Failure {
  return { stream: 'stdout', exitCode, text: `${escapeInvisible(JSON.stringify({ error }, null, 2))}\n` };
}
