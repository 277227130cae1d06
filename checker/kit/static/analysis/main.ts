import { readFileSync, writeSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import type { AnalysisRequest, AnalysisResults } from '../finding.ts';

/**
 * Judges a submission's source in a process of its own: what is parsed was written by someone else, and may be made to
 * overflow a stack, fill the memory or never end. Reads the request on stdin and writes what it found to stdout.
 */
const request = JSON.parse(readFileSync(0, 'utf8')) as AnalysisRequest;
enableCompileCache(request.cache);
const { analyse } = await import('./analyse.ts');
const results: AnalysisResults = analyse(request);
const bytes = Buffer.from(JSON.stringify(results));
for (let written = 0; written < bytes.length; ) written += writeSync(1, bytes, written);
