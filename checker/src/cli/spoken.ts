/** How learners type it; help and messages use the same words. */
export const spokenName = 'npm run checker --';

/** Commands that have a target in the Makefile; with an exercise it reads `make check E=task-cli`. */
const targets = {
  check: true,
  watch: true,
  start: true,
  prove: true,
  next: false,
  progress: false,
  doctor: false,
};

/** A command exactly as a learner types it: through make where that has a target and no options are needed. */
export function speak(command: string, exercise?: string, ...rest: readonly string[]): string {
  const takesExercise = Object.hasOwn(targets, command) ? targets[command as keyof typeof targets] : null;
  if (takesExercise !== null && rest.length === 0 && (exercise === undefined || takesExercise)) {
    return exercise === undefined ? `make ${command}` : `make ${command} E=${exercise}`;
  }
  return [spokenName, command, ...(exercise === undefined ? [] : [exercise]), ...rest].join(' ');
}
