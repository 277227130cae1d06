/** What `$NAME` stands for at some line: ENV and ARG in effect. */
export type Scope = ReadonlyMap<string, string>;

/** Bounds for files that were made to hurt: variables within variables, and values that double with every line. */
const deepest = 20;
const longest = 65_536;
const longestVariable = 4_096;

/**
 * Replaces variables and takes quotes away, by the rules of Docker's own word processing (not the shell's): `$x`, `${x}`,
 * `${x:-otherwise}`, `${x:+instead}`, both also without the colon; nothing within single quotes; a backslash takes the
 * meaning of what follows. What is not set is empty.
 *
 * Source: docs.docker.com/reference/dockerfile/#environment-replacement
 */
export function expandVariables(text: string, scope: Scope, depth = 0): string {
  if (depth > deepest) return text;
  let result = '';
  let quote: '"' | "'" | null = null;
  for (let at = 0; at < text.length && result.length < longest; at++) {
    const character = text.charAt(at);
    if (quote === "'") {
      if (character === quote) quote = null;
      else result += character;
    } else if (character === '\\' && at + 1 < text.length) {
      result += text.charAt(++at);
    } else if (character === '"' || character === "'") {
      if (quote === null) quote = character as '"' | "'";
      else if (quote === character) quote = null;
      else result += character;
    } else if (character === '$') {
      const { value, length } = readVariable(text.slice(at, at + longestVariable), scope, depth);
      result += value;
      at += length - 1;
    } else {
      result += character;
    }
  }
  return result.slice(0, longest);
}

/** The variable at the beginning of a text, and how many characters name it. */
function readVariable(
  text: string,
  scope: Scope,
  depth: number,
): { readonly value: string; readonly length: number } {
  const plain = /^\$(\w+)/.exec(text);
  if (plain !== null) return { value: scope.get(plain[1] ?? '') ?? '', length: plain[0].length };
  const [opening, name = '', colon = '', modifier = ''] = /^\$\{(\w+)(?:(:?)([-+?]))?/.exec(text) ?? [];
  const end = opening === undefined ? -1 : closingBrace(text);
  if (opening === undefined || end === -1) return { value: '$', length: 1 };
  const known = scope.get(name);
  const isSet = known !== undefined && (colon === '' || known !== '');
  const word = () => expandVariables(text.slice(opening.length, end), scope, depth + 1);
  const length = end + 1;
  if (modifier === '-') return { value: isSet ? known : word(), length };
  if (modifier === '+') return { value: isSet ? word() : '', length };
  return { value: known ?? '', length };
}

function closingBrace(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text.startsWith('${', at)) depth++;
    else if (text.charAt(at) === '}' && --depth === 0) return at;
  }
  return -1;
}
