import type { ServiceAccess } from './access.ts';

/** Removes what stands on servers for a submission as a whole, once it has been judged; `folder` is that of its run. */
export async function forgetSubmission(services: ServiceAccess | null, folder: string): Promise<void> {
  if (services?.postgres?.kind !== 'ready') return;
  const { access } = services.postgres;
  const { dropTemplate, templateName } = await import('./postgres/templates.ts');
  // Where the server has gone, it went with it.
  await dropTemplate(access, templateName(access, folder)).catch(() => {});
}
