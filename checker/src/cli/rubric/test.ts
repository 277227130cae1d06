import { ratesOf } from '../../written/evaluation/agreement.ts';
import { type Evaluation, evaluate } from '../../written/evaluation/evaluate.ts';
import { type Summary, summarise } from '../../written/evaluation/summarise.ts';
import { findQuestion, openWritten, type Written } from '../../written/open-written.ts';
import type { Half, Question } from '../../written/question.ts';
import type { Context, ExitCode } from '../context.ts';
import { writeJson } from '../write-json.ts';

export interface TestOptions {
  readonly half: string | undefined;
  readonly attacks: boolean;
  readonly confusions: boolean;
  readonly json: boolean;
}

/** Measures the grader on the labelled examples, the two halves apart. */
export async function testRubrics(
  context: Context,
  named: readonly string[],
  options: TestOptions,
): Promise<ExitCode> {
  const written = openWritten(context.root);
  const questions = named.length === 0 ? written.questions : named.map((slug) => findQuestion(written, slug));
  const halves: Half[] =
    options.half === 'development' || options.half === 'test' ? [options.half] : ['development', 'test'];
  const results = halves.map((half) => {
    const each = questions.map((question) => ({
      question,
      evaluation: evaluate(question, written.graderOf(question), {
        half,
        others: modelAnswers(written, question),
        withAttacks: options.attacks || options.json,
        elapsed: () => context.clock.elapsed(),
      }),
    }));
    return { half, each, summary: summarise(each.map(({ evaluation }) => evaluation)) };
  });
  // Not in the JSON: the same files give the same bytes there.
  for (const { half, summary } of results) context.stderr.write(tellTime(half, summary));
  if (options.json)
    writeJson(
      context,
      Object.fromEntries(results.map(({ half, each, summary }) => [half, forMachines(each, summary)])),
    );
  else for (const result of results) context.stdout.write(`${tell(result, options).join('\n')}\n`);
  return 0;
}

function tellTime(half: Half, { time, answers }: Summary): string {
  if (time === null) return '';
  return `${half} half: ${two(time.median)} ms an answer, ${two(time.p95)} ms for the slowest twentieth (${answers} answers)\n`;
}

interface Tested {
  readonly question: Question;
  readonly evaluation: Evaluation;
}

function modelAnswers({ questions }: Written, { slug }: Question): string[] {
  return questions
    .filter((question) => question.slug !== slug)
    .map(({ rubric }) => rubric.anchors[0]?.text ?? '');
}

function forMachines(each: readonly Tested[], summary: Summary) {
  return {
    overall: rounded(summary),
    questions: Object.fromEntries(
      each.map(({ question, evaluation }) => [
        question.slug,
        {
          ...rounded(summarise([evaluation])),
          perConcept: Object.fromEntries(
            [...evaluation.concepts].map(([id, counts]) => [id, { ...counts, ...percent(ratesOf(counts)) }]),
          ),
          perMisconception: Object.fromEntries(
            [...evaluation.misconceptions].map(([id, counts]) => [
              id,
              { ...counts, ...percent(ratesOf(counts)) },
            ]),
          ),
          perAttack: Object.fromEntries(evaluation.attacks),
        },
      ]),
    ),
  };
}

function rounded({
  answers,
  concepts,
  misconceptions,
  kappa,
  interval,
  kappaOfMiddling,
  attacks,
  review,
}: Summary) {
  return {
    answers,
    concepts: { ...concepts, ...percent(ratesOf(concepts)) },
    misconceptions: { ...misconceptions, ...percent(ratesOf(misconceptions)) },
    qwk: {
      value: digits(kappa),
      low: digits(interval?.low ?? null),
      high: digits(interval?.high ?? null),
      middling: digits(kappaOfMiddling),
    },
    attacks: {
      ...attacks,
      withoutCredit: attacks.tried === 0 ? null : digits(1 - attacks.credited / attacks.tried),
    },
    review: { share: digits(review.share), largeErrors: review.large, caught: digits(review.caught) },
  };
}

function percent(rates: ReturnType<typeof ratesOf>) {
  return { precision: digits(rates.precision), recall: digits(rates.recall), f1: digits(rates.f1) };
}

function digits(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1000) / 1000;
}

function tell(
  {
    half,
    each,
    summary,
  }: { readonly half: Half; readonly each: readonly Tested[]; readonly summary: Summary },
  { confusions }: TestOptions,
): string[] {
  const lines = [`${half} half: ${summary.answers} answers`];
  for (const { question, evaluation } of each) {
    lines.push('', `${question.slug}: ${tellSummary(summarise([evaluation]))}`);
    for (const [id, counts] of [...evaluation.concepts, ...evaluation.misconceptions]) {
      const { precision, recall, f1 } = ratesOf(counts);
      lines.push(`  ${id.padEnd(36)} precision ${two(precision)}  recall ${two(recall)}  F1 ${two(f1)}`);
    }
    if (confusions)
      for (const { example, target, kind, quote } of evaluation.confusions)
        lines.push(
          `  ${example} ${kind === 'false' ? 'found, but not there' : 'there, but not found'}: ${target}${quote === null ? '' : `  "${quote}"`}`,
        );
    for (const [kind, { tried, credited }] of evaluation.attacks)
      if (credited > 0) lines.push(`  attack ${kind}: ${credited} of ${tried} earned marks`);
  }
  return [...lines, '', `${half} half, all: ${tellSummary(summary)}`, ''];
}

function tellSummary({
  concepts,
  misconceptions,
  kappa,
  interval,
  kappaOfMiddling,
  attacks,
  review,
}: Summary): string {
  const found = ratesOf(concepts);
  const wrong = ratesOf(misconceptions);
  return [
    `concepts precision ${two(found.precision)} recall ${two(found.recall)} F1 ${two(found.f1)}`,
    `misconceptions precision ${two(wrong.precision)} recall ${two(wrong.recall)}`,
    `QWK ${two(kappa)} (${two(interval?.low ?? null)} to ${two(interval?.high ?? null)}), middling ${two(kappaOfMiddling)}`,
    ...(attacks.tried === 0 ? [] : [`attacks without credit ${two(1 - attacks.credited / attacks.tried)}`]),
    `review ${two(review.share)}, catches ${two(review.caught)} of ${review.large} large errors`,
  ].join('; ');
}

function two(value: number | null): string {
  return value === null ? '-' : value.toFixed(2);
}
