/** What has happened to calls, in figures. */
export class Tally {
  successes = 0;
  failures = 0;
  timeouts = 0;
  rejected = 0;
  consecutiveFailures = 0;
  openedAt: number | null = null;
}
