/** An answer that the model had not seen: its score, whether a wording matched, and what the expert said. */
export interface Held {
  readonly score: number;
  readonly wording: boolean;
  readonly gold: boolean;
}

export interface Bounds {
  /** A wording counts from this score on. */
  readonly floor: number;
  /** From this score on no wording is needed. */
  readonly ceiling: number;
}

/** The bounds with the best weighted F: precision weighs so many times what recall does. */
export function chooseBounds(
  held: readonly Held[],
  { precisionWeight }: { readonly precisionWeight: number },
): Bounds {
  const scores = held.map(({ score }) => score).sort((a, b) => a - b);
  const candidates = [-1e3, ...scores.map((score, at) => (score + (scores[at + 1] ?? score + 2)) / 2)];
  const steps = candidates.filter((_, at) => at % Math.max(1, Math.floor(candidates.length / 40)) === 0);
  let best: Bounds & { readonly value: number } = { floor: -1e3, ceiling: 1e3, value: -1 };
  for (const floor of steps)
    for (const ceiling of [...steps, 1e3]) {
      if (ceiling < floor) continue;
      const value = weightedF(held, { floor, ceiling }, precisionWeight);
      if (value > best.value + 1e-9) best = { floor, ceiling, value };
    }
  return { floor: best.floor, ceiling: best.ceiling };
}

function weightedF(held: readonly Held[], { floor, ceiling }: Bounds, precisionWeight: number): number {
  let hit = 0;
  let wrong = 0;
  let missed = 0;
  for (const { score, wording, gold } of held) {
    const found = score >= ceiling || (wording && score >= floor);
    if (found && gold) hit += 1;
    else if (found) wrong += 1;
    else if (gold) missed += 1;
  }
  const all = (1 + precisionWeight) * hit + precisionWeight * wrong + missed;
  return all === 0 ? 0 : ((1 + precisionWeight) * hit) / all;
}
