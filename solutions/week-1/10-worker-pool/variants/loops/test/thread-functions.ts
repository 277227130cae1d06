export function add(left: number, right: number): number {
  return left + right;
}

export function fail(message: string): never {
  throw new Error(message);
}

export function exit(): never {
  process.exit(1);
}

export function loop(): never {
  for (;;);
}
