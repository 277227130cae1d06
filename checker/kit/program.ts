import { join } from 'node:path';
import type { BoxCommand } from '../src/box/box.ts';
import type { Program, RunOptions } from './fixtures.ts';
import { permissionOf } from './permission-of.ts';
import type { Scenario } from './scenario.ts';
import { startInBox } from './start-in-box.ts';
import { tellCommand } from './words.ts';

const longestPatienceMs = 10_000;

/** Runs the learner's program in the scenario's box and writes each run into the transcript. */
export function createProgram(scenario: Scenario): Program {
  const { manifest } = scenario.run;
  const nameOf = ({ entry = manifest.entry }: RunOptions) =>
    entry === manifest.entry ? (manifest.command ?? manifest.id) : `node ${entry}`;
  const start: Program['start'] = (args, options = {}) =>
    startInBox(scenario, { name: nameOf(options), command: commandOf(scenario, args, options), options });

  return {
    start,
    async run(args, options = {}) {
      const running = await start(args, options);
      return scenario.waitingFor(`${tellCommand(nameOf(options), args)} to end`, running.exited);
    },
  };
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
