/** One mail address with an optional name; never a string of several. */
export interface MailAddress {
  name: string;
  address: string;
}

const ADDRESS =
  /^[A-Za-z0-9.!#$%&*+/=?^_`{|}~'-]{1,64}@(?=.{1,189}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;
const NAMED = /^\s*(?:"?([^"<>]*?)"?\s*)<([^<>]+)>\s*$/;

/** Whether a text is one plain address. Quoted local parts, comments and lists are refused: nobody has them by intent. */
export function isMailAddress(text: string): boolean {
  return ADDRESS.test(text);
}

/** Reads `Name <address>` or a bare address. Throws RangeError for anything else. */
export function parseMailAddress(text: string): MailAddress {
  const match = NAMED.exec(text);
  const [name, address] = match ? [match[1]!.trim(), match[2]!.trim()] : ['', text.trim()];
  if (!isMailAddress(address)) throw new RangeError('Not a mail address; write: Name <name@example.com>');
  return { name, address };
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
