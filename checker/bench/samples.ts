export interface Sample {
  readonly name: string;
  /** Milliseconds of each round. */
  readonly ms: readonly number[];
  /** Median over the median of the sample named by `to`. */
  readonly ratio: number | null;
  readonly to: string | null;
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** A table: median, smallest and largest in milliseconds, and the ratio where there is one. */
export function tellSamples(samples: readonly Sample[]): string {
  const width = Math.max(...samples.map(({ name }) => name.length));
  const rows = samples.map(({ name, ms, ratio, to }) => {
    const figures = [medianOf(ms), Math.min(...ms), Math.max(...ms)].map((value) =>
      value.toFixed(0).padStart(8),
    );
    const told = ratio === null ? '' : `   ${ratio.toFixed(2)} × ${to}`;
    return `${name.padEnd(width)}${figures.join('')}${told}`;
  });
  const head = `${'milliseconds'.padEnd(width)}${['median', 'min', 'max'].map((word) => word.padStart(8)).join('')}`;
  return `${[head, ...rows].join('\n')}\n`;
}
