import { withDefaults } from './with-defaults.ts';

/** Whom nightwatch calls when something is slow. */
export interface Contact {
  readonly name: string;
  /** null: has none. */
  readonly phone: string | null;
  readonly note: string | null;
  /** From this hour on only messages, no calls; 0 is midnight. null: may always be called. */
  readonly quietFromHour: number | null;
  readonly weekends: boolean;
}

/** The body of a PATCH: absent keeps, null clears. */
export type ContactPatch = { readonly [Field in keyof Contact]?: Contact[Field] | undefined };

/** The contact with the patch applied. A TypeError for what a contact cannot have; the patch may come from anywhere. */
export function applyPatch(contact: Contact, patch: ContactPatch): Contact {
  for (const [field, value] of Object.entries(patch)) {
    if (!Object.hasOwn(contact, field)) throw new TypeError(`a contact has no field ${field}`);
    if (value === null && isRequired(field)) throw new TypeError(`${field} cannot be cleared`);
  }
  // A patch over a contact is options over defaults: undefined says nothing, null says something.
  return withDefaults(contact, patch);
}

/** The smallest patch that turns `before` into `after`. What is cleared is null in it, which JSON keeps. */
export function patchBetween(before: Contact, after: Contact): ContactPatch {
  const changed = Object.entries(after).filter(([field, value]) => value !== before[field as keyof Contact]);
  return Object.fromEntries(changed);
}

function isRequired(field: string): boolean {
  return field === 'name' || field === 'weekends';
}
