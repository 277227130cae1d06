export async function say(): Promise<string> {
  const error = new Error('\u001b[2J\u202e message');
  error.name = '\u001b]0;owned\u0007Error';
  throw error;
}
