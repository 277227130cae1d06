/** A sentence that is not about the subject but about the marking of the answer. */
const address = [
  /\b(ignore|disregard|forget|override)\b.{0,40}\b(instruction|prompt|rubric|rule|above|previous)/i,
  /\b(award|give|grant|assign|output|return|set)\b.{0,40}\b(full|maximum|max|top|perfect|all|highest|\d+\s*(?:\/|of|out of)\s*\d+)\b.{0,20}\b(marks?|points?|score|credit|grade|\d+)/i,
  /\b(mark|count|grade|score|accept|consider|treat)\b.{0,30}\b(this|the|my|every|all|each)\b.{0,30}\b(answer|concepts?|response|everything|submission)?\b.{0,20}\bas (covered|correct|complete|right|passed|full)/i,
  /\b(dear|note to( the)?|hello|hi|attention)\b.{0,12}\b(grader|examiner|marker|checker|instructor|teacher|professor|evaluator|llm|model|ai)\b/i,
  /\b(grading|marking) (note|assistant|system|instruction|guideline)s?\b/i,
  /\b(correct|final|right) (grade|mark|score)\b/i,
  /\b(concepts?|ids?|points)\b.{0,120}\b(are|is) (all )?(satisfied|covered|fulfilled|met)\b/i,
  /\b(maximum|full|perfect|top) (score|marks?|points|credit|grade)\b/i,
  /^\W*(system|assistant|developer|admin(istrator)?)\s*(prompt|message|note|override)?\s*:/i,
  /\byou are (now )?(in |a |an )?(maintenance|debug|developer|helpful|language model|grader|grading)/i,
  /\b(this|my) (answer|response) (is|was) (already )?(correct|complete|perfect|graded|approved|full)/i,
  /["']?(covered|marks|score|misconceptions)["']?\s*:\s*[[{\d"]/i,
];

export function isToTheGrader(sentence: string): boolean {
  return address.some((pattern) => pattern.test(sentence));
}
