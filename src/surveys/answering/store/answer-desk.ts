import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Gathered } from '../../../platform/database/gathered.js';
import { type AnswerWrite, writeFirstAnswers } from './answers.js';
import { findInvitations, type OpenInvitation, type SeenInvitation, seeInvitations } from './invitations.js';

interface Look {
  id: string;
  now: Date;
}

/** Reads and writes for crowds of visitors: a wave of mails opens hundreds of pages a second, and few statements serve them. */
@Injectable()
export class AnswerDesk {
  private readonly finds = new Gathered((ids: string[]) => findInvitations(this.db.manager, ids));
  private readonly looks = new Gathered((looks: Look[]) => this.seeAll(looks));
  private readonly writes = new Gathered((answers: AnswerWrite[]) => writeFirstAnswers(this.db.manager, answers));

  constructor(private readonly db: DataSource) {}

  /** An invitation with the answer that it has. One that does not exist takes as long as one that does. */
  find(id: string): Promise<OpenInvitation | null> {
    return this.finds.ask(id);
  }

  /** The same with what touched it lately. Nothing is locked: what is decided from it must be written by `writeFirst`. */
  look(id: string, now: Date): Promise<SeenInvitation | null> {
    return this.looks.ask({ id, now });
  }

  /** Stores the first answer to an invitation; false, and nothing stored, when it is not certain to be the first. */
  async writeFirst(answer: AnswerWrite): Promise<boolean> {
    return this.writes.ask(answer);
  }

  private seeAll(looks: readonly Look[]): Promise<(SeenInvitation | null)[]> {
    const ids = looks.map(({ id }) => id);
    return seeInvitations(this.db.manager, ids, looks.at(-1)!.now);
  }
}
