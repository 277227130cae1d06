import type { Command } from './dockerfile.ts';
import { splitWords } from './split-words.ts';

/**
 * A JSON array of texts is the exec form. Anything else, also an array in single quotes, is handed to a shell: that is what
 * Docker does, without a word of warning.
 */
export function readCommand(text: string): Command {
  const words = readArray(text);
  return words === null ? { form: 'shell', words: splitWords(text), text } : { form: 'exec', words, text };
}

/** Null where the text is no JSON array of texts. */
export function readArray(text: string): string[] | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) && parsed.every((word) => typeof word === 'string') ? parsed : null;
  } catch {
    return null;
  }
}
