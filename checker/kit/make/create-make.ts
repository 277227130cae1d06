import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { BoxCommand } from '../../src/box/box.ts';
import { actAs } from '../../src/box/identity.ts';
import type { Place } from '../../src/judge/observation.ts';
import { broken } from '../expect.ts';
import { findTool } from '../find-tool.ts';
import type { Scenario } from '../scenario.ts';
import { launchCommand } from '../service/launch-command.ts';
import { startInBox } from '../start-in-box.ts';
import { readSubmittedFile } from '../submitted-file.ts';
import { tellCommand } from '../words.ts';
import { layCommands, layCopy } from './lay-copy.ts';
import type { MakeHost, MakeOptions } from './make.ts';
import { readDatabase } from './read-database.ts';

const folder = 'submission';
const installMake =
  'Install GNU make: `sudo apt-get install -y make`, `brew install make`, or `xcode-select --install`.';
/** In the order in which make looks for them. */
const names = ['GNUmakefile', 'makefile', 'Makefile'] as const;
/** A compiler, a test runner: more than a program needs. */
const longestPatienceMs = 60_000;
/** The compiler alone takes 400 MiB, beside npm and make. */
const leastMemoryMiB = 2_048;

export function createMake(scenario: Scenario): MakeHost {
  const { run } = scenario;
  let copy: string | null = null;
  const prepare = () => {
    readSubmittedFile(run.snapshot, ['Makefile', ...names], 'make');
    copy ??= layCopy(scenario, folder);
    return copy;
  };
  const commandFor = async (args: readonly string[], options: MakeOptions): Promise<BoxCommand> => {
    const cwd = prepare();
    const usual = Math.min(
      longestPatienceMs,
      (scenario.requirement.wallSeconds ?? run.manifest.limits.wallSeconds) * 800,
    );
    return {
      run: { kind: 'tool', file: await findTool(scenario, ['make', 'gmake'], installMake) },
      args,
      cwd,
      env: { PATH: await pathFor(scenario, options.commands ?? {}), ...options.env },
      ...(options.wrapper === undefined ? {} : { wrapper: options.wrapper }),
      limits: {
        wallSeconds: (options.patienceMs ?? usual) / 1000,
        memoryMiB: Math.max(run.manifest.limits.memoryMiB, leastMemoryMiB),
        ...(options.fileBytes === undefined ? {} : { fileBytes: options.fileBytes }),
      },
    };
  };
  const start: MakeHost['start'] = async (args, options = {}) =>
    startInBox(scenario, { name: 'make', command: await commandFor(args, options), options });
  return {
    folder,
    start,
    async run(args, options = {}) {
      const running = await start(args, options);
      return scenario.waitingFor(`${tellCommand('make', args)} to end`, running.exited);
    },
    async launch(args, options = {}) {
      return launchCommand(scenario, await commandFor(args, options), {
        name: tellCommand('make', args),
        told: options.env ?? {},
        several: () => false,
      });
    },
    async read() {
      // Nothing is made: `-q` only asks, and there is no such target.
      const running = await start(['-pRrq', '.no-such-target'], { transcript: false });
      const { stdout, stderr } = await scenario.waitingFor('make to read the Makefile', running.exited);
      const { file, text } = readSubmittedFile(run.snapshot, ['Makefile', ...names], 'make');
      refuseBroken(stderr, file);
      return readDatabase(stdout, file, text);
    },
    changedAt: (path) =>
      actAs(
        scenario.box().identity,
        prepare(),
        () => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null,
      ),
  };
}

function refuseBroken(stderr: string, file: string): void {
  const places = stderr.split('\n').flatMap((line): Place[] => {
    const [, named, at, text] = /^([^:\s]+):(\d+): \*\*\* (.*?)\s*(?:Stop\.)?$/.exec(line) ?? [];
    return named === file && text !== undefined ? [{ file, line: Number(at), text }] : [];
  });
  if (places.length === 0) return;
  broken({
    expected: `a ${file} that make can read`,
    saw: `make refuses it: ${places[0]?.text}`,
    look: '`make -n` tells the same, with the line.',
    places,
  });
}

/** The commands that were asked for, the Node of submissions, npm, and what every box has. */
async function pathFor(scenario: Scenario, commands: Readonly<Record<string, string>>): Promise<string> {
  const { run } = scenario;
  const npm = await scenario.box().findTool('npm', run.path);
  return [
    ...(Object.keys(commands).length === 0 ? [] : [layCommands(scenario, commands)]),
    dirname(run.node),
    ...(npm === null ? [] : [dirname(npm)]),
    '/usr/local/bin:/usr/bin:/bin',
  ].join(':');
}
