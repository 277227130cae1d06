import { CommanderError } from 'commander';
import { CheckerError } from '../errors.ts';
import { checkerVersion } from '../version.ts';
import type { AnyCommand } from './command.ts';
import { commands } from './commands.ts';
import type { Context, ExitCode, Surroundings } from './context.ts';
import { makeContext } from './make-context.ts';
import { buildProgram } from './program.ts';
import { spokenName } from './spoken.ts';
import { tellFailure } from './tell-failure.ts';

/**
 * Reads the command line, runs the command and settles the exit code. This is the one place where user errors and bugs
 * are told apart: nothing is thrown from here.
 */
export async function runCli(argv: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  try {
    refuseOldNode();
    return await dispatch(argv, surroundings);
  } catch (error) {
    if (surroundings.signal.aborted || isAbort(error)) return 130;
    const failure = tellFailure(error, { json: argv.includes('--json'), version: checkerVersion });
    (failure.stream === 'stdout' ? surroundings.stdout : surroundings.stderr).write(failure.text);
    return failure.exitCode;
  }
}

/** The launcher picks the right Node; this is for those who go past it. */
function refuseOldNode(): void {
  if (Number(process.versions.node.split('.')[0]) >= 24) return;
  throw new CheckerError(
    'NODE_TOO_OLD',
    `the checker runs on Node 24 or newer, and this is ${process.versions.node}`,
    {
      hint: 'Run `make install`, then the checker through make or `npm run checker`: they use the right one.',
    },
  );
}

async function dispatch(argv: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = buildProgram({
    commands,
    version: `checker ${checkerVersion}, Node ${process.versions.node}`,
    columns: makeContext(surroundings, {}).columns,
    writeOut: (text) => surroundings.stdout.write(text),
    invoke: async (command, { globals, args, options }) => {
      exitCode = await run(command, makeContext(surroundings, globals), args, options);
    },
  });
  try {
    await program.parseAsync(asHelp(argv), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usageError(error, argv);
  }
  return surroundings.signal.aborted ? 130 : exitCode;
}

/** The arguments were read by the command's own declaration, which commander's types cannot carry. */
function run(command: AnyCommand, context: Context, args: object, options: object): Promise<ExitCode> {
  return command.run(context, args as never, options as never);
}

/** `help check` means `check --help`; nothing at all means `--help`. */
function asHelp(argv: readonly string[]): readonly string[] {
  if (argv[0] === 'help') return [...argv.slice(1), '--help'];
  return argv.length === 0 ? ['--help'] : argv;
}

/** Commander says `error: unknown command 'chek'\n(Did you mean check?)`: the second line is our hint. */
function usageError(error: CommanderError, argv: readonly string[]): CheckerError {
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = rest.join(' ').replace(/^\((.*)\)$/, '$1');
  const named = commands.find(({ name }) => argv.includes(name))?.name;
  const help =
    named === undefined
      ? `\`${spokenName} --help\` lists the commands.`
      : `\`${spokenName} ${named} --help\` shows how it goes.`;
  return new CheckerError('USAGE', first.replace(/\.$/, ''), {
    hint: suggestion === '' ? help : `${suggestion} ${help}`,
  });
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
