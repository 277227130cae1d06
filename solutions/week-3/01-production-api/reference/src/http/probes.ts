/** Asked by machines, every few seconds: neither limited nor worth a line of the log. */
export function isProbe(path: string): boolean {
  return path === '/livez' || path === '/readyz';
}
