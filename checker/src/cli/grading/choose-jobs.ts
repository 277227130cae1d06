const MiB = 1024 * 1024;
/** A grading process with its judging processes takes 300 MiB; a box may take 512 for the time of a scenario. */
const bytesPerJob = 1024 * MiB;

/**
 * How many submissions are judged at once, and how many judging processes each may have. Several submissions of few
 * processes are faster than few of many: the end of each, when only its slowest test runs, keeps nobody waiting.
 */
export function chooseJobs(
  asked: number | null,
  { cores, freeBytes }: { readonly cores: number; readonly freeBytes: number },
): { readonly jobs: number; readonly workers: number } {
  const fitting = Math.max(1, Math.floor(freeBytes / bytesPerJob));
  const jobs = asked ?? Math.min(cores, fitting);
  return { jobs, workers: Math.max(2, Math.ceil((cores + 1) / jobs)) };
}
