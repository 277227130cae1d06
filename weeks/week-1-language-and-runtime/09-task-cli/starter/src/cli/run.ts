/** What the program is given by its surroundings. The service, stdin and a signal will join it. */
export interface Surroundings {
  print(text: string): void;
  printError(text: string): void;
}

/** Runs one command line and resolves to the exit code. */
export async function run(args: readonly string[], { printError }: Surroundings): Promise<number> {
  const command = args[0] ?? 'no command';
  printError(`task: not written yet: ${JSON.stringify(command)}\n`);
  return 1;
}
