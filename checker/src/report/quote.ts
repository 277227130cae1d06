import { isSafe } from './sanitize.ts';

/** One word of a command line as bash, zsh and ksh read it, with nothing in it that could steer a terminal. */
export function quote(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (isSafe(word) && !word.includes('\n')) return `'${word.replaceAll("'", "'\\''")}'`;
  let quoted = '';
  for (const character of word)
    quoted += ansiC[character] ?? (isSafe(character) ? character : notation(character));
  return `$'${quoted}'`;
}

const ansiC: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\\': '\\\\',
  "'": "\\'",
};

/** The shell reads `\xHH` as one byte, which above 0x7f is no character; hence `\u` for those. */
function notation(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x80
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}
