import type { DriverEvent } from 'checker/kit';
import type { Outcome, Told } from './driver/tell.ts';

/** What the judge has seen of one task, by the events of the task itself. */
export interface TaskSeen {
  readonly id: string;
  /** Its place among all starts, from 0; null before. */
  startedAs: number | null;
  /** How often it was called. */
  calls: number;
  /** When it was called and when its promise settled, in ms by the clock of the driver. */
  calledAtMs: number | null;
  settledAtMs: number | null;
  ended: 'returned' | 'threw' | null;
  /** With how many arguments it was called, and whether the first was a signal. */
  given: { readonly args: number; readonly signal: boolean } | null;
  abortedWith: Told | null;
}

export interface SourceSeen {
  pulled: number;
  closed: number;
}

/** Everything that the driver's events have told so far. */
export interface Sightings {
  task(id: string): TaskSeen;
  source(map: string): SourceSeen;
  readonly tasks: ReadonlyMap<string, TaskSeen>;
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** Errors that nobody handled. */
  readonly unhandled: readonly Told[];
  take(event: DriverEvent): void;
}

/** The members of all events; each has those of its kind. */
interface EventData {
  readonly id: string;
  readonly task: string;
  readonly call: string;
  readonly map: string;
  readonly how: 'returned' | 'threw';
  readonly args: number;
  readonly signal: boolean;
  readonly ms: number;
  readonly reason: Told;
  readonly error: Told;
  readonly outcome: Outcome;
}

export function createSightings(): Sightings {
  const tasks = new Map<string, TaskSeen>();
  const sources = new Map<string, SourceSeen>();
  const outcomes = new Map<string, Outcome>();
  const unhandled: Told[] = [];
  let starts = 0;

  const task = (id: string): TaskSeen => {
    const found = tasks.get(id) ?? newTask(id);
    tasks.set(id, found);
    return found;
  };
  const source = (map: string): SourceSeen => {
    const found = sources.get(map) ?? { pulled: 0, closed: 0 };
    sources.set(map, found);
    return found;
  };
  return {
    task,
    source,
    tasks,
    outcomes,
    unhandled,
    take(event) {
      const data = event.data as EventData;
      switch (event.name) {
        case 'task.given':
          task(data.task).given = { args: data.args, signal: data.signal };
          task(data.task).calledAtMs = data.ms;
          break;
        case 'call.started':
          task(data.id).calls += 1;
          task(data.id).startedAs ??= starts++;
          break;
        case 'call.ended':
          task(data.id).ended = data.how;
          break;
        case 'task.aborted':
          task(data.task).abortedWith ??= data.reason;
          break;
        case 'settled':
          outcomes.set(data.call, data.outcome);
          if (tasks.has(data.call)) task(data.call).settledAtMs = data.ms;
          break;
        case 'source.pulled':
          source(data.map).pulled += 1;
          break;
        case 'source.closed':
          source(data.map).closed += 1;
          break;
        case 'unhandled':
        case 'uncaught':
          unhandled.push(data.error);
          break;
        default:
      }
    },
  };
}

function newTask(id: string): TaskSeen {
  return {
    id,
    startedAs: null,
    calls: 0,
    calledAtMs: null,
    settledAtMs: null,
    ended: null,
    given: null,
    abortedWith: null,
  };
}
