import { ZodError } from 'zod';
import { refusal, refuse } from '../../platform/http/schema.pipe.js';
import { RuleLineError } from './rule-lines.js';

/** What a survey's own rules refuse of a form comes back as a refusal that names the fields, like that of any other form. */
export function checked<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ZodError) throw refusal(error.issues);
    if (error instanceof RuleLineError) throw refuse(['rules'], error.message);
    throw error;
  }
}
