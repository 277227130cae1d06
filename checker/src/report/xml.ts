import { sanitize } from './sanitize.ts';

/** An element that holds text; every value is made safe and escaped. */
export function element(name: string, named: Attributes, text: string): string {
  return `<${name}${attributes(named)}${text === '' ? '/>' : `>${escapeXml(text)}</${name}>`}`;
}

export type Attributes = Readonly<Record<string, string | number>>;

export function attributes(named: Attributes): string {
  return Object.entries(named)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('');
}

/** What XML does not allow at all is already visible text after `sanitize`. */
function escapeXml(text: string): string {
  return sanitize(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}
