import { isUtf8 } from 'node:buffer';
import type { FoundExercise } from './discover.ts';
import type { Manifest } from './manifest.ts';
import { inOrder, type Problem } from './problem.ts';
import { readManifest } from './read-manifest.ts';
import { suggest } from './suggest.ts';
import type { YamlSource } from './yaml-source.ts';

export interface ManifestsReading {
  /** By manifest file; those with mistakes are left out. */
  readonly manifests: ReadonlyMap<string, Manifest>;
  readonly problems: readonly Problem[];
}

/** Reads the manifests of a whole course, and checks what only all of them together can show. */
export function readManifests(exercises: readonly FoundExercise[]): ManifestsReading {
  const manifests = new Map<string, Manifest>();
  const sources = new Map<string, YamlSource>();
  const problems: Problem[] = [];
  for (const { manifestFile, manifestBytes, id } of exercises) {
    if (!isUtf8(manifestBytes)) {
      problems.push({
        file: manifestFile,
        line: 1,
        column: 1,
        message: 'expected UTF-8 text, got other bytes',
      });
      continue;
    }
    const reading = readManifest(manifestBytes.toString('utf8'), manifestFile, id);
    if (reading.ok) {
      manifests.set(manifestFile, reading.manifest);
      sources.set(manifestFile, reading.source);
    } else {
      problems.push(...reading.problems);
    }
  }
  const earlier: string[] = [];
  for (const { manifestFile, id } of exercises) {
    const manifest = manifests.get(manifestFile);
    const source = sources.get(manifestFile);
    if (manifest !== undefined && source !== undefined) {
      problems.push(...idIsNew(id, earlier, source), ...namesEarlier(manifest, earlier, source));
    }
    earlier.push(id);
  }
  return { manifests, problems: inOrder(problems) };
}

function idIsNew(id: string, earlier: readonly string[], source: YamlSource): Problem[] {
  if (!earlier.includes(id)) return [];
  return [source.at(['id'], `expected an id of its own, got \`${id}\`, which an earlier exercise has`)];
}

/** What an exercise carries over, and whose tests judge it once more, is an exercise before it. */
function namesEarlier(
  { carriesOver, requirements }: Manifest,
  earlier: readonly string[],
  source: YamlSource,
): Problem[] {
  const named: [path: (string | number)[], id: string | undefined][] = [
    [['carriesOver'], carriesOver],
    ...requirements.map(({ suite }, index): [(string | number)[], string | undefined] => [
      ['requirements', index, 'suite', 'of'],
      suite?.of,
    ]),
  ];
  return named.flatMap(([path, id]) => {
    if (id === undefined || earlier.includes(id)) return [];
    const near = suggest(id, earlier);
    const known = earlier.length === 0 ? 'there is none' : `there are ${earlier.join(', ')}`;
    const guess = near === undefined ? known : `did you mean \`${near}\`?`;
    return [source.at(path, `expected the id of an earlier exercise, got \`${id}\`; ${guess}`)];
  });
}
