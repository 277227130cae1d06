import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { excerptOf } from '../excerpt.ts';
import type { Scenario } from '../scenario.ts';
import { tellCommand } from '../words.ts';
import { type ComposeProgram, isFirstGeneration, type ProgramRun, runProgram } from './compose-program.ts';

/** Compose, for one project of one scenario. */
export interface StackCommands {
  /** A copy of the submission. */
  readonly folder: string;
  /** From now on this is laid over the submission's file. */
  overlay(content: object): void;
  run(
    args: readonly string[],
    options: {
      readonly env: Readonly<Record<string, string>>;
      readonly patienceMs: number;
      /** What it prints is for us: a transcript tells it only where it failed. */
      readonly quiet?: boolean;
    },
  ): Promise<ProgramRun>;
}

/** @param environment what stands in the program's environment beside what a run gives */
export function createStackCommands(
  scenario: Scenario,
  {
    program,
    project,
    file,
    environment,
  }: {
    readonly program: ComposeProgram;
    readonly project: string;
    /** The submission's own. */
    readonly file: string;
    readonly environment: Readonly<Record<string, string>>;
  },
): StackCommands {
  const { run, signal } = scenario;
  const own = mkdtempSync(join(run.folder, 'compose-'));
  const [folder, overlay, none] = ['submission', 'overlay.json', 'none.env'].map((name) =>
    join(own, name),
  ) as [string, string, string];
  layCopy(run.snapshot, folder);
  // The variables of the learner's own .env are not what the judge sets.
  writeFileSync(none, '');
  if (isFirstGeneration(program)) forgetName(join(folder, file));
  return {
    folder,
    overlay: (content) => writeFileSync(overlay, JSON.stringify(content)),
    async run(args, { env, patienceMs, quiet = false }) {
      const told = tellCommand(program.name, args);
      const finish = scenario.begin(`started ${told}, which is still running`);
      const before = performance.now();
      const ended = await scenario.waitingFor(
        `${told} to end`,
        runProgram(
          program.file,
          [
            ...program.args,
            ...['--project-name', project, '--project-directory', folder, '--env-file', none],
            ...['--file', join(folder, file)],
            ...(existsSync(overlay) ? ['--file', overlay] : []),
            ...args,
          ],
          {
            cwd: folder,
            // Every process of ours has the run's folder in its environment, so that what is left of it can be found.
            env: { ...environment, ...env, TMPDIR: own, DOCKER_BUILDKIT: '0', COMPOSE_DOCKER_CLI_BUILD: '0' },
            patienceMs,
            signal,
          },
        ),
      );
      const local = (text: string) =>
        text
          .replaceAll(`${folder}/`, '')
          .replaceAll(folder, '.')
          .replaceAll(`${project}/`, '')
          .replaceAll('\r', '');
      finish({
        kind: 'run',
        program: program.name,
        args,
        env,
        stdin: null,
        ending: ended.code === null ? { kind: 'running' } : { kind: 'exited', code: ended.code },
        stdout: excerptOf(quiet && ended.code === 0 ? '' : local(ended.stdout), run),
        stderr: excerptOf(local(ended.stderr), run),
        wallMs: Math.round(performance.now() - before),
      });
      return { code: ended.code, stdout: ended.stdout, stderr: local(ended.stderr) };
    },
  };
}

/** A snapshot keeps no modes, and images take over those that they find. */
function layCopy(snapshot: string, folder: string): void {
  cpSync(snapshot, folder, { recursive: true });
  makeReadable(folder);
}

function makeReadable(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) makeReadable(path);
    else if (entry.isFile())
      chmodSync(path, readFileSync(path).subarray(0, 2).toString('latin1') === '#!' ? 0o755 : 0o644);
  }
}

/** The first generation does not know that a project may say its name, which is another one here anyway. */
function forgetName(path: string): void {
  writeFileSync(path, readFileSync(path, 'utf8').replace(/^name:.*$/m, ''));
}
