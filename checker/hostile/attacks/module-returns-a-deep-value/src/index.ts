export async function say(): Promise<unknown> {
  let value: unknown = 'harmless';
  for (let depth = 0; depth < 100_000; depth += 1) value = [value];
  return value;
}
