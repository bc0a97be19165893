import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** ::/96 holds the deprecated IPv4-compatible addresses (RFC 4291 section 2.5.5.1), which ipaddr.js counts as unicast. */
const IPV4_COMPATIBLE = ipaddr.IPv6.parseCIDR('::/96');

/**
 * Whether a connection may go to this address: only global unicast. Loopback, private, link-local, carrier NAT, multicast,
 * documentation, mapped, NAT64, 6to4 and Teredo addresses all lead inside, or may.
 */
export function isGlobalAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || !(parsed as ipaddr.IPv6).match(IPV4_COMPATIBLE);
}

/** Why an address is refused as a target before anything is looked up, or null. Names are judged when they are resolved. */
export function refusalOfTarget(text: string, allowsPrivate: boolean): string | null {
  if (!URL.canParse(text)) return 'This is not a complete address. It begins with https://';
  const { protocol, username, password, hostname } = new URL(text);
  if (protocol !== 'https:' && !(allowsPrivate && protocol === 'http:')) return 'Only https addresses are allowed.';
  if (username || password) return 'The address must not hold a user name or password.';
  const host = hostname.replace(/^\[|\]$/g, '');
  if (!allowsPrivate && isIP(host) !== 0 && !isGlobalAddress(host))
    return 'This address is not on the public internet.';
  return null;
}
