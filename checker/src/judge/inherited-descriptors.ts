import { readdirSync, readFileSync } from 'node:fs';

/** Of Linux, in octal, as fdinfo tells it; see open(2). */
const closeOnExec = 0o2000000;

/**
 * Descriptors that this process was started with besides the usual three, and which whatever it starts would have as well:
 * a careless shell or CI leaves them open. Node's own are closed at every start of a program.
 *
 * @returns none where the system does not tell
 */
export function inheritedDescriptors(): readonly number[] {
  let names: string[];
  try {
    names = readdirSync('/proc/self/fdinfo');
  } catch {
    return [];
  }
  return names
    .map(Number)
    .filter((number) => number > 2 && passesOn(number))
    .sort((one, other) => one - other);
}

function passesOn(number: number): boolean {
  try {
    const flags = /^flags:\s+([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${number}`, 'latin1'))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & closeOnExec) === 0;
  } catch {
    // The one that listed them is closed again.
    return false;
  }
}

/**
 * The end of `stdio` for a child that is to have none of them: Node closes nothing, so each is replaced by one that leads
 * nowhere.
 *
 * @param first the first position that `stdio` has not used yet
 * @param nowhere a descriptor of /dev/null
 */
export function withoutInherited(first: number, nowhere: number): readonly ('ignore' | number)[] {
  const inherited = inheritedDescriptors().filter((number) => number >= first);
  const last = inherited.at(-1) ?? first - 1;
  return Array.from({ length: last - first + 1 }, (_, index) =>
    inherited.includes(first + index) ? nowhere : 'ignore',
  );
}
