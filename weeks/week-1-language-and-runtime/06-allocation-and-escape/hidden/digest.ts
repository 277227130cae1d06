/** What was read of many lines, in one number that makes no garbage: for the driver to work out and the judge to compare. */
export interface LineFigures {
  readonly atMs: number;
  readonly level: string;
  readonly status: number;
  readonly micros: number;
  readonly pathStart: number;
  readonly pathEnd: number;
}

/** The digest with one more line. Places count from where the log begins. */
export function digestLine(digest: number, line: LineFigures, logStart: number): number {
  let mixed = mix(digest, line.atMs);
  mixed = mix(mixed, line.level.charCodeAt(0) + line.level.length);
  mixed = mix(mixed, line.status);
  mixed = mix(mixed, line.micros);
  mixed = mix(mixed, line.pathStart - logStart);
  return mix(mixed, line.pathEnd - logStart);
}

/** FNV's prime; the result is a 32-bit integer. */
function mix(digest: number, value: number): number {
  return Math.imul(digest ^ value, 0x01000193);
}
