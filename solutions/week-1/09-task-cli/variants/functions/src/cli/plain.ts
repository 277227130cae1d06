/** Text without control characters; the pictures of Unicode stand for those that have one. */
export const plain = (text: string): string =>
  text.replace(/\p{Cc}/gu, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : `<${code.toString(16).toUpperCase()}>`;
  });
