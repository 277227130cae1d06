import { readFileSync, writeSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import type { AnalysisRequest, AnalysisResult } from '../finding.ts';

/**
 * Judges a submission's source in a process of its own: what is parsed was written by someone else, and may be made to
 * overflow a stack, fill the memory or never end. Reads the request on stdin and writes the result to stdout.
 */
const request = JSON.parse(readFileSync(0, 'utf8')) as AnalysisRequest;
enableCompileCache(request.cache);
const { analyse } = await import('./analyse.ts');
const result: AnalysisResult = analyse(request);
const bytes = Buffer.from(JSON.stringify(result));
for (let written = 0; written < bytes.length; ) written += writeSync(1, bytes, written);
