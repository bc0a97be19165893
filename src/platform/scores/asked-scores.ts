import { Injectable } from '@nestjs/common';
import type { Period } from '../periods.js';

/** Answers by how good they are: a scale's best, middle and worst points. */
export interface Bands {
  high: number;
  middle: number;
  low: number;
}

/** Answers that people gave when they were asked, of one group; and the mails that asked. */
export interface AskedCounts {
  group: string | null;
  csat: Bands;
  ces: Bands;
  nps: Bands;
  /** Mails that arrived, and how many of them were answered. */
  delivered: number;
  answered: number;
}

export type AskedGroup =
  | { kind: 'whole' }
  | { kind: 'dimension'; name: 'product' | 'channel' | 'plan' | 'stage' | 'team' }
  | { kind: 'time'; step: 'day' | 'week' | 'month'; zone: string };

export interface AskedQuestion {
  period: Period;
  filter: Partial<Record<'product' | 'channel' | 'plan' | 'stage' | 'team' | 'tag' | 'language', string>>;
  group: AskedGroup;
}

/** One answer to an own survey, by what it was about. */
export interface AskedAnswer {
  kind: 'csat' | 'ces' | 'nps';
  band: keyof Bands;
  ticketId: string | null;
  customerId: string | null;
  /** External id of the feedback that its comment became. */
  comment: string | null;
}

export interface AskedReader {
  counts(question: AskedQuestion): Promise<AskedCounts[]>;
  /** Counted answers given in a period. */
  answers(question: Pick<AskedQuestion, 'period' | 'filter'>): Promise<AskedAnswer[]>;
}

/**
 * Where numbers about answers come from, whoever asks: the module that asks customers registers here, the one that shows
 * figures reads here, and neither needs to know the other. Empty while nobody asks.
 */
@Injectable()
export class AskedScores {
  private reader: AskedReader | null = null;

  register(reader: AskedReader): void {
    this.reader = reader;
  }

  async read(question: AskedQuestion): Promise<AskedCounts[]> {
    return this.reader ? this.reader.counts(question) : [];
  }

  async answers(question: Pick<AskedQuestion, 'period' | 'filter'>): Promise<AskedAnswer[]> {
    return this.reader ? this.reader.answers(question) : [];
  }
}
