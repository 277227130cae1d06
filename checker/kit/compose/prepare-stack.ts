import { randomBytes } from 'node:crypto';
import { parse } from 'yaml';
import { freePort } from '../../src/services/free-port.ts';
import { serviceTrouble } from '../../src/services/server.ts';
import type { OpenEngine } from '../engine/create-engine.ts';
import { fetchImages } from '../engine/fetch-images.ts';
import { speaksOfNetwork } from '../engine/speaks-of-network.ts';
import { excerptOf } from '../excerpt.ts';
import { broken, notRun } from '../expect.ts';
import { createHttpClient } from '../http/create-http.ts';
import type { Scenario } from '../scenario.ts';
import type { Stack, StackOptions } from './compose.ts';
import { type ComposeProgram, isFirstGeneration, type ProgramRun } from './compose-program.ts';
import { fetchedImages, overlayOf, type ResolvedConfig, readConfig, refuseMachine } from './overlay.ts';
import { createStackCommands } from './stack-commands.ts';
import { comesUp, removeStack, stackLabels, stateOfStack, tellStates, troubledLogs } from './stack-state.ts';

export interface StackParts {
  readonly engine: OpenEngine;
  readonly program: ComposeProgram;
  /** Of the program, without what the options give. */
  readonly environment: Readonly<Record<string, string>>;
  /** Name of the submission's file. */
  readonly file: string;
}

const usualUpMs = 120_000;
const usualBuildMs = 180_000;
const downMs = 60_000;
const shortMs = 30_000;
/** Somebody may take a port between our look and the engine's. */
const portTries = 3;

export async function prepareStack(
  scenario: Scenario,
  parts: StackParts,
  { env, portVariable, buildPatienceMs = usualBuildMs }: StackOptions,
): Promise<Stack> {
  const { engine, program } = parts;
  const project = `workbook-${randomBytes(6).toString('hex')}`;
  const commands = createStackCommands(scenario, { ...parts, project });
  let port = await freePort();
  const compose = (args: readonly string[], patienceMs: number, quiet = false) =>
    commands.run(args, { env: { ...env, [portVariable]: String(port) }, patienceMs, quiet });

  const config = resolved(program, await compose(['config'], shortMs, true));
  refuseMachine(config, commands.folder);
  await fetchImages(scenario, engine.client, fetchedImages(config));
  // Before there is anything to remove: whatever happens from here on, it goes.
  let removed: Promise<void> | null = null;
  const remove = () => {
    removed ??= removeStack(engine, project);
    return removed;
  };
  scenario.defer(remove);
  const labels = stackLabels(engine.owner, project);
  commands.overlay(overlayOf(config, { project, labels, imageLabels: engine.owner }));
  const built = await compose(['build'], buildPatienceMs);
  if (built.code !== 0) tellFailedBuild(program, built);

  const tellNotUp = async (why: string): Promise<never> => {
    const states = await stateOfStack(engine, project);
    for (const { name, text } of await troubledLogs(engine, states))
      scenario.note({
        kind: 'file',
        action: 'read',
        path: `the log of ${name}`,
        text: excerptOf(text, scenario.run),
      });
    return broken({
      expected: `\`${program.name} up\` to bring up everything: healthy what has a health check, and ended with 0 what ends`,
      saw: `${why}: ${tellStates(states)}`,
      look: `\`${program.name} ps --all\` and \`${program.name} logs\` tell which of them did not come up, and what it said.`,
    });
  };
  return {
    project,
    [Symbol.asyncDispose]: () => scenario.waitingFor('all that Compose has made to be removed', remove()),
    async up(patienceMs = usualUpMs) {
      const until = performance.now() + patienceMs;
      for (let tried = 1; ; tried += 1) {
        const run = await compose(['up', '--detach'], patienceMs);
        if (run.code === 0) break;
        if (tried === portTries || !portIsTaken(run)) await tellNotUp(`it ${tellEnd(run)}`);
        port = await freePort();
      }
      const up = comesUp(engine, project, { until, signal: scenario.signal });
      if (!(await scenario.waitingFor('everything of compose.yaml to come up', up)))
        await tellNotUp(`within ${Math.round(patienceMs / 1000)} s`);
      return createHttpClient(
        scenario,
        { host: engine.host, port },
        {
          diagnose: async () => tellStates(await stateOfStack(engine, project)),
        },
      );
    },
    async down() {
      const run = await compose(['down'], downMs);
      if (run.code === 0) return;
      broken({
        expected: `\`${program.name} down\` to take everything down again`,
        saw: `it ${tellEnd(run)}`,
        look: 'Which of them does not end, and who has to tell it to?',
      });
    },
  };
}

/** What the file comes to, with all variables in their places. */
function resolved(program: ComposeProgram, run: ProgramRun): ResolvedConfig {
  if (run.code === 0) return readConfig(parse(run.stdout));
  if (isFirstGeneration(program)) {
    notRun(
      `only docker-compose ${program.version} is here, which cannot read this compose.yaml`,
      `Docker Compose 2 or later adds it (docs.docker.com/compose/install). What ${program.version} says: ${lastLine(run)}`,
    );
  }
  return refuseConfig(program, run);
}

export function refuseConfig(program: ComposeProgram, run: ProgramRun): never {
  return broken({
    expected: `\`${program.name} config\` to take compose.yaml, with the variables of the page`,
    saw: `it ${tellEnd(run)}`,
    look: 'Which variable does it want, and which field does it not know? Nothing but what the page names must be needed.',
  });
}

function tellFailedBuild(program: ComposeProgram, run: ProgramRun): never {
  if (speaksOfNetwork(`${run.stdout.slice(-4_000)}\n${run.stderr.slice(-4_000)}`)) {
    throw serviceTrouble(
      `the image could not be built, since something could not be fetched: ${lastLine(run)}`,
      'Is this machine online? CHECKER_NODE_IMAGE names another image to build on.',
    );
  }
  return broken({
    expected: `\`${program.name} build\` to build what compose.yaml says`,
    saw: `it ${tellEnd(run)}`,
    look: 'Which step fails, and what does it find in its context? Try `docker build .` with the same arguments.',
  });
}

function portIsTaken({ stdout, stderr }: ProgramRun): boolean {
  return /port is already allocated|address already in use/i.test(stdout + stderr);
}

function tellEnd(run: ProgramRun): string {
  return run.code === null ? 'was not done in time' : `ended with ${run.code}: ${lastLine(run)}`;
}

/** Compose says last why it ends. */
function lastLine({ stdout, stderr }: ProgramRun): string {
  const lines = (stderr.trim() === '' ? stdout : stderr).trim().split('\n');
  return (lines.at(-1) ?? '').trim().slice(0, 300);
}
