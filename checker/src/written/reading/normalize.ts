import unhomoglyph from 'unhomoglyph';

/** Characters of an answer that are read at all: some forty times what a long answer has. */
export const longestAnswer = 60_000;

/**
 * One spelling for what looks alike: NFKC, letters of other scripts that pass for Latin ones, typographic quotes and dashes;
 * without invisible characters, control characters and marks that turn the direction of writing.
 */
export function normalize(text: string): string {
  return text
    .slice(0, longestAnswer)
    .normalize('NFKC')
    .replace(/[\u2018\u2019\u201B\u02BC´](?=[a-z])/gi, "'")
    .replace(/[\u201C\u201D\u201E\u00AB\u00BB]/g, '"')
    .replace(/[\u2010\u2011]/g, '-')
    .replace(/\s*[\u2012-\u2015]\s*/g, ' - ')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[\p{Cf}\p{Co}\p{Cn}\p{Cs}]|(?![\n\t])\p{Cc}/gu, '')
    .replace(/[^\p{ASCII}]/gu, fold);
}

/** An accent over a Latin letter is kept off; what has no Latin look stays as it is. */
function fold(character: string): string {
  const bare = character.normalize('NFD').replace(/\p{M}/gu, '');
  return /^[\x20-\x7E]+$/.test(bare) ? bare : unhomoglyph(bare);
}
