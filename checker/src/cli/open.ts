import { relative } from 'node:path';
import type { Course } from '../course/course.ts';
import { loadCourse } from '../course/load-course.ts';
import type { Progress } from '../progress/progress.ts';
import { type Reading, readProgress } from '../progress/record.ts';
import type { Context } from './context.ts';

export function openCourse({ root, cacheFolder }: Context): Promise<Course> {
  return loadCourse(root, { cacheFolder });
}

export async function openProgress(context: Context): Promise<Progress> {
  return heed(context, await readProgress(context.root, { signal: context.signal }));
}

/** Takes the record out of a reading; where a damaged one was set aside, says so. */
export function heed({ root, stderr }: Context, { progress, setAside }: Reading): Progress {
  if (setAside !== null) {
    stderr.write(
      `checker: the record of your progress was damaged and could not be read\n  It was set aside as ${relative(root, setAside)}, and a new record begins. Your work in workspace/ is not affected.\n`,
    );
  }
  return progress;
}
