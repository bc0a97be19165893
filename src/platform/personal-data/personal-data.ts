import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** One customer, under all the names by which the service may know him. */
export interface Subject {
  customerIds: string[];
  ticketIds: string[];
  feedbackIds: string[];
  /** Ids that the sources gave to the customer, his tickets and his texts. */
  externalIds: string[];
  /** Lower case. */
  emails: string[];
  names: string[];
  phones: string[];
}

/** Somebody who keeps data about customers, or something derived from it. */
export interface PersonalDataHolder {
  /** Names the part in exports and receipts: `surveys`, `themes`. */
  name: string;
  /** Everything it keeps about the customer, as plain JSON. */
  export(subject: Subject, em: EntityManager): Promise<unknown>;
  /** Removes it, with all that was derived from it, in the given transaction. Returns how many rows were removed or emptied. */
  erase(subject: Subject, em: EntityManager, now: Date): Promise<number>;
}

/**
 * Where every module says what it keeps about customers, so that an export or an erasure forgets nobody's tables. Holders
 * run in the order of registration, before the customer's own rows go.
 */
@Injectable()
export class PersonalData {
  private readonly known: PersonalDataHolder[] = [];

  register(holder: PersonalDataHolder): void {
    this.known.push(holder);
  }

  get holders(): readonly PersonalDataHolder[] {
    return this.known;
  }
}
