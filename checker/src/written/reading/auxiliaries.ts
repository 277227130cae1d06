/** The verbs behind which English puts its `not`. */
export const auxiliaries: readonly string[] =
  'is are was were be been being am has have had do does did can could will would should must may might'.split(
    ' ',
  );
