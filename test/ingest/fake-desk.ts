import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  body: string;
}

type Respond = (asked: Asked) => unknown;

/** What goes wrong with the next answers, in order. */
export type Fault = 'none' | 'rate-limited' | 'broken' | 'cut' | 'hung-up' | 'refused' | 'rate-limited-long';

export interface FakeDesk {
  url: string;
  asked: Asked[];
  faults: Fault[];
  close(): Promise<void>;
}

/** A help desk on a local port that answers as told, after the faults that were ordered. `undefined` is 404. */
export async function startDesk(respond: Respond): Promise<FakeDesk> {
  const asked: Asked[] = [];
  const faults: Fault[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const url = new URL(request.url!, 'http://desk.example');
      const one = { method: request.method!, url, headers: request.headers, body };
      asked.push(one);
      answer(response, faults.shift() ?? 'none', respond(one));
    });
  });
  await new Promise<void>((resume) => server.listen(0, '127.0.0.1', resume));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked, faults, close: () => closed(server) };
}

function answer(response: ServerResponse, fault: Fault, value: unknown): void {
  const text = JSON.stringify(value ?? {});
  const json = { 'content-type': 'application/json' };
  const faulty: Record<Fault, () => void> = {
    none: () => void response.writeHead(value === undefined ? 404 : 200, json).end(text),
    'rate-limited': () => void response.writeHead(429, { 'retry-after': '0' }).end(),
    'rate-limited-long': () => void response.writeHead(429, { 'retry-after': '600' }).end(),
    broken: () => void response.writeHead(500).end('oops'),
    refused: () => void response.writeHead(401, json).end('{}'),
    cut: () => void response.writeHead(200, json).end(text.slice(0, text.length / 2)),
    'hung-up': () => void response.destroy(),
  };
  faulty[fault]();
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resume) => server.close(() => resume()));
}
