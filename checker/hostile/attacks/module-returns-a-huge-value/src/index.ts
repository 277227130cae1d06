export async function say(): Promise<unknown> {
  return 'x'.repeat(200 * 2 ** 20);
}
