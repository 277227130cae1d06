import { type Command, type CommandName, commands } from './commands.ts';

export function helpOf(name: CommandName | null): string {
  if (name !== null) return `${capital(commands[name].summary)}.\n\n${usageOf(name)}`;
  const lines = Object.entries<Command>(commands).map(
    ([key, { summary }]) => `  ${key.padEnd(8)}${summary}\n`,
  );
  return `A task list in a JSON file: $TASKS_FILE, or tasks.json in the working directory.

${usageOf(null)}
commands:
${lines.join('')}
\`task <command> --help\` says more about one.
`;
}

function usageOf(name: CommandName | null): string {
  if (name === null) return 'usage: task <command> [--timeout <ms>]\n       task --help | --version\n';
  return `usage: task ${name} ${commands[name].usage} [--timeout <ms>]\n`;
}

/** The usage of the command that was probably meant by a command line that is wrong. */
export function usageFor(args: readonly string[]): string {
  const names = Object.keys(commands) as CommandName[];
  return usageOf(names.find((name) => args.includes(name)) ?? null);
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
