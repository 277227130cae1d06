/**
 * Text that came from a submission, made safe to show: whatever could steer a terminal, hide or reorder text, or break an
 * XML file becomes visible in the notation of a TypeScript string, `\x1b` or `\u202e`. Line feeds stay.
 *
 * What comes out holds no control character but the line feed, no bidirectional mark, override or isolate, no zero-width
 * or line-separating character save the joiners that emoji and several scripts need, and no lone surrogate; therefore it
 * is also text that XML 1.0 allows (https://www.w3.org/TR/xml/#charsets).
 */
export function sanitize(text: string): string {
  return replaceUnsafe(text, showCharacter);
}

/** As `sanitize`, on one line: line feeds are shown as well. */
export function sanitizeLine(text: string): string {
  return sanitize(text).replaceAll('\n', '\\n');
}

/** For a form with a notation of its own; `show` is given one UTF-16 unit at a time. */
export function replaceUnsafe(text: string, show: (unit: string) => string): string {
  return text.replace(unsafe, show);
}

/** Whether a text can be shown as it is. */
export function isSafe(text: string): boolean {
  return text.search(unsafe) === -1;
}

/** One UTF-16 unit in the notation of a TypeScript string. */
function showCharacter(character: string): string {
  const named = short[character];
  if (named !== undefined) return named;
  const code = character.charCodeAt(0);
  return code <= 0xff
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}

const short: Readonly<Record<string, string>> = { '\t': '\\t', '\r': '\\r', '\n': '\\n' };

/**
 * Controls (C0, DEL, C1) but the line feed; lone surrogates; line and paragraph separators; bidirectional controls; zero-width
 * space, word joiner and its invisible kin, byte order mark, interlinear marks; and the two units that no XML may hold.
 */
const unsafe =
  /(?!\n)[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u200b\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]/gu;
