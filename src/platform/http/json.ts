import { BadRequestException } from '@nestjs/common';
import { normalizeText } from '../text.js';

/** What a JSON body may look like; sizes in bytes are the parser's business, not this file's. */
export interface JsonLimits {
  depth: number;
  keys: number;
  items: number;
}

export const DEFAULT_JSON_LIMITS: JsonLimits = { depth: 32, keys: 1000, items: 500 };

const BACKSLASH = 92;
const QUOTE = 34;

/**
 * Parses a request body strictly: well-formed UTF-8 (a leading byte order mark is ignored, RFC 8259 section 8.1),
 * bounded depth, keys and items, no duplicate keys, no prototype keys, no number outside the double range.
 * Every string, keys included, comes back normalised. Throws BadRequestException with code `request.invalid-json`.
 */
export function parseStrictJson(body: Buffer, limits: JsonLimits = DEFAULT_JSON_LIMITS): unknown {
  const text = decodeUtf8(body);
  checkShape(text, limits);
  return normalizeJson(parse(text));
}

export function invalidJson(detail: string): BadRequestException {
  return new BadRequestException({ code: 'request.invalid-json', message: detail });
}

/** Copies a JSON value with every string and key passed through `normalizeText`. The value must not be deeper than the limits. */
export function normalizeJson(value: unknown): unknown {
  if (typeof value === 'string') return normalizeText(value);
  if (typeof value === 'number' && !Number.isFinite(value)) throw invalidJson('A number is out of range.');
  if (Array.isArray(value)) return value.map(normalizeJson);
  if (value === null || typeof value !== 'object') return value;
  const copy: Record<string, unknown> = {};
  for (const [key, child] of Object.entries(value)) {
    const name = normalizeText(key);
    if (name === '__proto__' || (name === 'constructor' && hasPrototypeKey(child))) {
      throw invalidJson('An object holds a forbidden key.');
    }
    copy[name] = normalizeJson(child);
  }
  return copy;
}

function hasPrototypeKey(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype');
}

function decodeUtf8(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw invalidJson('The body is not valid UTF-8.');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidJson(text.trim() === '' ? 'The body is empty.' : 'The body is not valid JSON.');
  }
}

interface Frame {
  keys: Set<string> | null;
  items: number;
  expectsKey: boolean;
}

/**
 * One pass over the text before JSON.parse, with a stack of its own, so that a body of 50,000 brackets costs nothing.
 * It need not recognise broken JSON (JSON.parse does); it must only never miss depth, size or a repeated key of whole JSON.
 */
function checkShape(text: string, limits: JsonLimits): void {
  const stack: Frame[] = [];
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    const top = stack.at(-1);
    if (char === QUOTE) {
      const end = endOfString(text, i);
      if (top?.expectsKey) noteKey(top, text.slice(i, end + 1), limits);
      i = end;
    } else if (char === 0x7b || char === 0x5b) {
      if (stack.length >= limits.depth) throw invalidJson(`The body is nested deeper than ${limits.depth} levels.`);
      stack.push(frameOf(char));
    } else if (char === 0x7d || char === 0x5d) {
      stack.pop();
    } else if (char === 0x2c && top) {
      noteComma(top, limits);
    }
  }
}

function frameOf(bracket: number): Frame {
  const isObject = bracket === 0x7b;
  return { keys: isObject ? new Set() : null, items: 1, expectsKey: isObject };
}

function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === BACKSLASH) i++;
    else if (char === QUOTE) return i;
  }
  return text.length;
}

function noteKey(frame: Frame, raw: string, limits: JsonLimits): void {
  frame.expectsKey = false;
  const key = raw.includes('\\') ? unescape(raw) : raw.slice(1, -1);
  if (frame.keys!.has(key)) throw invalidJson('An object repeats a key.');
  frame.keys!.add(key);
  if (frame.keys!.size > limits.keys) throw invalidJson(`An object has more than ${limits.keys} keys.`);
}

function unescape(raw: string): string {
  return String(parse(raw));
}

function noteComma(frame: Frame, limits: JsonLimits): void {
  if (frame.keys) {
    frame.expectsKey = true;
    return;
  }
  frame.items += 1;
  if (frame.items > limits.items) throw invalidJson(`An array has more than ${limits.items} items.`);
}
