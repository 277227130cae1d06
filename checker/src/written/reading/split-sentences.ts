/** Where a dot does not end a sentence. */
const abbreviation = /\b(?:e\.g|i\.e|etc|vs|cf|approx|resp|incl|max|min|no|fig|dr|mr|mrs|st)\.$/i;

/** A passage as its sentences, each as it was written. A line that ends without a mark is a sentence too. */
export function splitSentences(passage: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  // A mark counts where a space follows it: `ctx.Done()` and `3.5` are one word.
  for (const { index, 0: mark } of passage.matchAll(/[.!?…]+["')\]]*(?=\s|$)|\n+|;\s/g)) {
    const end = index + mark.length;
    const sentence = passage.slice(start, end).trim();
    if (mark.startsWith('.') && abbreviation.test(sentence)) continue;
    if (sentence !== '') sentences.push(sentence);
    start = end;
  }
  const last = passage.slice(start).trim();
  return last === '' ? sentences : [...sentences, last];
}
