import type { BoxExit, BoxProcess } from '../src/box/box.ts';
import type { Run } from './fixtures.ts';

/** What a hidden test is told about a process that has ended. */
export function runOf(program: string, args: readonly string[], child: BoxProcess, exit: BoxExit): Run {
  return {
    program,
    args,
    ending: exit.ending,
    code: exit.ending.kind === 'exited' ? exit.ending.code : null,
    stdout: child.stdout.text(),
    stderr: child.stderr.text(),
    stdoutBytes: child.stdout.bytes(),
    stderrBytes: child.stderr.bytes(),
    wallMs: exit.wallMs,
    cpuMs: exit.cpuMs,
    limits: exit.limits,
    leftBehind: exit.leftBehind,
  };
}
