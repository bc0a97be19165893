import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config.js';
import { Secrets } from '../../platform/secrets.js';
import { mintToken, type Purpose, readToken, type TokenContent } from './token.js';

const HUNDRED_DAYS_MS = 100 * 86_400_000;

/** Signs and reads the tokens in links, with a key of its own for each purpose. */
@Injectable()
export class SurveyTokens {
  constructor(
    private readonly secrets: Secrets,
    private readonly config: Config,
  ) {}

  mint(purpose: Purpose, content: TokenContent): string {
    return mintToken(this.keys, purpose, content);
  }

  read(purpose: Purpose, token: string): TokenContent | null {
    return readToken(this.keys, purpose, token);
  }

  /** The link of one option, or of the page without a choice. */
  answerUrl(token: string, optionId?: string): string {
    return `${this.config.publicUrl}/s/${token}${optionId === undefined ? '' : `/${optionId}`}`;
  }

  /** Old mails must still be able to end the mails, so this outlives the survey. */
  unsubscribeUrl(invitationId: string, now: Date): string {
    const token = this.mint('unsubscribe', {
      subject: invitationId,
      expiresAt: new Date(now.getTime() + HUNDRED_DAYS_MS),
    });
    return `${this.config.publicUrl}/u/${token}`;
  }

  /** The key of hidden form fields. */
  get formKey(): Buffer {
    return this.secrets.key('survey-form');
  }

  /** The key of hashes that recognise a visitor within one invitation. */
  get visitorKey(): Buffer {
    return this.secrets.key('survey-visitor');
  }

  /** Retired keys first, the one in use last: links in mails that are out stay good when the key changes. */
  private readonly keys = (purpose: Purpose): readonly Buffer[] => this.secrets.keys(`survey-${purpose}`).toReversed();
}
