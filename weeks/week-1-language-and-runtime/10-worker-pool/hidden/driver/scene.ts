import { type Action, createActions } from './actions.ts';
import { createDecode, type Decode } from './decode.ts';
import { createGates } from './gates.ts';
import type { JudgedPool, Seam } from './seam.ts';
import { createSharedNumbers, type SharedNumbers } from './shared.ts';
import { createTeller, type Teller } from './tell.ts';

/** Pools, gates, signals and shared numbers by their names. A new scene knows nothing of the one before it. */
export interface Scene {
  readonly pools: Map<string, JudgedPool>;
  readonly shared: SharedNumbers;
  readonly teller: Teller;
  readonly decode: Decode;
  act(action: Action): void;
  signal(name: string): AbortSignal;
  /** From now on nothing of this scene is told any more. */
  end(): void;
}

export function openScene(seam: Seam, emit: (name: string, data: unknown) => void): Scene {
  let isOver = false;
  const pools = new Map<string, JudgedPool>();
  const controllers = new Map<string, AbortController>();
  const controller = (name: string) => {
    const found = controllers.get(name) ?? new AbortController();
    controllers.set(name, found);
    return found;
  };
  const shared = createSharedNumbers();
  const teller = createTeller(seam);
  const decode = createDecode({ signal: (name) => controller(name).signal, shared: shared.buffer });
  const act = createActions({
    pools,
    gates: createGates(),
    teller,
    decode,
    controller,
    emit(name, data) {
      if (!isOver) emit(name, data);
    },
  });
  return {
    pools,
    shared,
    teller,
    decode,
    act,
    signal: (name) => controller(name).signal,
    end() {
      isOver = true;
    },
  };
}
