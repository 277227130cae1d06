import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { InlineConfig } from 'vitest/node';
import type { Plan } from './plan.ts';

/**
 * Runs the learner's tests on every implementation: one vitest, one project and one process an implementation. A further
 * process costs 0.15 s of CPU before its first test, a further project 0.02 s in this process where tests were compiled
 * beforehand, and 0.1 s where Vite does it; a vitest of its own for each takes 0.5 s. Sharing processes among implementations would save
 * little (threads: nothing), and one implementation could look at another: as it is, a process may read its own folder only.
 */
const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Plan;
const { createVitest }: typeof import('vitest/node') = await import(pathToFileURL(plan.vitest).href);

const options: InlineConfig = {
  watch: false,
  api: false,
  reporters: [{}],
  maxWorkers: plan.workers,
  silent: true,
  passWithNoTests: true,
  teardownTimeout: 500,
  dangerouslyIgnoreUnhandledErrors: true,
  projects: plan.projects.map((folder) => ({
    test: {
      name: basename(folder),
      root: folder,
      include: [plan.include],
      pool: 'forks',
      isolate: false,
      globals: true,
      allowOnly: true,
      testTimeout: plan.testTimeoutMs,
      hookTimeout: plan.testTimeoutMs,
      runner: plan.runner,
      // Imported by Node itself, and so are the compiled tests that it imports.
      server: { deps: { external: [/\/note-taking-runner\.mjs$/] } },
      env: { TMPDIR: join(folder, 'tmp') },
      execArgv: [
        '--permission',
        ...[...plan.readable, folder].map((each) => `--allow-fs-read=${each}`),
        `--allow-fs-write=${folder}`,
        ...plan.flags,
      ],
      fsModuleCache: true,
      fsModuleCachePath: join(folder, 'cache'),
    },
    envDir: false,
    cacheDir: join(folder, 'cache'),
  })),
};
const vitest = await createVitest(
  { ...options, config: false, root: plan.home },
  { envDir: false, cacheDir: join(plan.home, 'cache') },
);
await vitest.start();
await vitest.close();
process.exit(0);
