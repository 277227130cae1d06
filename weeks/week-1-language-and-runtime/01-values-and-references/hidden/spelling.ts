import type { Path, Told, Tree } from './driver/trees.ts';

/** A state as it would stand in source, `{ a: [1, 'x'] }`. Two states are the same exactly when their texts are. */
export function spell(value: Tree | Told): string {
  switch (value.kind) {
    case 'plain':
      return typeof value.value === 'string' ? quoted(value.value) : String(value.value);
    case 'named':
      return value.name;
    case 'bigint':
      return `${value.digits}n`;
    case 'list':
      return `[${value.items.map(spell).join(', ')}]`;
    case 'record': {
      const members = value.members.map(([name, member]) => `${spellName(name)}: ${spell(member)}`);
      return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
    }
    case 'thing':
      return { date: 'a Date', map: 'a Map', function: 'a function', point: 'a Point' }[value.what];
    case 'money':
      return `Money ${'text' in value ? value.text : `${value.amount} ${value.currency}`}`;
    case 'shared':
      return spell(value.tree);
    case 'strange':
      return value.text;
    default:
      return value satisfies never;
  }
}

export function spellPath(path: Path): string {
  return `[${path.map((step) => (typeof step === 'string' ? quoted(step) : step)).join(', ')}]`;
}

/** A place as one writes it: `order.lines[0].price`. */
export function spellPlace(root: string, path: Path): string {
  return path.reduce<string>((place, step) => {
    if (typeof step === 'number') return `${place}[${step}]`;
    return /^[a-z]\w*$/i.test(step) ? `${place}.${step}` : `${place}[${quoted(step)}]`;
  }, root);
}

function spellName(name: string): string {
  return /^[a-z]\w*$/i.test(name) ? name : quoted(name);
}

function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
