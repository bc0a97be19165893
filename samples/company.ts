/** The shapes of the sample company. Times are ISO 8601 in UTC. */

export type Product = 'Tallynest' | 'Rotaplum';
export type Plan = 'starter' | 'team' | 'business';
export type Channel = 'chat' | 'mail' | 'web';
export type TicketStatus = 'open' | 'pending' | 'solved' | 'closed';
export type Priority = 'low' | 'normal' | 'high' | 'urgent';

export interface Customer {
  external_id: string;
  name: string;
  email: string;
  phone: string | null;
  company: string;
  plan: Plan;
  products: Product[];
  created_at: string;
}

export interface Message {
  external_id: string;
  author: 'customer' | 'agent';
  public: boolean;
  created_at: string;
  text?: string;
  html?: string;
}

export interface CsatAnswer {
  score: number;
  scale: 5;
  comment: string | null;
  answered_at: string;
}

/** One line of tickets.jsonl. */
export interface SampleTicket {
  source: 'sample';
  external_id: string;
  subject: string;
  created_at: string;
  updated_at: string;
  channel: Channel;
  product: Product;
  plan: Plan;
  language: string;
  tags: string[];
  status: TicketStatus;
  priority: Priority;
  agent: string | null;
  team: string;
  requester: { external_id: string; name: string; email: string; phone?: string; plan: Plan };
  first_reply_at: string | null;
  solved_at: string | null;
  reopened_at: string[];
  escalated_at: string | null;
  merged_into: string | null;
  stage: string | null;
  messages: Message[];
  csat: CsatAnswer | null;
}

export interface Article {
  slug: string;
  title: string;
  url: string;
  locale: string;
  published: string;
  updated: string;
  /** Markdown without the front matter. */
  body: string;
  /** The whole file, front matter included. */
  source: string;
}

/** A fix that the company shipped, as a team would enter it. `about` says in customers' words which theme it is for. */
export interface SampleAction {
  external_id: string;
  title: string;
  description: string;
  about: string[];
  product: Product;
  team: string;
  owner: string;
  link: string;
  decided_at: string;
  shipped_at: string;
}

export type Planted = 'new' | 'spike' | 'ramp' | 'gap' | 'hard-to-find' | 'fix-worked' | 'fix-failed' | 'decoy';

export interface IssueTruth {
  id: string;
  name: string;
  product: Product | 'shared';
  area: string;
  article: string | null;
  planted: Planted | null;
  /** Tickets a week that carry the issue, oldest week first. */
  weekly: number[];
  total: number;
}

export interface TicketTruth {
  id: string;
  kind: 'issue' | 'thanks' | 'spam' | 'odd';
  issues: string[];
  duplicate_of: string | null;
}

/** What was planted. Only tests read it: the product has to find these things by itself. */
export interface Truth {
  seed: number;
  starts_on: string;
  ends_on: string;
  /** The Monday of each week, oldest first. */
  weeks: string[];
  issues: IssueTruth[];
  tickets: TicketTruth[];
  new_issue: { issue: string; first_seen: string };
  spike: { issue: string; week: string; peak_day: string; usual_per_week: number };
  ramp: { issue: string };
  gaps: string[];
  hard_to_find: { issue: string; article: string };
  fixes: { action: string; issue: string; shipped_at: string; worked: boolean }[];
  campaign: { week: string; factor: number };
  decoy: { issue: string };
}

export interface Company {
  tickets: SampleTicket[];
  customers: Customer[];
  csat: (CsatAnswer & { ticket: string; agent: string | null; channel: Channel })[];
  articles: Article[];
  actions: SampleAction[];
  truth: Truth;
}
