export type Contact = Readonly<{
  name: string;
  phone: string | null;
  note: string | null;
  quietFromHour: number | null;
  weekends: boolean;
}>;
export type ContactPatch = { readonly [Field in keyof Contact]?: Contact[Field] | undefined };

export class PatchError extends TypeError {
  override readonly name = 'PatchError';
}

const fields = {
  name: 'needed',
  phone: 'may go',
  note: 'may go',
  quietFromHour: 'may go',
  weekends: 'needed',
} as const;

export function applyPatch(contact: Contact, patch: ContactPatch): Contact {
  const next: Record<string, unknown> = { ...contact };
  for (const [field, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (!isField(field)) throw new PatchError(`unknown: ${field}`);
    if (value === null && fields[field] === 'needed') throw new PatchError(`needed: ${field}`);
    next[field] = value;
  }
  return Object.freeze(next) as Contact;
}

export function patchBetween(before: Contact, after: Contact): ContactPatch {
  const patch: { -readonly [Field in keyof Contact]?: Contact[Field] } = { ...after };
  for (const field of Object.keys(fields) as (keyof Contact)[]) {
    if (before[field] === after[field]) delete patch[field];
  }
  return patch;
}

function isField(name: string): name is keyof Contact {
  return Object.keys(fields).includes(name);
}
