import type { Requirement } from '../course/manifest.ts';
import type { RequirementResult, Verdict } from './verdict.ts';

/**
 * Brings what was recorded into manifest order and applies the rule of one cause: a requirement whose prerequisite did not
 * pass is blocked by it, whatever its own test found, so that the verdict does not depend on which of the two ran first.
 *
 * @param missing the verdict of a requirement about which nothing was recorded
 */
export function settleVerdicts(
  requirements: readonly Requirement[],
  recorded: ReadonlyMap<string, RequirementResult>,
  missing: (slug: string) => Verdict,
): RequirementResult[] {
  const settled = new Map<string, RequirementResult>();
  const settle = (requirement: Requirement): RequirementResult => {
    const known = settled.get(requirement.slug);
    if (known !== undefined) return known;
    const own = recorded.get(requirement.slug) ?? {
      slug: requirement.slug,
      verdict: missing(requirement.slug),
      durationMs: 0,
      seed: 0,
    };
    const cause = requirement.needs
      .map((slug) => requirements.find((each) => each.slug === slug))
      .filter((each) => each !== undefined)
      .map(settle)
      .find((each) => spoils(each.verdict));
    const result: RequirementResult =
      cause === undefined ? own : { ...own, verdict: { kind: 'blocked', by: rootCause(cause) } };
    settled.set(requirement.slug, result);
    return result;
  };
  return requirements.map(settle);
}

/** Whether a prerequisite with this verdict leaves nothing to judge. What is not run here is nobody's obstacle. */
export function spoils(verdict: Verdict): boolean {
  switch (verdict.kind) {
    case 'failed':
    case 'blocked':
    case 'inconclusive':
      return true;
    case 'passed':
    case 'not-run':
      return false;
    default:
      return verdict satisfies never;
  }
}

function rootCause(result: RequirementResult): string {
  return result.verdict.kind === 'blocked' ? result.verdict.by : result.slug;
}
