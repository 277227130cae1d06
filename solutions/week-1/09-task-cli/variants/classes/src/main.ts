import { Application } from './cli/application.ts';
import { createFileStore, createTaskService } from './index.ts';

class Main {
  readonly #controller = new AbortController();

  async start(): Promise<void> {
    process.on('SIGINT', () => this.#controller.abort(new Error('SIGINT')));
    for (const stream of [process.stdout, process.stderr]) {
      stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
    }
    const path =
      process.env.TASKS_FILE === undefined || process.env.TASKS_FILE === ''
        ? 'tasks.json'
        : process.env.TASKS_FILE;
    const service = createTaskService({ store: createFileStore({ path }), clock: { now: () => new Date() } });
    const outside = {
      stdin: process.stdin,
      out: (text: string) => void process.stdout.write(text),
      err: (text: string) => void process.stderr.write(text),
    };
    process.exitCode = await new Application(service, outside, this.#controller).run(process.argv.slice(2));
  }
}

await new Main().start();
