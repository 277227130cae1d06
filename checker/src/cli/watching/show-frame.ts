import type { Context } from '../context.ts';

/** On a terminal each judging takes the place of the one before; elsewhere they follow each other. */
export function showFrame({ stdout, stdin, clock }: Context, screen: string, folder: string): void {
  const clear = stdout.isTTY === true ? '\u001b[2J\u001b[3J\u001b[H' : '';
  const keys = stdin.isTTY === true ? ' Enter judges again, q quits.' : '';
  const time = clock.now().toTimeString().slice(0, 8);
  stdout.write(
    `${clear}${screen}\n${time}  Watching workspace/${folder}: save a file to judge again.${keys}\n`,
  );
}
