import type { BoxCommand, BoxProcess } from '../../src/box/box.ts';
import { excerptOf, localPaths } from '../excerpt.ts';
import type { Run } from '../fixtures.ts';
import { createHttpClient } from '../http/create-http.ts';
import { runOf } from '../run-of.ts';
import type { Scenario } from '../scenario.ts';
import { settledWithin } from '../settled-within.ts';
import { tellEnding } from '../words.ts';
import { awaitListening } from './await-listening.ts';
import { nextLine, readLogLines } from './log-lines.ts';
import { readMainThreadCpuMs, readResources } from './resources.ts';
import type { LaunchedService } from './service-host.ts';

const usualPatienceMs = 10_000;
/** How long a connection that broke may be ahead of the news that its process has ended. */
const newsMs = 500;

/** Starts a command that is to become a service. Its end and what it wrote to stderr stand in a failure. */
export async function launchCommand(
  scenario: Scenario,
  command: BoxCommand,
  {
    name,
    told = command.env,
    several,
  }: {
    readonly name: string;
    /** The variables that a transcript tells, where that is not the whole environment. */
    readonly told?: BoxCommand['env'];
    /** Whether requests have to say who was asked. */
    readonly several: () => boolean;
  },
): Promise<LaunchedService> {
  const { args } = command;
  const child = await scenario.box().spawn(command);
  const settings = Object.entries(told ?? {}).map(
    ([variable, value]) => `${variable}=${localPaths(value, scenario.run)}`,
  );
  const finish = scenario.begin(`started ${name} with ${settings.join(' ')}, which is still running`);
  const exited = child.exited.then((exit) => {
    const run = runOf(name, args, child, exit);
    finish({
      kind: 'note',
      text: `started ${name} with ${settings.join(' ')}; its end: ${tellEnding(run.ending)}`,
    });
    scenario.hit(exit.limits);
    return run;
  });
  scenario.tellOnFailure(() => {
    const stderr = child.stderr.text();
    return stderr.trim() === ''
      ? []
      : [{ kind: 'file', action: 'read', path: `stderr of ${name}`, text: excerptOf(stderr, scenario.run) }];
  });
  return createLaunched({ scenario, child, exited, name, several });
}

function createLaunched({
  scenario,
  child,
  exited,
  name,
  several,
}: {
  readonly scenario: Scenario;
  readonly child: BoxProcess;
  readonly exited: Promise<Run>;
  readonly name: string;
  readonly several: () => boolean;
}): LaunchedService {
  const { network } = scenario.box();
  let over = false;
  exited.finally(() => {
    over = true;
  });
  const ended = async (patienceMs = usualPatienceMs) =>
    scenario.waitingFor(
      `${name} to end`,
      settledWithin(exited, patienceMs).then((inTime) => (inTime ? exited : null)),
    );
  const logs = readLogLines(child.stdout);
  const launched: LaunchedService = {
    pid: child.pid,
    logs,
    log: (test, patienceMs = usualPatienceMs) =>
      scenario.waitingFor(
        `a line in the log of ${name}`,
        nextLine({ output: child.stdout, logs, test, patienceMs, signal: scenario.signal }),
      ),
    output: {
      get stdout() {
        return child.stdout.text();
      },
      get stderr() {
        return child.stderr.text();
      },
    },
    signal(signalName) {
      scenario.note({ kind: 'signal', signal: signalName, when: `to ${name}` });
      child.signal(signalName);
    },
    kill: () => child.kill(),
    ended,
    exited,
    resources: () => (over ? null : readResources(child.pid)),
    mainThreadCpuMs: () => (over ? null : readMainThreadCpuMs(child.pid)),
    async listening(patienceMs = usualPatienceMs) {
      const address = await scenario.waitingFor(
        `${name} to listen`,
        awaitListening({ launched, child, name, network, patienceMs, signal: scenario.signal }),
      );
      const diagnose = async () =>
        (await settledWithin(exited, newsMs))
          ? `${name} has ended: ${tellEnding((await exited).ending)}`
          : null;
      const asked = () => (several() ? name : null);
      return {
        ...launched,
        ...address,
        ...createHttpClient(scenario, address, { network, diagnose, name: asked }),
      };
    },
  };
  return launched;
}
