import type { ComposeVariable } from './compose.ts';

export interface Interpolated {
  readonly variables: readonly ComposeVariable[];
  /** What stands around them. */
  readonly around: string;
}

/**
 * The variables that Compose puts into a text: `$NAME`, `${NAME}`, `${NAME:-otherwise}`, `${NAME:?message}`,
 * `${NAME:+instead}`, all three also without the colon; `$$` is a dollar sign. A value to fall back to may hold others.
 *
 * Source: github.com/compose-spec/compose-spec/blob/main/12-interpolation.md
 */
export function readVariables(text: string): Interpolated {
  const variables: ComposeVariable[] = [];
  let around = '';
  for (let at = 0; at < text.length; at++) {
    if (text.charAt(at) !== '$') {
      around += text.charAt(at);
      continue;
    }
    const found = /^\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-?+])|\}))/.exec(
      text.slice(at, at + 512),
    );
    if (found === null) {
      around += '$';
      continue;
    }
    const [opening, dollar, plain, braced, modifier] = found;
    let length = opening.length;
    if (dollar !== undefined) {
      around += '$';
    } else {
      const word = modifier === undefined ? '' : text.slice(at + length, closingBrace(text, at));
      if (modifier !== undefined) length += word.length + 1;
      variables.push({
        name: plain ?? braced ?? '',
        otherwise: modifier?.endsWith('-') ? word : null,
        required: modifier?.endsWith('?') ?? false,
      });
    }
    at += length - 1;
  }
  return { variables, around };
}

/** Whether a text says something although nobody has set anything. */
export function isHardcoded(text: string): boolean {
  const { variables, around } = readVariables(text);
  if (variables.length === 0) return around !== '';
  return variables.every(
    ({ otherwise }) =>
      otherwise !== null && otherwise !== '' && (!otherwise.includes('$') || isHardcoded(otherwise)),
  );
}

function closingBrace(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text.startsWith('${', at)) depth++;
    else if (text.charAt(at) === '}' && --depth === 0) return at;
  }
  return text.length;
}
