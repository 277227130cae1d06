import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCourse } from '../src/course/load-course.ts';
import type { Proof } from '../src/judge/prove/proof.ts';
import { repository } from '../src/repository.ts';

/**
 * All tests of the project, as `make test` runs them: types, format and lint, dependency rules, the course's own lint, unit
 * and end-to-end tests, and a proof of every exercise. The last line says how many passed and failed, and is what CI reads.
 */
const node = process.execPath;
const bin = join(repository, 'node_modules/.bin');
const folder = mkdtempSync(join(tmpdir(), 'workbook-tests-'));
const vitestFile = join(folder, 'vitest.json');
const counts = { passed: 0, failed: 0 };

try {
  await step('types', [node, join(repository, 'node_modules/typescript-7/bin/tsc'), '-p', '.']);
  await step('format and lint', [node, join(bin, 'biome'), 'check', '.']);
  await step('dependency rules', [
    node,
    join(bin, 'depcruise'),
    '--config',
    '.dependency-cruiser.cjs',
    'checker',
  ]);
  await step('course lint', [join(repository, 'checker/bin/checker'), 'lint']);
  await countVitest();
  await countProofs();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;

async function step(name: string, command: readonly [string, ...string[]]): Promise<void> {
  count(name, (await run(command, 'inherit')).code === 0);
}

async function countVitest(): Promise<void> {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${vitestFile}`];
  const { code } = await run([node, join(bin, 'vitest'), 'run', ...reporters], 'inherit');
  const report = JSON.parse(readFileSync(vitestFile, 'utf8')) as {
    readonly numPassedTests: number;
    readonly numFailedTests: number;
  };
  counts.passed += report.numPassedTests;
  counts.failed += report.numFailedTests;
  // A file that does not load fails no test; the exit code knows it.
  if (code !== 0 && report.numFailedTests === 0) count('unit and end-to-end tests', false);
}

/**
 * Of a service each hidden test is seen failing on one mutant: a thousand of them take hours of processor time. The commit
 * draws which, so that over the commits each has its turn; `make prove` judges all.
 */
async function countProofs(): Promise<void> {
  const { exercises } = await loadCourse(repository);
  const seed = await seedOfCommit();
  const [services, others] = [true, false].map((isService) =>
    exercises.filter(({ manifest }) => (manifest.kind === 'service') === isService).map(({ id }) => id),
  ) as [string[], string[]];
  await countProof(others, []);
  await countProof(services, ['--draw', '1', '--seed', `${seed}`]);
}

/** Each subject of a proof counts as a test: it has holes or it has none. */
async function countProof(exercises: readonly string[], options: readonly string[]): Promise<void> {
  const { code, stdout } = await run(
    [join(repository, 'checker/bin/checker'), 'prove', ...exercises, '--quick', '--json', ...options],
    'pipe',
  );
  if (code !== 0 && code !== 1) return count(`proof of ${exercises.join(', ')}`, false);
  for (const proof of JSON.parse(stdout) as Proof[]) {
    const { exercise, mutants, variants, holes, flakes } = proof;
    const bad = new Set([...holes, ...flakes].map(({ subject }) => subject));
    counts.failed += bad.size;
    counts.passed += Math.max(0, 2 + variants.total + mutants.total - bad.size);
    const left = mutants.left === 0 ? '' : ` (${mutants.left} more not drawn by seed ${proof.seed})`;
    const told = `mutants ${mutants.killed}/${mutants.total}${left}, variants ${variants.passed}/${variants.total}`;
    console.log(`${bad.size === 0 ? 'ok' : 'FAILED'}  proof of ${exercise}: ${told}, ${proof.durationMs} ms`);
    for (const { kind, subject, slug, saw } of holes) console.log(`    ${kind}: ${subject}, ${slug}: ${saw}`);
  }
}

/** From the commit that is checked out; where there is no git, from the time. */
async function seedOfCommit(): Promise<number> {
  const { code, stdout } = await run(['git', 'rev-parse', 'HEAD'], 'pipe').catch(() => ({
    code: 1,
    stdout: '',
  }));
  return code === 0 ? Number.parseInt(stdout.slice(0, 8), 16) : Date.now() % 2 ** 32;
}

function count(name: string, good: boolean): void {
  counts[good ? 'passed' : 'failed'] += 1;
  console.log(`${good ? 'ok' : 'FAILED'}  ${name}`);
}

function run(
  [file, ...args]: readonly [string, ...string[]],
  output: 'inherit' | 'pipe',
): Promise<{ readonly code: number | null; readonly stdout: string }> {
  const child = spawn(file, args, { cwd: repository, stdio: ['ignore', output, 'inherit'] });
  let stdout = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout }));
  });
}
