/** A call with what it was answered, between the moments of its sending and of its answer's coming. */
export interface Call {
  readonly sentAtMs: number;
  readonly cameAtMs: number;
}

/** What a thing does whose calls come one after the other. */
export interface Model<State, Made extends Call> {
  readonly start: State;
  /** The state behind the call, or null where a thing in this state would not have answered so. */
  step(state: State, call: Made): State | null;
  /** Equal texts for equal states. */
  keyOf(state: State): string;
}

/**
 * An order in which the calls can have taken effect one after the other, each between its sending and its answer, so that
 * the model gives the answers that came; null when there is none. That is linearizability (Herlihy and Wing, 1990), found by
 * the search of Wing and Gong (1993), which never looks twice at the same state with the same calls left (Lowe, 2017).
 * Calls of `pending` may have taken effect or not. It is meant for some dozens of calls of which a few overlap.
 */
export function findOrder<State, Made extends Call>(
  calls: readonly Made[],
  model: Model<State, Made>,
  pending: readonly Made[] = [],
): readonly Made[] | null {
  const all = [...calls, ...pending];
  const isLeft = all.map(() => true);
  const order: Made[] = [];
  const deadEnds = new Set<string>();

  const search = (state: State): boolean => {
    // Whatever was sent after an answer came takes effect after the call that was answered.
    let firstAnswer = Number.POSITIVE_INFINITY;
    for (const [at, call] of calls.entries())
      if (isLeft[at]) firstAnswer = Math.min(firstAnswer, call.cameAtMs);
    if (firstAnswer === Number.POSITIVE_INFINITY) return true;
    const key = `${isLeft.map(Number).join('')} ${model.keyOf(state)}`;
    if (deadEnds.has(key)) return false;
    for (const [at, call] of all.entries()) {
      if (!isLeft[at] || call.sentAtMs > firstAnswer) continue;
      const next = model.step(state, call);
      if (next === null) continue;
      isLeft[at] = false;
      order.push(call);
      if (search(next)) return true;
      order.pop();
      isLeft[at] = true;
    }
    deadEnds.add(key);
    return false;
  };
  return search(model.start) ? order : null;
}

/**
 * The shortest beginning of a history that has no order: the calls that were answered by then, the one that cannot be
 * explained last, and those that were still under way. Null when the whole history has an order.
 */
export function findUnexplained<State, Made extends Call>(
  calls: readonly Made[],
  model: Model<State, Made>,
): { readonly answered: readonly Made[]; readonly pending: readonly Made[] } | null {
  if (findOrder(calls, model) !== null) return null;
  const byAnswer = calls.toSorted((left, right) => left.cameAtMs - right.cameAtMs);
  for (const [at, { cameAtMs }] of byAnswer.entries()) {
    const answered = byAnswer.slice(0, at + 1);
    const pending = byAnswer.slice(at + 1).filter(({ sentAtMs }) => sentAtMs <= cameAtMs);
    if (findOrder(answered, model, pending) === null) return { answered, pending };
  }
  return null;
}
