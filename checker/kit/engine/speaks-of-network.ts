/** Whether what an engine says is about something that it could not fetch. */
export function speaksOfNetwork(text: string): boolean {
  return (
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|toomanyrequests)\b/.test(text) ||
    /dial tcp|no such host|TLS handshake|Client\.Timeout|Temporary failure resolving/.test(text)
  );
}
