import { query } from 'jsonpath-rfc9535';

/** Whether a JSONPath can be used. */
export function isJsonPath(path: string): boolean {
  try {
    query({}, path);
    return true;
  } catch {
    // The parser's only way to say no.
    return false;
  }
}
