import './attack.ts';

export async function say(word: string): Promise<string> {
  return `harmless ${word}`;
}
