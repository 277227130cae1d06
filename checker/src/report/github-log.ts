/**
 * One of our own lines with a foreign name in it, for a log that may be GitHub's: there `##[` begins a command anywhere, and
 * `::` only at the beginning of a line.
 */
export function withoutCommand(line: string): string {
  return line.replaceAll('##[', '##\\x5b');
}

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
