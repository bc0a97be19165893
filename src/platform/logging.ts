import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import type { Config } from './config.js';

/** Paths whose values never reach a log, whatever is passed to the logger. */
const SECRET_PATHS = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'secret',
  'token',
  'key',
  'email',
  'body',
  'text',
  'comment',
];
const REDACT = SECRET_PATHS.flatMap((name) => {
  const at = name.includes('-') ? `["${name}"]` : `.${name}`;
  return [at.replace(/^\./, ''), `*${at}`, `*.*${at}`];
});

export function createLogger(config: Config): Logger {
  return pino({ level: config.env.LOG_LEVEL, redact: { paths: REDACT, censor: '[redacted]' }, base: null });
}

/** Nest tells every module and route at every start: hundreds of lines in which the first sign-in link would be lost. */
const ROUTINE = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer']);

/** Nest's logger on pino: an event object stays an object, the class name becomes `in`. */
export class PinoLogger implements LoggerService {
  constructor(private readonly pino: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write(ROUTINE.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(level: 'debug' | 'info' | 'warn' | 'error' | 'fatal', message: unknown, rest: unknown[]): void {
    const context = rest.at(-1);
    const from = typeof context === 'string' ? { in: context } : {};
    if (message instanceof Error) this.pino[level]({ ...from, err: message });
    else if (typeof message === 'object' && message !== null) this.pino[level]({ ...message, ...from });
    else this.pino[level](from, String(message));
  }
}
