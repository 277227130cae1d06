/** Who imports whom. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * One shortest cycle for each knot of files that reach each other, as the files along it; the first also stands last.
 * The search is breadth first from each file, and skips those whose knot is already told.
 */
export function findCycles(graph: Graph): string[][] {
  const told = new Set<string>();
  const cycles: string[][] = [];
  for (const start of [...graph.keys()].sort()) {
    if (told.has(start)) continue;
    const knot = knotOf(start, graph);
    if (knot.size === 0) continue;
    const [shortest] = [...knot]
      .flatMap((node) => [shortestCycle(node, graph)])
      .filter((cycle) => cycle !== null)
      .sort((left, right) => left.length - right.length);
    for (const node of knot) told.add(node);
    if (shortest !== undefined) cycles.push(shortest);
  }
  return cycles;
}

/** The files that a file reaches and that reach it; empty when it is on no cycle. */
function knotOf(start: string, graph: Graph): ReadonlySet<string> {
  const reached = reachableFrom(start, graph);
  if (!reached.has(start)) return new Set();
  const reaching = reachableFrom(start, reversed(graph));
  return new Set([...reached].filter((node) => reaching.has(node)));
}

function reachableFrom(start: string, graph: Graph): Set<string> {
  const reached = new Set<string>();
  const waiting = [start];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const next of graph.get(node) ?? []) {
      if (reached.has(next)) continue;
      reached.add(next);
      waiting.push(next);
    }
  }
  return reached;
}

function reversed(graph: Graph): Graph {
  const result = new Map<string, Set<string>>();
  for (const [node, targets] of graph) {
    for (const target of targets) result.set(target, (result.get(target) ?? new Set()).add(node));
  }
  return result;
}

function shortestCycle(start: string, graph: Graph): string[] | null {
  const cameFrom = new Map<string, string>();
  let level = [start];
  while (level.length > 0) {
    const next: string[] = [];
    for (const node of level) {
      for (const target of graph.get(node) ?? []) {
        if (target === start) return pathTo(node, start, cameFrom);
        if (cameFrom.has(target)) continue;
        cameFrom.set(target, node);
        next.push(target);
      }
    }
    level = next;
  }
  return null;
}

function pathTo(end: string, start: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const path = [start];
  for (let node: string | undefined = end; node !== undefined && node !== start; node = cameFrom.get(node)) {
    path.unshift(node);
  }
  return [start, ...path];
}
