import { randomBytes, randomUUID } from 'node:crypto';
import { ConflictException, Injectable, NotFoundException, UnprocessableEntityException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Actor } from '../../platform/audit/actor.js';
import { AuditService } from '../../platform/audit/audit.service.js';
import { isUniqueViolation } from '../../platform/database/database.js';
import { Secrets } from '../../platform/secrets.js';
import { Connection } from './connection.entity.js';
import type {
  ChangedConnection,
  ConnectionKind,
  Credentials,
  NewConnection,
  RotatedSecret,
} from './connection.schema.js';
import { isStandardSecret } from './signatures/verify.js';

const PURPOSE = 'connection';
const HOUR_MS = 3_600_000;

/** The connection with the secret that the help desk has to know, shown once. */
export interface ConnectionWithSecret {
  connection: Connection;
  webhookSecret: string | null;
}

@Injectable()
export class ConnectionsService {
  constructor(
    private readonly db: DataSource,
    private readonly secrets: Secrets,
    private readonly audit: AuditService,
  ) {}

  async list(): Promise<Connection[]> {
    return this.db.getRepository(Connection).find({ order: { createdAt: 'ASC', id: 'ASC' } });
  }

  async get(id: string): Promise<Connection> {
    const connection = await this.find(id);
    if (!connection)
      throw new NotFoundException({ code: 'connection.not-found', message: 'There is no such connection.' });
    return connection;
  }

  async find(id: string): Promise<Connection | null> {
    return this.db.getRepository(Connection).findOneBy({ id });
  }

  async create(given: NewConnection, actor: Actor, now: Date): Promise<ConnectionWithSecret> {
    const { kind, name, settings, legalBasis = null, consentNote = null, enabled } = given;
    const webhookSecret = kind === 'imap' ? null : usable(kind, given.webhookSecret ?? newSecret(kind));
    const connection = this.db.getRepository(Connection).create({
      id: randomUUID(),
      kind,
      name,
      settings,
      legalBasis,
      consentNote,
      enabled,
      source: given.source ?? kind,
      webhookSecret: webhookSecret && this.secrets.seal(PURPOSE, webhookSecret),
      previousSecret: null,
      previousSecretUntil: null,
      credentials: given.credentials ? this.sealed(given.credentials) : null,
      signatureFailures: 0,
      lastSignatureFailureAt: null,
      createdAt: now,
    });
    await this.save(connection, 'connection.created', actor, now);
    return { connection, webhookSecret };
  }

  async change(id: string, changed: ChangedConnection, actor: Actor, now: Date): Promise<Connection> {
    const connection = await this.get(id);
    const { credentials, ...plain } = changed;
    Object.assign(connection, plain, credentials && { credentials: this.sealed(credentials) });
    await this.save(connection, 'connection.changed', actor, now);
    return connection;
  }

  /** Gives the connection a new webhook secret; the old one stays valid for the overlap, so that nothing is lost meanwhile. */
  async rotate(
    id: string,
    { webhookSecret, overlapHours }: RotatedSecret,
    actor: Actor,
    now: Date,
  ): Promise<ConnectionWithSecret> {
    const connection = await this.get(id);
    const fresh = usable(connection.kind, webhookSecret ?? newSecret(connection.kind));
    connection.previousSecret = connection.webhookSecret;
    connection.previousSecretUntil = new Date(now.getTime() + overlapHours * HOUR_MS);
    connection.webhookSecret = this.secrets.seal(PURPOSE, fresh);
    await this.save(connection, 'connection.secret-rotated', actor, now);
    return { connection, webhookSecret: fresh };
  }

  /** The connection and its raw events go; what was taken from it stays, and can be erased by its source. */
  async remove(id: string, actor: Actor, now: Date): Promise<void> {
    const connection = await this.get(id);
    await this.db.transaction(async (em) => {
      await em.delete(Connection, { id });
      await this.audit.record(
        {
          actor,
          action: 'connection.removed',
          subject: `connection:${id}`,
          detail: { source: connection.source },
          now,
        },
        em,
      );
    });
  }

  /** The secrets that a delivery may be signed with now: the current one, and the one before while it overlaps. */
  secretsOf(connection: Connection, now: Date): string[] {
    const { webhookSecret, previousSecret, previousSecretUntil } = connection;
    const previous = previousSecretUntil && previousSecretUntil > now ? previousSecret : null;
    return [webhookSecret, previous]
      .filter((sealed) => sealed !== null)
      .map((sealed) => this.secrets.open(PURPOSE, sealed));
  }

  credentialsOf(connection: Connection): Credentials | null {
    if (connection.credentials === null) return null;
    return JSON.parse(this.secrets.open(PURPOSE, connection.credentials)) as Credentials;
  }

  async countSignatureFailure(id: string, now: Date): Promise<void> {
    const sql =
      'UPDATE connection SET signature_failures = signature_failures + 1, last_signature_failure_at = $2 WHERE id = $1';
    await this.db.query(sql, [id, now]);
  }

  private sealed(credentials: Credentials): string {
    return this.secrets.seal(PURPOSE, JSON.stringify(credentials));
  }

  private async save(connection: Connection, action: string, actor: Actor, now: Date): Promise<void> {
    const { id, kind, source } = connection;
    try {
      await this.db.transaction(async (em) => {
        await em.save(connection);
        await this.audit.record({ actor, action, subject: `connection:${id}`, detail: { kind, source }, now }, em);
      });
    } catch (error) {
      if (!isUniqueViolation(error, 'connection_source_key')) throw error;
      throw new ConflictException({
        code: 'connection.source-taken',
        message: `Another connection already has the source "${source}".`,
      });
    }
  }
}

/** Throws 422 for a secret that nobody could sign with. */
function usable(kind: ConnectionKind, secret: string): string {
  if (kind !== 'generic' || isStandardSecret(secret)) return secret;
  throw new UnprocessableEntityException({
    code: 'connection.secret-unusable',
    message:
      'A secret of Standard Webhooks is Base64, usually with "whsec_" before it. Leave it empty and we make one.',
  });
}

/** In the form that the sender expects. Help Scout takes at most 40 characters, addresses must not be escaped. */
function newSecret(kind: ConnectionKind): string {
  if (kind === 'generic') return `whsec_${randomBytes(32).toString('base64')}`;
  return randomBytes(kind === 'helpscout' ? 20 : 32).toString('hex');
}
