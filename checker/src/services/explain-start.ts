import type { CheckerError } from '../errors.ts';
import { serviceTrouble } from './server.ts';
import { NotStarted } from './start-process.ts';

/** What a server's own last words mean for the person at the machine. */
export function explainStart(what: string, error: unknown, folder: string): CheckerError {
  const output = error instanceof NotStarted ? error.output : '';
  const told = error instanceof Error ? error.message : String(error);
  const whole = `${told}\n${output}`;
  const found = known.find(({ says }) => says.test(whole));
  if (found !== undefined)
    return serviceTrouble(`${what} could not be started: ${found.cause}`, found.hint(folder), error);
  const line = lastLine(output);
  return serviceTrouble(
    `${what} could not be started: ${line === '' ? told : `${told}; its last line: ${line}`}`,
    'Run `npm run checker -- doctor`: it says which server is used, and how to use another.',
    error,
  );
}

/** A server found its port taken: another one will do. */
export function portWasTaken(error: unknown): boolean {
  return (
    error instanceof NotStarted && /address already in use|could not create any TCP\/IP/i.test(error.output)
  );
}

const known = [
  {
    says: /No space left on device|ENOSPC/i,
    cause: 'the disk is full',
    hint: (folder: string) => `Free about 100 MB where ${folder} lies, then check again.`,
  },
  {
    says: /Address already in use|EADDRINUSE/i,
    cause: 'every port that was tried was taken by another program',
    hint: () => 'Check again. If it stays, look at what listens on this machine (`ss -ltnp`).',
  },
  {
    says: /GLIBC_|libc\.musl|required file not found|cannot open shared object file/i,
    cause: 'this system cannot run its binaries',
    hint: () =>
      'They need glibc. Start a Docker engine, or name a server: CHECKER_POSTGRES_URL=postgresql://…',
  },
  {
    says: /EACCES|Permission denied/i,
    cause: 'the system did not allow it',
    hint: (folder: string) =>
      `May programs be run from node_modules, and files be made in ${folder}? TMPDIR=<folder> names another place.`,
  },
] as const;

function lastLine(text: string): string {
  return (
    text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .at(-1)
      ?.slice(0, 300) ?? ''
  );
}
