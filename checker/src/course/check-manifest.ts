import { posix } from 'node:path';
import type { Manifest, Tier } from './manifest.ts';
import type { Problem } from './problem.ts';
import { suggest } from './suggest.ts';
import type { YamlSource } from './yaml-source.ts';

/** What the schema cannot see: whether the parts of one manifest agree with each other and with the folder's name. */
export function checkManifest(manifest: Manifest, source: YamlSource, folderId: string): Problem[] {
  return [
    ...idIsFolderName(manifest, source, folderId),
    ...slugsAreUnique(manifest, source),
    ...needsAreKnown(manifest, source),
    ...needsHaveNoCycle(manifest, source),
    ...pointsAddUp(manifest, source),
    ...layersAreKnown(manifest, source),
    ...pathsStayInside(manifest, source),
  ];
}

function idIsFolderName({ id }: Manifest, source: YamlSource, folderId: string): Problem[] {
  if (id === folderId) return [];
  return [source.at(['id'], `expected the id that the folder's name says, \`${folderId}\`, got \`${id}\``)];
}

function slugsAreUnique({ requirements }: Manifest, source: YamlSource): Problem[] {
  const seen = new Set<string>();
  return requirements.flatMap(({ slug }, index) => {
    if (!seen.has(slug)) {
      seen.add(slug);
      return [];
    }
    return [source.at(['requirements', index, 'slug'], `expected each slug once, got \`${slug}\` again`)];
  });
}

function needsAreKnown({ requirements }: Manifest, source: YamlSource): Problem[] {
  const tiers = new Map<string, Tier>(requirements.map(({ slug, tier }) => [slug, tier]));
  return requirements.flatMap((requirement, index) =>
    requirement.needs.flatMap((need, position) => {
      const path = ['requirements', index, 'needs', position];
      const tier = tiers.get(need);
      if (tier === undefined) {
        const near = suggest(need, [...tiers.keys()]);
        const guess = near === undefined ? '' : `; did you mean \`${near}\`?`;
        return [source.at(path, `expected the slug of a requirement here, got \`${need}\`${guess}`)];
      }
      if (requirement.tier === 'core' && tier === 'stretch') {
        return [
          source.at(path, `expected a core requirement to need only core ones, got the stretch \`${need}\``),
        ];
      }
      return [];
    }),
  );
}

/** Each cycle is told once, at the first of its requirements. Where a slug stands twice, who needs whom is not settled. */
function needsHaveNoCycle({ requirements }: Manifest, source: YamlSource): Problem[] {
  const needs = new Map(requirements.map(({ slug, needs }) => [slug, needs]));
  if (needs.size < requirements.length) return [];
  const finished = new Set<string>();
  const problems: Problem[] = [];
  const visit = (slug: string, trail: readonly string[]): void => {
    const start = trail.indexOf(slug);
    if (start >= 0) {
      const cycle = trail.slice(start);
      const first = requirements.findIndex((requirement) => cycle.includes(requirement.slug));
      const path = [...cycle, slug].join(' → ');
      problems.push(
        source.at(['requirements', first, 'needs'], `expected needs without a cycle, got ${path}`),
      );
      return;
    }
    if (finished.has(slug)) return;
    for (const need of needs.get(slug) ?? []) visit(need, [...trail, slug]);
    finished.add(slug);
  };
  for (const { slug } of requirements) visit(slug, []);
  return problems;
}

function pointsAddUp({ requirements, points }: Manifest, source: YamlSource): Problem[] {
  return (['core', 'stretch'] as const).flatMap((tier) => {
    const sum = requirements
      .filter((requirement) => requirement.tier === tier)
      .reduce((total, requirement) => total + requirement.points, 0);
    // Points may have decimals; a sum of 0.1s must not fail by its last bit.
    if (Math.abs(sum - points[tier]) < 1e-6) return [];
    const said = `expected \`points.${tier}\` to be the sum of the ${tier} requirements, ${Number(sum.toFixed(6))}`;
    return [source.at(['points', tier], `${said}, got ${points[tier]}`)];
  });
}

function layersAreKnown({ layers }: Manifest, source: YamlSource): Problem[] {
  const known = Object.keys(layers);
  return Object.entries(layers).flatMap(([layer, allowed]) =>
    allowed.flatMap((name, index) =>
      known.includes(name)
        ? []
        : [
            source.at(
              ['layers', layer, index],
              `expected one of the layers ${known.join(', ')}, got \`${name}\``,
            ),
          ],
    ),
  );
}

/** Entries are looked for in a learner's folder, so they must not lead out of it. */
function pathsStayInside({ entry, module, entries }: Manifest, source: YamlSource): Problem[] {
  const given: [path: (string | number)[], file: string][] = [
    [['entry'], entry],
    ...(module === undefined ? [] : [[['module'], module] as [string[], string]]),
    ...entries.map((file, index): [(string | number)[], string] => [['entries', index], file]),
  ];
  return given.flatMap(([path, file]) => {
    const inside =
      file === posix.normalize(file) && !file.startsWith('/') && !file.startsWith('..') && file !== '.';
    if (inside && !file.includes('\\')) return [];
    return [
      source.at(path, `expected a path inside the exercise, like src/main.ts, got ${JSON.stringify(file)}`),
    ];
  });
}
