/**
 * A text for the log of a GitHub job, in which the runner obeys no workflow command: what a submission printed could
 * otherwise be one, such as `::add-mask::` or `##[error]`, also behind blanks or in the middle of a line.
 *
 * @param token ends the pause; it must be one that nobody could foresee, and consist of letters, digits and hyphens
 */
export function withoutCommands(text: string, token: string): string {
  const end = text.endsWith('\n') ? '' : '\n';
  return `::stop-commands::${token}\n${text}${end}::${token}::\n`;
}
