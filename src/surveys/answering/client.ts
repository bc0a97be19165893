import { createHmac } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import { isbot } from 'isbot';

export const AGENT_CLASSES = ['browser', 'headless', 'machine', 'none'] as const;
export type AgentClass = (typeof AGENT_CLASSES)[number];

/** Who sent a request, as far as we keep it: keyed hashes that mean nothing outside one invitation, and a class. */
export interface Client {
  network: string;
  agent: string;
  agentClass: AgentClass;
  /** The browser or gateway said itself that nobody is looking (`Sec-Purpose: prefetch`). */
  isPrefetch: boolean;
}

export interface RequestFacts {
  address: string;
  method: string;
  headers: Record<string, string | string[] | undefined>;
}

const HEADLESS = /headless|phantomjs|puppeteer|playwright|selenium|electron\/|slimerjs/i;
/** Programs and mail gateways that name themselves; isbot knows crawlers but not all of these. */
const MACHINES =
  /curl|wget|python|java\/|go-http|node|axios|okhttp|libwww|httpclient|powershell|ruby|perl|barracuda|proofpoint|mimecast|safelinks|bitdefender|symantec|forcepoint|fireeye|trendmicro|googleimageproxy/i;
const HASH_LENGTH = 11;

/** Classes of user agents. A real browser string proves nothing (gateways send them); a machine's name proves a machine. */
export function agentClassOf(userAgent: string | undefined): AgentClass {
  if (!userAgent) return 'none';
  if (HEADLESS.test(userAgent)) return 'headless';
  return MACHINES.test(userAgent) || isbot(userAgent) ? 'machine' : 'browser';
}

/** The network of an address: IPv4 by its /24, IPv6 by its /48, since gateways rotate within both. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv4'
    ? parsed.toByteArray().slice(0, 3).join('.')
    : parsed.toByteArray().slice(0, 6).join(':');
}

/** Hashes are keyed and salted with the invitation: the same person in two invitations cannot be recognised. */
export function clientOf(request: RequestFacts, key: Buffer, salt: string): Client {
  const userAgent = single(request.headers['user-agent']);
  const hash = (value: string) =>
    createHmac('sha256', key).update(`${salt}\n${value}`).digest('base64url').slice(0, HASH_LENGTH);
  const purpose = `${single(request.headers['sec-purpose']) ?? ''} ${single(request.headers['purpose']) ?? ''}`;
  return {
    network: hash(networkOf(request.address)),
    agent: hash(userAgent ?? ''),
    agentClass: agentClassOf(userAgent),
    isPrefetch: request.method === 'HEAD' || /prefetch|prerender|preview/i.test(purpose),
  };
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
