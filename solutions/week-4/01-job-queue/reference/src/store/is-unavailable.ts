/** Classes and codes by which a server says "not now": connections, resources, shutdown, time limits, contention. */
const passing = /^(08(?!P01)|53|57P0[1-3]|57014|40001|40P01|55P03|25006)/;

/** Whether an error is the database being away or busy, and not the database refusing what it was told. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // Only what the server itself sends has a severity. The rest is a socket that broke, or patience that ended.
  if (!('severity' in error)) return true;
  return 'code' in error && typeof error.code === 'string' && passing.test(error.code);
}
