import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How a run of the program ended. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An empty folder in which the program runs as a shell would run it; removed by `await using` at the end of the test. */
export function emptyFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'task-'));
  return {
    path: (name: string) => join(folder, name),
    task: (args: readonly string[], stdin = '') => run(args, folder, stdin),
    /** The task file, parsed. */
    file: (name = 'tasks.json'): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8')),
    async [Symbol.asyncDispose]() {
      rmSync(folder, { recursive: true });
    },
  };
}

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

function run(args: readonly string[], cwd: string, stdin: string): Promise<Run> {
  const { TASKS_FILE: _, ...env } = process.env;
  const child = spawn(process.execPath, [main, ...args], { cwd, env });
  const run = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    run.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    run.stderr += text;
  });
  child.stdin.on('error', () => {}).end(stdin);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...run }));
  });
}
