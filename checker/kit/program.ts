import { join } from 'node:path';
import type { BoxCommand, BoxProcess } from '../src/box/box.ts';
import type { Step } from '../src/judge/observation.ts';
import { excerptOf, localPaths } from './excerpt.ts';
import type { Program, Run, RunningProgram, RunOptions } from './fixtures.ts';
import { permissionOf } from './permission-of.ts';
import { runOf } from './run-of.ts';
import type { Scenario } from './scenario.ts';
import { tellCommand, tellEnding } from './words.ts';

const longestPatienceMs = 10_000;
/** Characters of an output that an event of the trace shows. */
const longestEvent = 60;

/** Runs the learner's program in the scenario's box and writes each run into the transcript. */
export function createProgram(scenario: Scenario): Program {
  const { manifest } = scenario.run;
  const name = manifest.command ?? manifest.id;

  const start = async (args: readonly string[], options: RunOptions = {}): Promise<RunningProgram> => {
    const child = await scenario.box().spawn(commandOf(scenario, args, options));
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
  };

  return {
    start,
    async run(args, options) {
      const running = await start(args, options);
      return scenario.waitingFor(`${tellCommand(name, args)} to end`, running.exited);
    },
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

function commandOf(scenario: Scenario, args: readonly string[], options: RunOptions): BoxCommand {
  const { manifest, app } = scenario.run;
  // A third of the requirement, so that one run that hangs leaves time to say so.
  const usual = Math.min(longestPatienceMs, (manifest.limits.wallSeconds * 1000) / 3);
  const patience = (options.patienceMs ?? usual) / 1000;
  return {
    run: { kind: 'node', entry: join(app, (options.entry ?? manifest.entry).replace(/\.m?ts$/, '.js')) },
    args,
    env: { ...options.env, ...(options.tmpdir === undefined ? {} : { TMPDIR: options.tmpdir }) },
    ...cwdOf(scenario, options),
    ...(options.wrapper === undefined ? {} : { wrapper: options.wrapper }),
    permission: permissionOf(manifest),
    limits: {
      wallSeconds: patience,
      ...(options.fileBytes === undefined ? {} : { fileBytes: options.fileBytes }),
    },
  };
}

function cwdOf({ box, run }: Scenario, { cwd }: RunOptions): Pick<BoxCommand, 'cwd'> {
  if (cwd !== undefined) return { cwd: join(box().scratch, 'work', cwd) };
  return run.manifest.runsIn === 'submission' ? { cwd: run.app } : {};
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
