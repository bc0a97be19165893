/** A kind of event that is published, for those who subscribe. */
export interface EventType {
  /** Dotted, `noun.past-participle`. */
  type: string;
  when: string;
}

/** Injection token of the list, so that platform need not import the page that names all events. */
export const EVENT_TYPES = Symbol('event types');
