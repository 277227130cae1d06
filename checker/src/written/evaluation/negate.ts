import { auxiliaries } from '../reading/auxiliaries.ts';

const auxiliary = new RegExp(`\\b(${auxiliaries.join('|')})\\b(?!\\s+not\\b|n't)`, 'i');
/** A word in -s after a noun or a pronoun: near enough to a verb for a text that is to be made wrong. */
const verb =
  /\b(it|that|which|this|he|she|nobody|[a-z]+er|[a-z]+ion|goroutine|function|value|job|pool|cache|runtime|client|server) ([a-z]{3,}s)\b/i;

/** The sentence with its first verb denied, as a writer would who has it the wrong way round; null where none is found. */
export function negate(sentence: string): string | null {
  if (auxiliary.test(sentence)) return sentence.replace(auxiliary, '$1 not');
  if (verb.test(sentence))
    return sentence.replace(
      verb,
      (_, subject: string, word: string) =>
        `${subject} does not ${word.replace(/(?<=[sxz]|ch|sh)es$|s$/, '')}`,
    );
  return null;
}
