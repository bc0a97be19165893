import ipaddr from 'ipaddr.js';

/** Whether a text is an address or a CIDR range. */
export function isAddressRange(range: string): boolean {
  return ipaddr.isValid(range) || ipaddr.isValidCIDR(range);
}

/** Whether an address lies in one of the ranges; everywhere, when there are none. IPv4 inside IPv6 counts as IPv4. */
export function isInRanges(address: string, ranges: readonly string[]): boolean {
  if (ranges.length === 0) return true;
  if (!ipaddr.isValid(address)) return false;
  const ip = ipaddr.process(address);
  return ranges.map(parsed).some(([network, bits]) => ip.kind() === network.kind() && ip.match(network, bits));
}

function parsed(range: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (range.includes('/')) return ipaddr.parseCIDR(range);
  const address = ipaddr.process(range);
  return [address, address.kind() === 'ipv6' ? 128 : 32];
}
