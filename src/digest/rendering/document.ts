/** The digest as people read it, in words and numbers, before it becomes HTML, text or a chat message. Frozen as JSON. */
export interface DigestDocument {
  format: 1;
  organisation: string;
  team: { id: string; name: string; kind: TeamKind };
  title: string;
  /** First sentence: shown by mail programs beside the subject. */
  lead: string;
  period: { name: string; from: string; to: string; zone: string; label: string };
  tiles: Tile[];
  sections: Section[];
  provenance: Provenance;
}

export type TeamKind = 'product' | 'content' | 'support';

/** What is needed to make the same digest again. */
export interface Provenance {
  inputsHash: string;
  model: string;
  settings: string;
  version: string;
}

export interface Tile {
  label: string;
  value: string;
  detail: string;
}

export interface Section {
  key: string;
  title: string;
  items: Item[];
  /** What to say when nothing is established, with the counts behind it. */
  empty: string | null;
  /** Items that did not fit on one screen, and what they are in a few words: listed on the page, counted elsewhere. */
  more: number;
  rest?: { title: string; words: string }[];
  /** By what the items are ordered, in one sentence. */
  note?: string | null;
}

export type Tone = 'alarm' | 'notice' | 'good' | 'calm';

export interface Item {
  /** Stable over weeks: the same theme keeps its key. */
  key: string;
  subject: { kind: 'theme' | 'gap' | 'action' | 'alert' | 'none'; id: string | null };
  title: string;
  badge: { text: string; tone: Tone } | null;
  sentence: string;
  details: string[];
  quotes: { text: string; from: string }[];
  series: { values: number[]; label: string } | null;
  status: string | null;
  links: { label: string; path: string }[];
  /** Whether the reader may accept, dismiss, and say if it was useful. */
  answerable: boolean;
}
