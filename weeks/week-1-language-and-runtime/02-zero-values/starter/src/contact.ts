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

/** The body of a PATCH. */
export type ContactPatch = { readonly [Field in keyof Contact]?: Contact[Field] | undefined };

/** The contact with the patch applied. */
export function applyPatch(contact: Contact, patch: ContactPatch): Contact {
  return {
    name: patch.name || contact.name,
    phone: patch.phone ?? contact.phone,
    note: patch.note ?? contact.note,
    // Without `||` a form that sends an empty hour wiped it out.
    quietFromHour: patch.quietFromHour || contact.quietFromHour,
    weekends: patch.weekends ?? contact.weekends,
  };
}

/** The patch that turns `before` into `after`: what the settings page sends when somebody saves. */
export function patchBetween(before: Contact, after: Contact): ContactPatch {
  return {
    name: after.name,
    phone: after.phone === before.phone ? undefined : (after.phone ?? undefined),
    note: after.note === before.note ? undefined : (after.note ?? undefined),
    quietFromHour: after.quietFromHour || undefined,
    weekends: after.weekends,
  };
}
