import type { AnalysisRequest, AnalysisResult, Finding } from '../finding.ts';
import { findLiberties } from './find-liberties.ts';
import { judgeGlobals } from './judge-globals.ts';
import { findEscapes, judgeLayers } from './judge-layers.ts';
import { parseSources, type Sources } from './parse-sources.ts';
import { readSubmission, type SubmissionTexts } from './read-submission.ts';

/** How many findings are passed on; the learner sees fewer still, with the number of all. */
const most = 200;

export function analyse(request: AnalysisRequest): AnalysisResult {
  const submission = readSubmission(request.snapshot);
  const sources = parseSources(submission.texts);
  // What cannot be read could hide anything.
  const findings = [...sources.unreadable, ...judge(request, sources, submission)];
  return { files: submission.texts.size, total: findings.length, findings: findings.slice(0, most) };
}

function judge(
  { rule, manifest }: AnalysisRequest,
  sources: Sources,
  submission: SubmissionTexts,
): Finding[] {
  switch (rule) {
    case 'no-globals':
      return judgeGlobals(sources, manifest);
    case 'layers':
      return judgeLayers(sources, manifest, submission);
    case 'escapes':
      return findEscapes(sources, submission);
    case 'liberties':
      return findLiberties(sources);
    default:
      return rule satisfies never;
  }
}
