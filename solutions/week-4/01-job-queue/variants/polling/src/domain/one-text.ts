/** One text for all the ways in which the same JSON can be written. Of something that is not too deep. */
export function oneText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneText).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${oneText(member)}`);
  return `{${members.sort().join()}}`;
}
