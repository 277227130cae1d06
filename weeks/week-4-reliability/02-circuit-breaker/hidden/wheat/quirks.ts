/** What a chaff does otherwise than the page says. The wheat has none of them. */
export interface Quirks {
  readonly opensOneLate?: boolean;
  readonly successKeepsCount?: boolean;
  readonly lateSuccessCloses?: boolean;
  readonly comparesStateNames?: boolean;
  readonly letsAllProbe?: boolean;
  readonly keepsOldDeadline?: boolean;
  readonly abortedProbeKeepsPlace?: boolean;
  readonly cancelIsFailure?: boolean;
  readonly ignoresFilteredErrors?: boolean;
  readonly leavesTimer?: boolean;
}
