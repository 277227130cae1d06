/** Whole cents, half a cent up. */
export function percentOf(cents: number, percent: number): number {
  return Math.round((cents * percent) / 100);
}
