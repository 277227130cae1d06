import { CheckerError } from '../errors.ts';
import type { Context } from './context.ts';

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
  const { stdin, stderr: stdout, signal } = context;
  const prompt = await openPrompt({ message: question, initial: false, stdin, stdout });
  const leave = () => void prompt.cancel();
  // A prompt whose input has ended never settles by itself.
  stdin.once('end', leave).once('close', leave);
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await prompt.run();
  } catch {
    // Enquirer rejects with an empty string, at Ctrl-C too, which it reads as a key.
    throw new DOMException('the question was not answered', 'AbortError');
  } finally {
    stdin.off('end', leave).off('close', leave);
    signal.removeEventListener('abort', leave);
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
