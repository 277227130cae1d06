import { parseArgs } from 'node:util';
import { type Command, type CommandName, commands, type Flags } from './commands.ts';
import { UsageError } from './usage-error.ts';

export type Invocation =
  | { readonly kind: 'help'; readonly command: CommandName | null }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'command';
      readonly command: Command;
      readonly flags: Flags;
      readonly argument: string;
      readonly timeoutMs: number | null;
    };

/** The flags of all commands at once, since they may stand before the command. Which belong to it is checked after. */
const options = {
  title: { type: 'string' },
  due: { type: 'string' },
  priority: { type: 'string' },
  status: { type: 'string' },
  format: { type: 'string' },
  timeout: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const;

/** What a command line asks for. Throws a UsageError where it asks for nothing that there is. */
export function interpret(args: readonly string[]): Invocation {
  const { values, positionals } = parse(args);
  const { timeout, help, ...flags } = values;
  const [name, ...rest] = positionals;

  if (name === undefined) {
    if (help) return { kind: 'help', command: null };
    if (flags.version) return { kind: 'version' };
    throw new UsageError('no command given');
  }
  if (!isCommand(name)) throw new UsageError(`there is no command ${JSON.stringify(name)}`);
  if (help) return { kind: 'help', command: name };

  const command: Command = commands[name];
  const known: readonly string[] = command.flags;
  for (const flag of Object.keys(flags)) {
    if (!known.includes(flag)) throw new UsageError(`${name} takes no --${flag}`);
  }
  if (rest.length !== (command.argument === null ? 0 : 1)) {
    const wanted = command.argument === null ? 'no argument' : `one <${command.argument}>`;
    throw new UsageError(`${name} takes ${wanted}; got ${rest.length}`);
  }
  return { kind: 'command', command, flags, argument: rest[0] ?? '', timeoutMs: parseTimeout(timeout) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    // Its first line says what is wrong, the others what might have been meant.
    throw new UsageError(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}

/** The longest timer of Node's; a longer one fires at once. */
const longestMs = 2 ** 31 - 1;

function parseTimeout(text: string | undefined): number | null {
  if (text === undefined) return null;
  const timeoutMs = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (timeoutMs < 1 || timeoutMs > longestMs) {
    throw new UsageError(`--timeout is a whole number of milliseconds from 1 to ${longestMs}`);
  }
  return timeoutMs;
}
