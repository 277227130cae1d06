import type { TaskService } from '../domain/create-task-service.ts';
import { InvalidTaskError } from '../domain/errors.ts';
import { plain } from './plain.ts';
import { allHelp, commandOf } from './table.ts';
import { Misuse, readWords, type Words } from './words.ts';

export type Ending = Readonly<{ code: number; stdout: string; stderr: string }>;

/** What a command line comes to: texts and an exit code. `deadline` starts a timer that aborts the signal. */
export const start = async (
  args: readonly string[],
  service: TaskService,
  openStdin: () => NodeJS.ReadStream,
  signal: AbortSignal,
  deadline: (ms: number) => void,
): Promise<Ending> => {
  try {
    const words = readWords(args);
    const timeout = words.flags.get('timeout');
    if (timeout !== undefined) deadline(milliseconds(timeout));
    const stdout = await carryOut(words, service, openStdin, signal);
    return { code: 0, stdout, stderr: '' };
  } catch (error) {
    const text = signal.aborted
      ? String(signal.reason)
      : error instanceof Error
        ? error.message
        : String(error);
    const stderr = `task: ${plain(text)}\n`;
    if (signal.aborted) return { code: signal.reason === 'timed out' ? 124 : 130, stdout: '', stderr };
    const misused = error instanceof Misuse || error instanceof InvalidTaskError;
    return {
      code: misused ? 2 : 1,
      stdout: '',
      stderr: misused ? `${stderr}\nUsage:\n${allHelp()}` : stderr,
    };
  }
};

const carryOut = (
  { flags, rest: [name, ...rest] }: Words,
  service: TaskService,
  openStdin: () => NodeJS.ReadStream,
  signal: AbortSignal,
): Promise<string> | string => {
  if (name === undefined) {
    if (flags.has('help')) return `Usage:\n${allHelp()}\nAlso: --help, --version, --timeout <ms>\n`;
    if (flags.has('version')) return '1.0.0\n';
    throw new Misuse('which command?');
  }
  const command = commandOf(name);
  if (command === undefined) throw new Misuse(`no command "${name}"`);
  if (flags.has('help')) return `Usage:\n  task ${command.help}\n`;
  for (const flag of flags.keys()) {
    if (flag !== 'timeout' && !command.flags.includes(flag))
      throw new Misuse(`--${flag} is not for "${name}"`);
  }
  return command.run({
    flags,
    rest,
    service,
    signal,
    get stdin() {
      return openStdin();
    },
  });
};

const milliseconds = (text: string): number => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 2147483647) throw new Misuse('--timeout: 1 to 2147483647');
  return value;
};
