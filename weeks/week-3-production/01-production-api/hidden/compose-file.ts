import {
  broken,
  type Compose,
  type ComposeService,
  type Place,
  type Random,
  type Setting,
  type Source,
} from 'checker/kit';

/** A service of the page. Fails the requirement where there is none. */
export function serviceOf(compose: Compose, name: string): ComposeService {
  return (
    compose.service(name) ??
    broken({
      expected: `a service \`${name}\` in ${compose.file}`,
      saw: `the services ${compose.services.map((each) => each.name).join(', ') || '(none)'}`,
      look: 'The page says which four there are, and others find them by these names.',
    })
  );
}

/** What the judge sets besides ports and images. */
export function forCompose(random: Random): Readonly<Record<string, string>> {
  const digits = Array.from({ length: 32 }, () => random.integer(0, 15).toString(16));
  return { POSTGRES_PASSWORD: digits.join('') };
}

/** Fails the requirement with all of these places, each with what is wrong there. */
export function expectNothing(
  places: readonly Place[],
  told: { readonly expected: string; readonly look: string },
): void {
  if (places.length === 0) return;
  broken({
    ...told,
    saw: places.length === 1 ? (places[0]?.text ?? '') : `${places.length} places where that is not so`,
    places: places.slice(0, 10),
  });
}

/** The lines of the file as they are written, without comments. */
export function linesOf(source: Source, file: string): readonly string[] {
  const text = source.files('.')[file]?.toString('utf8') ?? '';
  return text.split('\n').map((line) => line.replace(/(^|\s)#.*$/, ''));
}

/** Stands for what only the environment knows. */
export const given = '\u0000';

/** A text as it is where nobody has set anything: `${NAME:-x}` is x, and what has no default is `given`. */
export function unset(text: string): string {
  for (let before = ''; before !== text; ) {
    before = text;
    text = text
      .replace(/\$\{\w+:?-([^${}]*)\}/g, '$1')
      .replace(/\$\{\w+(?::?[?+][^${}]*)?\}/g, given)
      .replace(/\$\w+/g, given);
  }
  return text;
}

/** What is in force where nobody has set anything; null where only the environment knows. */
export function defaultOf(setting: Setting | null): string | null {
  if (setting === null || setting.value === null) return null;
  const text = unset(setting.value);
  return text.includes(given) ? null : text;
}

/** The same image in a month: a tag of two numbers at least, or a digest. */
export function isPinned(image: string): boolean {
  return /@sha256:[0-9a-f]{64}$/.test(image) || /:v?\d+\.\d+[\w.-]*$/.test(image);
}
