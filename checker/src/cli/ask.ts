import { PassThrough } from 'node:stream';
import { CheckerError } from '../errors.ts';
import type { Context, Input } from './context.ts';

/**
 * Asks yes or no, on standard error so that output stays clean. Where nobody is there to answer, `--yes` is the answer and
 * its lack an error that says so. Ctrl-C and a terminal that goes away are an interruption (AbortError), never a yes.
 */
export async function confirm(context: Context, question: string, yes: boolean): Promise<boolean> {
  if (yes) return true;
  if (!context.interactive) {
    throw new CheckerError('USAGE', `this needs an answer, and nobody is there to give it: ${question}`, {
      hint: 'Add --yes to the same command to say yes.',
    });
  }
  using keys = new Keys(context.stdin);
  const prompt = await openPrompt({
    message: question,
    initial: false,
    stdin: keys,
    stdout: screenOf(context),
  });
  const leave = () => void prompt.cancel();
  keys.left.addEventListener('abort', leave, { once: true });
  context.signal.addEventListener('abort', leave, { once: true });
  try {
    return await prompt.run();
  } catch {
    // Enquirer rejects with an empty string.
    throw new DOMException('the question was not answered', 'AbortError');
  } finally {
    context.signal.removeEventListener('abort', leave);
  }
}

/** Enquirer knows FORCE_COLOR and nothing else: where colour is not wanted it is taken out again. */
function screenOf({ stderr, color }: Context): object {
  if (color) return stderr;
  const write = (text: string) => stderr.write(text.replace(/\u001b\[[\d;]*m/g, ''));
  return { write, isTTY: true, columns: stderr.columns ?? 80, rows: 24 };
}

const controlC = 3;

/**
 * The keyboard as enquirer may see it. Its readline closes itself at Ctrl-C and at the end of input, upon which enquirer
 * 2.4 fails on Node 24 (ERR_USE_AFTER_CLOSE) and the question never settles; so both stay outside, and `left` tells them.
 */
class Keys extends PassThrough implements Disposable {
  readonly isTTY = true;
  readonly left: AbortSignal;
  readonly #stdin: Input;
  readonly #stop: () => void;

  constructor(stdin: Input) {
    super();
    const leaving = new AbortController();
    const leave = () => leaving.abort();
    const type = (chunk: Buffer | string) => {
      const bytes = Buffer.from(chunk as string);
      if (bytes.includes(controlC)) leave();
      else this.write(bytes);
    };
    stdin.on('data', type).once('end', leave).once('close', leave);
    // A terminal that was closed cannot leave raw mode either, and says so later, also when nobody asks any more.
    stdin.on('error', leave);
    this.left = leaving.signal;
    this.#stdin = stdin;
    this.#stop = () => {
      stdin.off('data', type).off('end', leave).off('close', leave);
      stdin.pause();
    };
  }

  setRawMode(raw: boolean): this {
    this.#stdin.setRawMode?.(raw);
    return this;
  }

  [Symbol.dispose](): void {
    this.#stop();
    this.end();
  }
}

interface Prompt {
  run(): Promise<boolean>;
  cancel(): Promise<void>;
}

/** Enquirer exports its prompts as classes, which its types leave out; `enquirer.prompt` would copy the streams. */
async function openPrompt(options: object): Promise<Prompt> {
  const { default: enquirer } = await import('enquirer');
  const { Confirm } = enquirer as unknown as { Confirm: new (options: object) => Prompt };
  return new Confirm(options);
}
