import { Command as Commander, Option as CommanderOption, InvalidArgumentError } from 'commander';
import type { AnyCommand, Argument, Option } from './command.ts';
import type { CommandEntry } from './commands.ts';
import type { GlobalOptions } from './context.ts';
import { spokenName } from './spoken.ts';

export interface ProgramInput {
  readonly commands: readonly CommandEntry[];
  readonly version: string;
  readonly columns: number;
  writeOut(text: string): void;
  /** Called with the command that was named, once its own arguments are read. */
  invoke(command: AnyCommand, call: Call): Promise<void>;
}

export interface Call {
  readonly globals: GlobalOptions;
  readonly args: Readonly<Record<string, unknown>>;
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * The command line as commander knows it. A command's own arguments and options are declared only once it was named, so
 * that the others are never loaded. Throws CommanderError, and writes nothing itself but help and version.
 */
export function buildProgram(input: ProgramInput): Commander {
  const program = new Commander(spokenName);
  const quiet = {
    writeOut: input.writeOut,
    writeErr() {},
    getOutHelpWidth: () => Math.min(input.columns, 100),
  };
  program
    .description('The checker of the backend workbook: it judges your programs and says which promise holds.')
    .usage('<command> [options]')
    .version(input.version, '-V, --version', 'the versions of the checker and of Node')
    .helpOption('-h, --help', 'this help; after a command, its help')
    .helpCommand(false)
    .option('--root <folder>', 'another repository than the one the checker stands in (CHECKER_ROOT)')
    .option('--color', 'colour, also where output is no terminal')
    .option('--no-color', 'no colour')
    .option('--plain', 'lists instead of drawings, for screen readers (CHECKER_PLAIN)')
    .addHelpText('after', () => examples(firstSteps, input.columns))
    .configureOutput(quiet)
    .configureHelp({ showGlobalOptions: false, minWidthToWrap: 15 })
    .exitOverride();
  // Commander would make `color` true by default, and the terminal could no longer decide.
  program.setOptionValueWithSource('color', undefined, 'default');
  for (const entry of input.commands) {
    const command = program.command(entry.name).helpGroup(`${entry.group}:`).summary(entry.summary);
    command
      .description(capitalise(entry.summary))
      .allowExcessArguments(false)
      .helpOption('-h, --help', 'this help');
  }
  program.hook('preSubcommand', async (_, subcommand) => {
    const entry = input.commands.find(({ name }) => name === subcommand.name());
    if (entry !== undefined) declare(subcommand, await entry.load(), program, input);
  });
  return program;
}

const firstSteps = [
  ['check', 'judge the exercise you are at'],
  ['check task-cli --only adds', 'judge one requirement'],
  ['hint task-cli adds', 'a hint for it'],
  ['next', 'what to do now'],
] as const;

function declare(subcommand: Commander, command: AnyCommand, program: Commander, input: ProgramInput): void {
  const names = Object.keys(command.arguments);
  for (const [name, argument] of Object.entries(command.arguments)) {
    subcommand.argument(showArgument(name, argument), argument.summary);
  }
  for (const [key, option] of Object.entries(command.options)) subcommand.addOption(toCommander(key, option));
  if (command.description !== undefined) {
    subcommand.description(`${subcommand.description()}\n\n${command.description}`);
  }
  subcommand.addHelpText('after', () => examples(command.examples, input.columns));
  subcommand.action(async (...given: unknown[]) => {
    const options = given[names.length] as Record<string, unknown>;
    const args = Object.fromEntries(names.map((name, index) => [name, given[index]]));
    await input.invoke(command, { globals: program.opts(), args, options: withDefaults(command, options) });
  });
}

function showArgument(name: string, { kind }: Argument): string {
  return { required: `<${name}>`, optional: `[${name}]`, many: `[${name}...]` }[kind];
}

function toCommander(key: string, option: Option): CommanderOption {
  const long = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const flags = option.short === undefined ? long : `-${option.short}, ${long}`;
  switch (option.kind) {
    case 'flag':
      return new CommanderOption(flags, option.summary);
    case 'text': {
      const made = new CommanderOption(`${flags} <${option.placeholder}>`, option.summary);
      return option.choices === undefined ? made : made.choices(option.choices);
    }
    case 'integer':
      return new CommanderOption(`${flags} <${option.placeholder}>`, option.summary).argParser((text) =>
        parseInteger(text, option.min, option.max),
      );
    case 'list':
      return new CommanderOption(`${flags} <${option.placeholder}>`, option.summary).argParser(
        (text, before: readonly string[] | undefined) => [...(before ?? []), text],
      );
    default:
      return option satisfies never;
  }
}

function parseInteger(text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^-?\d+$/.test(text) && value >= min && value <= max) return value;
  throw new InvalidArgumentError(`Expected an integer from ${min} to ${max}.`);
}

/** An option that was not given is false for a flag, [] for a list, else undefined. */
function withDefaults(command: AnyCommand, given: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(command.options).map(([key, { kind }]) => {
      const absent = kind === 'flag' ? false : kind === 'list' ? [] : undefined;
      return [key, given[key] ?? absent];
    }),
  );
}

/** What each does stands behind it, or above it where that is too wide: a command must stay in one piece to be copied. */
function examples(lines: readonly (readonly [string, string])[], columns: number): string {
  if (lines.length === 0) return '';
  const width = Math.max(...lines.map(([line]) => line.length));
  const beside = lines.map(([line, does]) => `  ${spokenName} ${line.padEnd(width)}  # ${does}`);
  const fits = beside.every((line) => line.length <= columns);
  const shown = fits ? beside : lines.flatMap(([line, does]) => [`  # ${does}`, `  ${spokenName} ${line}`]);
  return `\nExamples:\n${shown.join('\n')}`;
}

function capitalise(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
