import type { Readable } from 'node:stream';
import type { TaskService } from '../domain/service.ts';
import { InvalidTaskError } from '../domain/task.ts';
import { visible } from './format.ts';
import { helpOf, usageFor } from './help.ts';
import { interpret } from './interpret.ts';
import { UsageError } from './usage-error.ts';

/** What the program is given by its surroundings. */
export interface Surroundings {
  readonly service: TaskService;
  readonly stdin: Readable;
  readonly version: string;
  /** Aborts at Ctrl-C. */
  readonly interrupt: AbortSignal;
  print(text: string): void;
  printError(text: string): void;
}

/** Runs one command line and resolves to the exit code. Never rejects: this is the one place that turns errors into codes. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { service, stdin, interrupt, print, printError } = surroundings;
  let signal = interrupt;
  try {
    const invocation = interpret(args);
    switch (invocation.kind) {
      case 'help':
        print(helpOf(invocation.command));
        break;
      case 'version':
        print(`${surroundings.version}\n`);
        break;
      case 'command': {
        signal = withDeadline(interrupt, invocation.timeoutMs);
        const { flags, argument } = invocation;
        print(await invocation.command.run({ flags, argument, service, stdin, signal }));
        break;
      }
      default:
        invocation satisfies never;
    }
    return 0;
  } catch (error) {
    if (signal.aborted) return tellAbort(signal.reason, printError);
    printError(`task: ${visible(error instanceof Error ? error.message : String(error))}\n`);
    if (error instanceof UsageError) printError(usageFor(args));
    return error instanceof UsageError || error instanceof InvalidTaskError ? 2 : 1;
  }
}

/** The deadline counts from the start of the process, where the clock of `performance` begins. */
function withDeadline(interrupt: AbortSignal, timeoutMs: number | null): AbortSignal {
  if (timeoutMs === null) return interrupt;
  const left = Math.max(0, timeoutMs - Math.ceil(performance.now()));
  return AbortSignal.any([interrupt, AbortSignal.timeout(left)]);
}

function tellAbort(reason: unknown, printError: (text: string) => void): number {
  if (!(reason instanceof Error && reason.name === 'TimeoutError')) return 130;
  printError('task: the time given by --timeout is over\n');
  return 124;
}
