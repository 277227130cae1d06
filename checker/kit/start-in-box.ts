import type { BoxCommand, BoxProcess } from '../src/box/box.ts';
import type { Step } from '../src/judge/observation.ts';
import { excerptOf, localPaths } from './excerpt.ts';
import type { Run, RunningProgram, RunOptions } from './fixtures.ts';
import { runOf } from './run-of.ts';
import type { Scenario } from './scenario.ts';
import { tellCommand, tellEnding } from './words.ts';

/** Characters of an output that an event of the trace shows. */
const longestEvent = 60;

/** Starts a command in the scenario's box, with a place in the transcript that its ending fills in. */
export async function startInBox(
  scenario: Scenario,
  {
    name,
    command,
    options,
  }: {
    /** What a learner would call it by. */
    readonly name: string;
    readonly command: BoxCommand;
    readonly options: RunOptions;
  },
): Promise<RunningProgram> {
  const { args } = command;
  const child = await scenario.box().spawn(command);
  const { stdin } = options;
  if (stdin !== 'open') child.stdin.end(stdin ?? '');
  // The step stands where the program was started; its ending is filled in when it has one.
  const finish =
    options.transcript === false
      ? null
      : scenario.begin(`started ${tellCommand(name, args)}, which is still running`);
  const { lane } = options;
  if (lane !== undefined) {
    scenario.trace.mark({ lane, event: `started ${tellCommand(name, args)}`, phase: 'begin' });
  }
  const exited = child.exited.then((exit) => {
    const run = runOf(name, args, child, exit);
    if (lane !== undefined) scenario.trace.mark({ lane, event: tellEnd(run, scenario), phase: 'end' });
    const step = stepOf(scenario, run, options);
    scenario.know(run, step);
    finish?.(step);
    scenario.hit(exit.limits);
    return run;
  });
  return {
    pid: child.pid,
    write: (text) => write(child, text),
    endInput: () => child.stdin.end(),
    signal(signalName) {
      scenario.note({ kind: 'signal', signal: signalName, when: `to ${tellCommand(name, args)}` });
      child.signal(signalName);
    },
    kill: () => child.kill(),
    closeOutput: () => child.stdout.close(),
    outputContains: (text) =>
      scenario.waitingFor(
        `the program to print ${JSON.stringify(text)}`,
        child.stdout.until((seen) => (seen.includes(text) ? (true as const) : undefined), scenario.signal),
      ),
    exited,
  };
}

/** The end of a run on one line, with the beginning of what it printed: `exit code 0, printed 2`. */
function tellEnd({ ending, stdout, stderr }: Run, { run }: Scenario): string {
  const said = stdout.trim() === '' ? stderr.trim() : stdout.trim();
  const [first = ''] = said.split('\n');
  return first === ''
    ? tellEnding(ending)
    : `${tellEnding(ending)}, printed ${brief(localPaths(first, run))}`;
}

function brief(text: string): string {
  return text.length <= longestEvent ? text : `${text.slice(0, longestEvent).trimEnd()}…`;
}

function stepOf(scenario: Scenario, run: Run, options: RunOptions): Step {
  const { stdin } = options;
  const input = stdin === undefined || stdin === 'open' ? null : Buffer.from(stdin).toString('utf8');
  return {
    kind: 'run',
    program: run.program,
    args: run.args.map((arg) => localPaths(arg, scenario.run)),
    env: Object.fromEntries(
      Object.entries(options.env ?? {}).map(([variable, value]) => [
        variable,
        localPaths(value, scenario.run),
      ]),
    ),
    stdin: input === null ? null : excerptOf(input, scenario.run),
    ending: run.ending,
    stdout: excerptOf(run.stdout, scenario.run),
    stderr: excerptOf(run.stderr, scenario.run),
    wallMs: Math.round(run.wallMs),
  };
}

function write(child: BoxProcess, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    // Settles on an error too: a program may close its input whenever it likes.
    child.stdin.write(text, () => resolve());
  });
}
