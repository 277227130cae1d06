/** Words at blanks; quotes hold a word together and stay, backslashes hold the next character. */
export function splitWords(text: string): string[] {
  return text.match(/(?:"(?:[^"\\]|\\.)*"?|'[^']*'?|\\.|[^\s"'\\])+/gs) ?? [];
}
