import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { capOutput } from '../../src/box/capped-output.ts';
import { unlessGone } from '../../src/services/docker/unless-gone.ts';
import { freePort } from '../../src/services/free-port.ts';
import { excerptOf } from '../excerpt.ts';
import { broken } from '../expect.ts';
import { createHttpClient } from '../http/create-http.ts';
import type { Scenario } from '../scenario.ts';
import { nextLine, readLogLines } from '../service/log-lines.ts';
import { troubleOf } from '../service-access.ts';
import { settledWithin } from '../settled-within.ts';
import { tellCommand } from '../words.ts';
import { expectOurNetwork, publishedPort } from './container-network.ts';
import type { EngineContainer, OpenEngine } from './create-engine.ts';
import type { Container, ContainerEnd, ContainerOptions } from './engine.ts';

const usualPatienceMs = 10_000;
const healthPatienceMs = 30_000;
/** An engine tells states only when it is asked. */
const askEveryMs = 100;
const usualPort = 3000;
const memoryMiB = 512;
const processes = 128;

export async function startContainer(
  scenario: Scenario,
  engine: OpenEngine,
  image: string,
  options: ContainerOptions,
): Promise<Container> {
  const { dockerode } = engine;
  const { run } = scenario;
  const name = options.name ?? `the container of ${run.manifest.id}`;
  const port = options.port ?? usualPort;
  const network = options.network ?? 'own';
  if (network === 'host') await expectOurNetwork(engine);
  const env = network === 'host' ? { PORT: String(await freePort()), ...options.env } : (options.env ?? {});
  // Not to the whole network, unless ports are reached from elsewhere: where this is a container itself, for example.
  const hostIp = engine.host === '127.0.0.1' ? engine.host : '';
  const key = `${port}/tcp`;
  const made = await dockerode.createContainer({
    Image: image,
    Labels: { ...engine.owner },
    Env: Object.entries(env).map(([variable, value]) => `${variable}=${value}`),
    ...(options.command === undefined ? {} : { Cmd: [...options.command] }),
    ...(network === 'own' ? { ExposedPorts: { [key]: {} } } : {}),
    HostConfig: {
      NetworkMode: { own: 'bridge', host: 'host', none: 'none' }[network],
      ...(network === 'own' ? { PortBindings: { [key]: [{ HostIp: hostIp, HostPort: '0' }] } } : {}),
      ReadonlyRootfs: options.readOnly ?? false,
      ...(options.withoutCapabilities ? { CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges'] } : {}),
      Memory: memoryMiB * 2 ** 20,
      PidsLimit: processes,
    },
  });
  scenario.defer(() => made.remove({ force: true, v: true }).catch(unlessGone));
  const attached = await made.attach({ stream: true, stdout: true, stderr: true });
  const [out, err] = [new PassThrough(), new PassThrough()];
  made.modem.demuxStream(attached, out, err);
  attached.once('end', () => {
    out.end();
    err.end();
  });
  const cap = run.manifest.limits.outputMiB * 2 ** 20;
  const [stdout, stderr] = [capOutput(out, cap), capOutput(err, cap)];
  const told = tellCommand('docker', ['run', ...flagsOf(options), image.split(':')[0] ?? image]);
  const finish = scenario.begin(`started ${name} with ${told}, which is still running`);
  const waited = made.wait({ condition: 'next-exit' }) as Promise<{ readonly StatusCode: number }>;
  // Where nobody waits for it, one that is removed at the scenario's end rejects.
  waited.catch(() => {});
  await startOrTell(made, name);
  const exited = waited.then(async ({ StatusCode: code }): Promise<ContainerEnd> => {
    const outOfMemory = (await made.inspect()).State.OOMKilled;
    finish({ kind: 'note', text: `started ${name} with ${told}; its end: exit code ${code}` });
    return { code, outOfMemory };
  });
  exited.catch(() => {});
  scenario.tellOnFailure(() => {
    const text = stderr.text();
    return text.trim() === ''
      ? []
      : [{ kind: 'file', action: 'read', path: `stderr of ${name}`, text: excerptOf(text, run) }];
  });

  const logs = readLogLines(stdout);
  const log: Container['log'] = (test, patienceMs = usualPatienceMs) =>
    scenario.waitingFor(
      `a line in the log of ${name}`,
      nextLine({ output: stdout, logs, test, patienceMs, signal: scenario.signal }),
    );
  const ended: Container['ended'] = async (patienceMs = usualPatienceMs) =>
    scenario.waitingFor(
      `${name} to end`,
      settledWithin(exited, patienceMs).then((inTime) => (inTime ? exited : null)),
    );
  const address = {
    host: network === 'own' ? engine.host : '127.0.0.1',
    port: network === 'own' ? await publishedPort(made, key) : Number(env.PORT ?? port),
  };
  const diagnose = async () =>
    (await settledWithin(exited, 500)) ? `${name} has ended: exit code ${(await exited).code}` : null;
  return {
    id: made.id,
    ...createHttpClient(scenario, address, { diagnose }),
    output: {
      get stdout() {
        return stdout.text();
      },
      get stderr() {
        return stderr.text();
      },
    },
    logs,
    log,
    ended,
    async listening(patienceMs = usualPatienceMs) {
      if ((await log((line) => line.msg === 'listening', patienceMs)) !== null) return;
      const end = (await settledWithin(exited, 500)) ? await exited : null;
      broken({
        expected: `${name} to log one JSON line with \`msg: "listening"\``,
        saw:
          end === null ? `no such line within ${patienceMs / 1000} s` : `exit code ${end.code} before that`,
        look: 'Start it by hand with `docker run` and the same variables: what does it say?',
      });
    },
    async health(patienceMs = healthPatienceMs) {
      const until = performance.now() + patienceMs;
      for (;;) {
        const { State } = await made.inspect();
        const status = State.Running ? statusOf(State.Health?.Status) : 'ended';
        if (status !== 'starting' || performance.now() > until) return status;
        await sleep(askEveryMs, undefined, { signal: scenario.signal });
      }
    },
    async process() {
      const { State } = await made.inspect();
      if (!State.Running) return null;
      const { Processes } = (await made.top({ ps_args: '-eo pid,uid,args' })) as {
        readonly Processes: readonly (readonly string[])[];
      };
      const [, uid, ...command] = Processes.find(([pid]) => Number(pid) === State.Pid) ?? [];
      return { uid: Number(uid), command: command.join(' ') };
    },
    async run(command) {
      const exec = await made.exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true });
      const stream = await exec.start({});
      const both = new PassThrough();
      made.modem.demuxStream(stream, both, both);
      stream.once('end', () => both.end());
      const kept = capOutput(both, cap);
      await scenario.waitingFor(`${tellCommand('docker exec', command)} to end`, kept.ended);
      return { code: (await exec.inspect()).ExitCode ?? -1, output: kept.text() };
    },
    async signal(signalName) {
      scenario.note({ kind: 'signal', signal: signalName, when: `to ${name}` });
      await made.kill({ signal: signalName });
    },
    async stop(seconds = 10) {
      scenario.note({ kind: 'note', text: `stopped ${name} by \`docker stop --time ${seconds}\`` });
      await made.stop({ t: seconds });
      return scenario.waitingFor(`${name} to end`, exited);
    },
  };
}

/** An engine that cannot start the image's command says so with 400 or 404; anything else is its own trouble. */
async function startOrTell(container: EngineContainer, name: string): Promise<void> {
  try {
    await container.start();
  } catch (error) {
    const { statusCode, message } = error as { readonly statusCode?: number; readonly message: string };
    if (statusCode !== 400 && statusCode !== 404) throw troubleOf('Docker', error);
    broken({
      expected: `${name} to start`,
      saw: message.slice(0, 500),
      look: 'Is what CMD and ENTRYPOINT name in the image, and may the image’s user run it?',
    });
  }
}

function flagsOf({ env = {}, network, readOnly, withoutCapabilities }: ContainerOptions): string[] {
  return [
    ...(network === undefined || network === 'own' ? [] : ['--network', network]),
    ...(readOnly ? ['--read-only'] : []),
    ...(withoutCapabilities ? ['--cap-drop', 'ALL'] : []),
    ...Object.entries(env).flatMap(([variable, value]) => ['-e', `${variable}=${value}`]),
  ];
}

function statusOf(status: string | undefined): 'healthy' | 'unhealthy' | 'starting' | 'none' {
  return status === 'healthy' || status === 'unhealthy' || status === 'starting' ? status : 'none';
}
