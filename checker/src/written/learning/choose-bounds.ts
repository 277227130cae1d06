/** An answer that the model had not seen: its score, and whether an expert found the idea in it. */
export interface Held {
  readonly score: number;
  readonly gold: boolean;
}

/** Where model and wordings decide together. */
export interface Bounds {
  /** A wording counts from this score on: the model only speaks against what it finds very unlikely. */
  readonly floor: number;
  /** From this score on no wording is needed. */
  readonly ceiling: number;
}

/** So many of the answers that have the idea may lie below the floor. */
const shareBelowFloor = 0.03;

/**
 * The ceiling has the best F of the model by itself, precision weighing so many times what recall does. Wordings have no
 * part in it: they were written with these very answers in view, and would look better than they are.
 */
export function chooseBounds(
  held: readonly Held[],
  { precisionWeight }: { readonly precisionWeight: number },
): Bounds {
  const scores = [...new Set(held.map(({ score }) => score))].sort((a, b) => a - b);
  const candidates = scores.map((score, at) =>
    at === 0 ? score - 1 : (score + (scores[at - 1] ?? score)) / 2,
  );
  let best = { ceiling: 1e3, value: 0 };
  for (const ceiling of candidates) {
    const value = weightedF(held, ceiling, precisionWeight);
    if (value >= best.value + 1e-9) best = { ceiling, value };
  }
  const golds = held.filter(({ gold }) => gold).map(({ score }) => score);
  golds.sort((a, b) => a - b);
  const lowest = golds[Math.floor(shareBelowFloor * golds.length)] ?? -1e3;
  return { floor: Math.min(lowest - 0.5, best.ceiling), ceiling: best.ceiling };
}

function weightedF(held: readonly Held[], ceiling: number, precisionWeight: number): number {
  let hit = 0;
  let wrong = 0;
  let missed = 0;
  for (const { score, gold } of held) {
    const found = score >= ceiling;
    if (found && gold) hit += 1;
    else if (found) wrong += 1;
    else if (gold) missed += 1;
  }
  const all = (1 + precisionWeight) * hit + precisionWeight * wrong + missed;
  return all === 0 ? 0 : ((1 + precisionWeight) * hit) / all;
}

/** How near a decision was to the other one: 0 where nothing speaks for that, up to 1 where it is a toss-up. */
export function doubtOf(score: number, wording: boolean, { floor, ceiling }: Bounds): number {
  // A wording and a model that agrees with it are two witnesses.
  const distance = wording ? score - floor + 0.5 : Math.abs(score - ceiling);
  return Math.max(0, 1 - Math.max(0, distance) / 2);
}
