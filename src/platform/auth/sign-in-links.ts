import { randomUUID } from 'node:crypto';
import { Injectable, NotFoundException } from '@nestjs/common';
import { type EntityManager, IsNull, MoreThan } from 'typeorm';
import { Config } from '../config.js';
import { SignInLink } from './sign-in-link.entity.js';
import { createToken, sha256 } from './tokens.js';

const MINUTE_MS = 60_000;

/** Links that work once. Only their hashes are stored. */
@Injectable()
export class SignInLinks {
  constructor(private readonly config: Config) {}

  /** A new link for a member, or for the first admin when there is none. */
  async create(memberId: string | null, minutes: number, now: Date, em: EntityManager): Promise<string> {
    const token = createToken();
    const expiresAt = new Date(now.getTime() + minutes * MINUTE_MS);
    const row = { id: randomUUID(), memberId, tokenHash: sha256(token), createdAt: now, expiresAt, usedAt: null };
    await em.insert(SignInLink, row);
    return `${this.config.publicUrl}/sign-in/${token}`;
  }

  /** The live link behind a token. Throws 404 when it is used, over or unknown. */
  async find(token: string, now: Date, em: EntityManager): Promise<SignInLink> {
    const link = await em.findOneBy(SignInLink, liveWith(token, now));
    if (!link) throw linkIsOver();
    return link;
  }

  /** Uses a link up. Of two at once, one gets 404. */
  async consume(token: string, now: Date, em: EntityManager): Promise<SignInLink> {
    const { affected } = await em.update(SignInLink, liveWith(token, now), { usedAt: now });
    if (affected !== 1) throw linkIsOver();
    return em.findOneByOrFail(SignInLink, { tokenHash: sha256(token) });
  }

  async deleteFirstAdminLinks(em: EntityManager): Promise<void> {
    await em.delete(SignInLink, { memberId: IsNull() });
  }
}

function liveWith(token: string, now: Date) {
  return { tokenHash: sha256(token), usedAt: IsNull(), expiresAt: MoreThan(now) };
}

function linkIsOver(): NotFoundException {
  return new NotFoundException({
    code: 'sign-in.link-over',
    message: 'This link was used already or is over. Ask for a new one.',
  });
}
