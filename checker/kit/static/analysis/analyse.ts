import type { AnalysisRequest, AnalysisResult, AnalysisResults, Finding } from '../finding.ts';
import { findLiberties } from './find-liberties.ts';
import { judgeBoundaries } from './judge-boundaries.ts';
import { judgeGlobals } from './judge-globals.ts';
import { findEscapes, judgeLayers } from './judge-layers.ts';
import { judgeSurface } from './judge-surface.ts';
import { parseSources } from './parse-sources.ts';
import { readSubmission } from './read-submission.ts';

/** How many findings are passed on; the learner sees fewer still, with the number of all. */
const most = 200;

/** Judges the source by all rules: what they share, reading and parsing, is most of the work. */
export function analyse({ snapshot, manifest }: AnalysisRequest): AnalysisResults {
  const submission = readSubmission(snapshot);
  const sources = parseSources(submission.texts);
  const result = (found: readonly Finding[]): AnalysisResult => {
    // What cannot be read could hide anything.
    const findings = [...sources.unreadable, ...found];
    return { files: submission.texts.size, total: findings.length, findings: findings.slice(0, most) };
  };
  return {
    'no-globals': result(judgeGlobals(sources, manifest)),
    layers: result(judgeLayers(sources, manifest, submission)),
    boundaries: result(judgeBoundaries(sources, manifest, submission)),
    surface: result(manifest.surface === null ? [] : judgeSurface(sources, manifest.surface)),
    escapes: result(findEscapes(sources, submission)),
    liberties: result(findLiberties(sources)),
  };
}
