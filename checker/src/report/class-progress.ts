import { withoutCommand } from './github-log.ts';
import { cut } from './layout.ts';
import { clearLine, drawBar, everyInterval, type LiveProgressOptions } from './live-progress.ts';
import { tellCount, tellDuration } from './quantities.ts';
import { sanitizeLine } from './sanitize.ts';

export type ClassStep =
  | { readonly kind: 'surveying'; readonly total: number }
  | { readonly kind: 'surveyed' }
  | { readonly kind: 'judging'; readonly total: number }
  | { readonly kind: 'begun'; readonly id: string }
  | { readonly kind: 'ended'; readonly id: string }
  | { readonly kind: 'graded'; readonly id: string; readonly outcome: string; readonly known: boolean };

/**
 * What stands on the screen while a class is graded: on a terminal one line with a bar, gone at the end; elsewhere a line a
 * submission. Dispose of it before anything else is written.
 */
export class ClassProgress implements Disposable {
  readonly #options: Omit<LiveProgressOptions, 'exercise' | 'total'>;
  readonly #startedAt: number;
  readonly #stop: () => void;
  readonly #running = new Set<string>();
  #phase: 'reading' | 'judging' = 'reading';
  #total = 0;
  #done = 0;
  #drawn = false;

  constructor(options: Omit<LiveProgressOptions, 'exercise' | 'total'>) {
    this.#options = options;
    this.#startedAt = options.clock.elapsed();
    const every = options.every ?? everyInterval;
    this.#stop = options.mode === 'line' ? every(redrawMs, () => this.#draw()) : () => {};
  }

  take(step: ClassStep): void {
    switch (step.kind) {
      case 'surveying':
      case 'judging':
        this.#phase = step.kind === 'surveying' ? 'reading' : 'judging';
        this.#total = step.total;
        this.#done = 0;
        this.#log(
          `${this.#phase === 'reading' ? 'Reading' : 'Judging'} ${tellCount(step.total, 'submission')}.`,
        );
        break;
      case 'surveyed':
        this.#done += 1;
        break;
      case 'begun':
        this.#running.add(step.id);
        break;
      case 'ended':
        this.#running.delete(step.id);
        break;
      case 'graded':
        this.#done += 1;
        this.#log(
          `${this.#done} of ${this.#total}: ${sanitizeLine(step.id)}: ${step.outcome}${step.known ? ', known from an earlier run' : ''}`,
        );
        break;
      default:
        step satisfies never;
    }
    if (this.#options.mode === 'line') this.#draw();
  }

  [Symbol.dispose](): void {
    this.#stop();
    if (this.#drawn) this.#options.stream.write(clearLine);
    this.#drawn = false;
  }

  #log(line: string): void {
    if (this.#options.mode === 'log') this.#options.stream.write(`${withoutCommand(line)}\n`);
  }

  #draw(): void {
    const { columns, unicode, stream, clock } = this.#options;
    const elapsed = tellDuration(clock.elapsed() - this.#startedAt);
    const running = [...this.#running].map(sanitizeLine).join(', ');
    const told = `${this.#phase} ${this.#done} of ${this.#total}, ${elapsed}${running === '' ? '' : `, at ${running}`}`;
    const line = `${drawBar(this.#done, this.#total, unicode, columns)}${told}`;
    // One column is left free: some terminals wrap when the last one is written.
    stream.write(`${clearLine}${cut(line, columns - 1, unicode ? '…' : '...')}`);
    this.#drawn = true;
  }
}

const redrawMs = 200;
