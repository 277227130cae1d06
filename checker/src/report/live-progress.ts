import type { JudgeEvent } from '../judge/verdict.ts';
import { cut } from './layout.ts';
import { tellCount, tellDuration } from './quantities.ts';
import { markOf } from './symbols.ts';

export interface LiveProgressOptions {
  /** Standard error, so that what is on standard output stays data. */
  readonly stream: { write(text: string): unknown };
  /** `line` redraws one line of a terminal; `log` writes a line now and then; `silent` nothing. */
  readonly mode: 'line' | 'log' | 'silent';
  readonly exercise: string;
  /** How many requirements will be judged. */
  readonly total: number;
  readonly columns: number;
  readonly unicode: boolean;
  readonly clock: { elapsed(): number };
  /** Calls back every so many milliseconds until the returned function is called. */
  readonly every?: (ms: number, call: () => void) => () => void;
}

/**
 * What stands on the screen while the judge works. On a terminal it is one line that is gone at the end; elsewhere a line
 * at the start and another after every five seconds of waiting. Dispose of it before anything else is written.
 */
export class LiveProgress implements Disposable {
  readonly #options: LiveProgressOptions;
  readonly #startedAt: number;
  readonly #running = new Set<string>();
  readonly #stop: () => void;
  #building = true;
  #passed = 0;
  #failed = 0;
  #done = 0;
  #drawn = false;

  constructor(options: LiveProgressOptions) {
    this.#options = options;
    this.#startedAt = options.clock.elapsed();
    const every = options.every ?? everyInterval;
    switch (options.mode) {
      case 'line':
        this.#draw();
        this.#stop = every(redrawMs, () => this.#draw());
        break;
      case 'log':
        options.stream.write(`Judging ${options.exercise}: ${tellCount(options.total, 'requirement')}.\n`);
        this.#stop = every(logMs, () => this.#log());
        break;
      case 'silent':
        this.#stop = () => {};
        break;
      default:
        this.#stop = options.mode satisfies never;
    }
  }

  take(event: JudgeEvent): void {
    switch (event.kind) {
      case 'building':
        this.#building = true;
        break;
      case 'started':
        this.#building = false;
        this.#running.add(event.slug);
        break;
      case 'ended':
        this.#building = false;
        this.#count(event.result.slug, event.result.verdict.kind);
        break;
      default:
        event satisfies never;
    }
    if (this.#options.mode === 'line') this.#draw();
  }

  [Symbol.dispose](): void {
    this.#stop();
    if (this.#drawn) this.#options.stream.write(clearLine);
    this.#drawn = false;
  }

  #count(slug: string, kind: 'passed' | 'failed' | string): void {
    this.#running.delete(slug);
    this.#done += 1;
    if (kind === 'passed') this.#passed += 1;
    if (kind === 'failed') this.#failed += 1;
  }

  #draw(): void {
    const { columns, unicode, stream, total } = this.#options;
    const line = `${drawBar(this.#done, total, unicode, columns)}${this.#tell()}`;
    // One column is left free: some terminals wrap when the last one is written.
    stream.write(`${clearLine}${cut(line, columns - 1, unicode ? '…' : '...')}`);
    this.#drawn = true;
  }

  #log(): void {
    this.#options.stream.write(`Still judging: ${this.#tell()}\n`);
  }

  #tell(): string {
    const { clock, total, unicode } = this.#options;
    const elapsed = tellDuration(clock.elapsed() - this.#startedAt);
    if (this.#building) return `building, ${elapsed}`;
    const counted = (kind: 'passed' | 'failed', count: number) =>
      `${markOf(kind, unicode).symbol} ${count} ${kind}`;
    return [
      `${this.#done} of ${total}`,
      counted('passed', this.#passed),
      ...(this.#failed > 0 ? [counted('failed', this.#failed)] : []),
      elapsed,
      ...(this.#running.size > 0 ? [`running ${[...this.#running].join(', ')}`] : []),
    ].join(', ');
  }
}

const redrawMs = 200;
const logMs = 5000;
/** To the first column, then erase the line (ECMA-48 CR, EL 2). */
export const clearLine = '\r\u001b[2K';
const barColumns = 20;

export function drawBar(done: number, total: number, unicode: boolean, columns: number): string {
  if (columns < 60 || total === 0) return '';
  const filled = Math.min(barColumns, Math.round((done / total) * barColumns));
  const [full, empty] = unicode ? ['█', '░'] : ['#', '.'];
  return `${full.repeat(filled)}${empty.repeat(barColumns - filled)} `;
}

export function everyInterval(ms: number, call: () => void): () => void {
  const timer = setInterval(call, ms).unref();
  return () => clearInterval(timer);
}
