import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { loadCourse } from '../src/course/load-course.ts';
import { openJudge } from '../src/judge/judge.ts';
import { repository } from '../src/repository.ts';
import { openServices } from '../src/services/open-services.ts';
import { readWishes } from '../src/services/wishes.ts';
import { measureBoxes } from './boxes.ts';
import { measureCircuitBreaker } from './circuit-breaker.ts';
import { measureJobQueue } from './job-queue.ts';
import { measureProductionApi } from './production-api.ts';
import { measureRelay } from './relay.ts';
import { measureRestApi } from './rest-api.ts';
import { medianOf, type Sample, tellSamples } from './samples.ts';
import { measureWorkerPool } from './worker-pool.ts';

/**
 * The figures that the project is held to, taken on this machine: they are printed and never asserted. Ratios are taken
 * side by side in one run, since absolute times depend on the machine.
 *
 * `npm run bench` prints a table; `npm run bench -- --json` the same as JSON.
 */
const rounds = 7;
const checker = join(repository, 'checker/bin/checker');
const samples: Sample[] = [];

const bare = measure('node, an empty program', [process.execPath, '-e', '0']);
samples.push(bare);
for (const command of ['--help', 'progress'])
  samples.push(measure(`checker ${command}`, [checker, command], bare));
samples.push(...(await measureChecks()));
samples.push(await measureWatch());
samples.push(...(await measureWorkerPool()), ...(await measureCircuitBreaker()));
samples.push(...(await measureBoxes()));
samples.push(...(await measureRelay()), ...(await measureRestApi()), ...(await measureProductionApi()));
samples.push(...(await measureJobQueue()));
process.stdout.write(
  process.argv.includes('--json') ? `${JSON.stringify(samples, null, 2)}\n` : tellSamples(samples),
);

function measure(name: string, [file, ...args]: readonly [string, ...string[]], against?: Sample): Sample {
  const run = () => {
    const started = performance.now();
    const { status, stderr } = spawnSync(file, args, { cwd: repository });
    if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
    return performance.now() - started;
  };
  run();
  const ms = Array.from({ length: rounds }, run);
  return {
    name,
    ms,
    ratio: against === undefined ? null : medianOf(ms) / medianOf(against.ms),
    to: against?.name ?? null,
  };
}

/** Every reference solution, judged in full by a judge that is warm. */
async function measureChecks(): Promise<Sample[]> {
  const { exercises } = await loadCourse(repository);
  await using services = openServices({
    wishes: readWishes(process.env),
    tmp: tmpdir(),
    redisInstall: null,
    path: process.env.PATH ?? '',
  });
  await using judge = await openJudge({
    repository,
    node: process.execPath,
    path: process.env.PATH ?? '',
    tmp: tmpdir(),
    now: () => new Date(),
    services,
  });
  const measured: Sample[] = [];
  for (const exercise of exercises) {
    const reference = join(exercise.solutions, 'reference');
    await judge.judge(exercise, reference);
    const ms: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const { durationMs, results } = await judge.judge(exercise, reference);
      const wrong = results.filter(({ verdict }) => verdict.kind !== 'passed' && verdict.kind !== 'not-run');
      if (wrong.length > 0)
        throw new Error(`the reference of ${exercise.id} fails ${wrong.map(({ slug }) => slug)}`);
      ms.push(durationMs);
    }
    measured.push({ name: `a warm check of ${exercise.id}`, ms, ratio: null, to: null });
  }
  return measured;
}

/** From a save to the first verdict of a judge that watches. */
async function measureWatch(): Promise<Sample> {
  const root = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    for (const part of ['weeks', 'solutions']) symlinkSync(join(repository, part), join(root, part));
    const workspace = join(root, 'workspace/task-cli');
    mkdirSync(join(root, 'workspace'));
    cpSync(join(repository, 'solutions/week-1/09-task-cli/reference'), workspace, { recursive: true });
    const child = spawn(checker, ['watch', 'task-cli', '--events'], {
      env: { ...process.env, CHECKER_ROOT: root },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async (kind: string) => {
      for (;;) {
        const { value, done } = await lines.next();
        if (done === true) throw new Error('watch ended early');
        if ((JSON.parse(value) as { kind: string }).kind === kind) return;
      }
    };
    const ms: number[] = [];
    await next('report');
    for (let round = 0; round < rounds; round++) {
      const now = new Date();
      const started = performance.now();
      utimesSync(join(workspace, 'src/main.ts'), now, now);
      await next('ended');
      ms.push(performance.now() - started);
      await next('report');
    }
    child.kill('SIGINT');
    return { name: 'from a save to the first verdict, task-cli', ms, ratio: null, to: null };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
