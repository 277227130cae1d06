import { randomBytes } from 'node:crypto';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BoxProcess } from '../src/box/box.ts';
import { readPeakResidentBytes } from '../src/box/process-table.ts';
import { refusedBuiltins } from '../src/course/refused-builtins.ts';
import { openDriverChannel } from './driver-channel.ts';
import { excerptOf } from './excerpt.ts';
import { broken } from './expect.ts';
import type { DriverLink, ModuleHost, Outcome, PendingCall, Run } from './fixtures.ts';
import { permissionOf } from './permission-of.ts';
import type { Scenario } from './scenario.ts';
import { showValue, tellEnding } from './words.ts';

const startPatienceMs = 10_000;
const callPatienceMs = 10_000;

/** Starts driver processes in the scenario's box, each beside a fresh copy of the learner's module. */
export function createModuleHost(scenario: Scenario): ModuleHost {
  const { manifest, app, driver, repository } = scenario.run;
  if (driver === null) throw new Error(`${manifest.id} has no hidden/driver.ts`);
  const moduleFile = manifest.module ?? manifest.entry;

  return {
    async open(options = {}) {
      const child = await scenario.box().spawn({
        run: { kind: 'node', entry: driver, nodeOptions: heapFlags(options.heapMiB) },
        args: [],
        ...(options.env === undefined ? {} : { env: options.env }),
        permission: permissionOf(manifest),
        pipes: 3,
      });
      const key = randomBytes(16);
      const words = [0, 4, 8, 12].map((at) => key.readInt32LE(at));
      const channel = openDriverChannel({ child, key: words, scenario, patienceMs: callPatienceMs });
      channel.hello({
        key: words,
        module: pathToFileURL(join(app, moduleFile.replace(/\.m?ts$/, '.js'))).href,
        packages: pathToFileURL(join(repository, 'node_modules/')).href,
        builtins: manifest.imports.builtins ?? allowedBuiltins(),
      });
      const exited = child.exited.then((exit) => {
        scenario.hit(exit.limits);
        return runOf(child, moduleFile, exit);
      });
      const ready = await scenario.waitingFor(
        `${moduleFile} to be imported`,
        Promise.race([
          channel.next(
            (event) => event.name === 'driver.ready' || event.name === 'driver.failed',
            startPatienceMs,
          ),
          exited.then(() => null),
        ]),
      );
      if (ready?.name !== 'driver.ready')
        await failToLoad(scenario, moduleFile, ready?.data ?? null, exited, child);
      const call = (method: string, params?: unknown, transcript = true): PendingCall => {
        const pending = channel.call(method, params);
        const told = { kind: 'call', method, params: params === undefined ? '' : showValue(params) } as const;
        const finish = transcript ? scenario.begin(`${method} was called, and has not come back`) : null;
        return {
          get settled() {
            return pending.settled;
          },
          async outcome(patienceMs) {
            const outcome = await pending.outcome(patienceMs);
            finish?.({ ...told, result: tellOutcome(outcome) });
            return outcome;
          },
        };
      };
      const link: DriverLink = {
        pid: child.pid,
        call: (method, params, callOptions) =>
          scenario.waitingFor(
            `the answer to ${method}`,
            call(method, params, callOptions?.transcript).outcome(callOptions?.patienceMs ?? callPatienceMs),
          ),
        start: (method, params) => call(method, params),
        event: (name, test = () => true, patienceMs = callPatienceMs) =>
          scenario.waitingFor(
            `the event ${name}`,
            channel.next((event) => event.name === name && test(event.data), patienceMs),
          ),
        get events() {
          return channel.events;
        },
        peakMemoryBytes: () => readPeakResidentBytes(child.pid),
        signal: (name) => child.signal(name),
        kill: () => child.kill(),
        exited,
      };
      return link;
    },
  };
}

/** `--max-heap-size` counts young objects in, whose space is otherwise sized by what the machine has. */
function heapFlags(heapMiB: number | undefined): string[] {
  return heapMiB === undefined ? [] : [`--max-heap-size=${heapMiB}`];
}

function tellOutcome(outcome: Outcome): string {
  if (outcome.ok === true) return showValue(outcome.value);
  if (outcome.ok === false) return `threw ${outcome.error.name}: ${outcome.error.message}`;
  return outcome.why === 'ended' ? 'the process ended before it answered' : 'no answer came in time';
}

async function failToLoad(
  scenario: Scenario,
  moduleFile: string,
  error: unknown,
  exited: Promise<Run>,
  child: BoxProcess,
): Promise<never> {
  child.kill();
  const run = await exited;
  const stderr = excerptOf(run.stderr, scenario.run).text.trim();
  const told = error === null ? tellEnding(run.ending) : showValue(error);
  return broken({
    expected: `\`import('./${moduleFile}')\` to load the module`,
    saw: stderr === '' ? told : `${told}; stderr: ${stderr.slice(0, 300)}`,
    look: `Import ${moduleFile} from a file of your own: does it throw, end the process, or never come back?`,
  });
}

function runOf(child: BoxProcess, moduleFile: string, exit: Awaited<BoxProcess['exited']>): Run {
  return {
    program: moduleFile,
    args: [],
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

/** Every public built-in but those that reach into the process or out of the box. */
function allowedBuiltins(): string[] {
  return builtinModules.filter(
    (name) => !name.startsWith('_') && !refusedBuiltins.includes(name.split('/')[0] ?? ''),
  );
}
