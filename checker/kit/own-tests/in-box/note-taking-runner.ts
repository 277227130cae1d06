import {
  type RunnerTask,
  type RunnerTestFile,
  type RunnerTestSuite,
  type SerializedConfig,
  TestRunner,
  vi,
} from 'vitest';
import { compiledSuffix, type Note, notesFile } from './plan.ts';

// Taken before any test can replace them.
const { existsSync, openSync, readFileSync, writeSync } = process.getBuiltinModule('node:fs');
const { pathToFileURL } = process.getBuiltinModule('node:url');
const { parse, stringify } = JSON;

const longestText = 500;

/**
 * Notes what happens as it happens, so that a test which never ends has been named before it hangs the process. After the
 * first failure of an implementation nothing more is to be learnt about it, and the rest is skipped.
 *
 * One process serves one implementation, file after file, with a new runner for each file; what the runners before it saw
 * stands in the notes.
 */
export default class NoteTakingRunner extends TestRunner {
  readonly #notes: number;
  #failed: boolean;

  constructor(config: SerializedConfig) {
    super(config);
    process.chdir(config.root);
    const path = `${config.root}/${notesFile}`;
    this.#failed = existsSync(path) && tellsFailure(readFileSync(path, 'utf8'));
    this.#notes = openSync(path, 'a');
    process.on('unhandledRejection', this.#spoil);
    process.on('uncaughtException', this.#spoil);
  }

  /**
   * Noted here and not at `onCollectStart`, which vitest holds back until the main process has answered: a file may hang as
   * it loads. What was compiled beforehand needs neither Vite nor a word with the main process.
   */
  override importFile(path: string, source: 'collect' | 'setup'): unknown {
    this.#note({ kind: 'opened', file: path });
    const compiled = `${path}${compiledSuffix}`;
    return existsSync(compiled) ? import(pathToFileURL(compiled).href) : super.importFile(path, source);
  }

  onCollected(files: RunnerTestFile[]): void {
    for (const file of files) {
      this.#note({ kind: 'collected', file: file.name, tests: countTests(file), error: messageOf(file) });
    }
  }

  override async onBeforeRunSuite(suite: RunnerTestSuite): Promise<void> {
    if (this.#failed) suite.mode = 'skip';
    await super.onBeforeRunSuite(suite);
  }

  override async onBeforeRunTask(test: RunnerTask): Promise<void> {
    if (this.#failed) test.mode = 'skip';
    if (test.mode === 'run' || test.mode === 'queued') this.#note({ kind: 'started', test: nameOf(test) });
    await super.onBeforeRunTask(test);
  }

  override onAfterRunTask(test: RunnerTask): void {
    super.onAfterRunTask(test);
    const message = messageOf(test);
    if (message !== null) this.#note({ kind: 'failed', test: nameOf(test), message });
    else if (test.result?.state === 'pass') this.#note({ kind: 'passed', test: nameOf(test) });
  }

  override async onAfterRunSuite(suite: RunnerTestSuite): Promise<void> {
    await super.onAfterRunSuite(suite);
    // A suite also counts as failed when a test of it did; the errors are its hooks' own.
    const error = suite.result?.errors?.[0];
    if (error !== undefined && !this.#failed) {
      const what = `a hook of ${nameOf(suite) || suite.name} failed`;
      this.#note({ kind: 'spoiled', what, message: cut(error.message) });
    }
  }

  override onAfterRunFiles(files: RunnerTestFile[]): void {
    super.onAfterRunFiles(files);
    for (const file of files) this.#note({ kind: 'done', file: file.name });
    process.off('unhandledRejection', this.#spoil);
    process.off('uncaughtException', this.#spoil);
    // The next file starts in the same process; by default vitest would give it a fresh one.
    vi.useRealTimers();
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
  }

  readonly #spoil = (error: unknown): void => {
    const message = cut(error instanceof Error ? error.message : String(error));
    this.#note({ kind: 'spoiled', what: 'an error that no test waited for', message });
  };

  #note(note: Note): void {
    // Where the box lies is nobody's business, and differs from run to run.
    writeSync(this.#notes, `${stringify(note).replaceAll(`${this.config.root}/`, '')}\n`);
    if (isFailure(note)) this.#failed = true;
  }
}

function tellsFailure(notes: string): boolean {
  return notes
    .split('\n')
    .filter((line) => line !== '')
    .some((line) => isFailure(parse(line) as Note));
}

function isFailure(note: Note): boolean {
  return (
    note.kind === 'failed' || note.kind === 'spoiled' || (note.kind === 'collected' && note.error !== null)
  );
}

function countTests(suite: RunnerTestSuite): number {
  return suite.tasks.reduce((sum, task) => sum + (task.type === 'suite' ? countTests(task) : 1), 0);
}

function nameOf(task: RunnerTask): string {
  const names: string[] = [];
  for (let each: RunnerTask | undefined = task; each !== undefined && each !== each.file; each = each.suite) {
    names.unshift(each.name);
  }
  return cut(names.join(' > '));
}

function messageOf(task: RunnerTask): string | null {
  if (task.result?.state !== 'fail') return null;
  return cut(task.result.errors?.[0]?.message ?? 'it failed without a message');
}

function cut(text: string): string {
  return text.slice(0, longestText);
}
