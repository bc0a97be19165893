import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A local OpenAI-compatible API: bags of words as embeddings, and whatever a test wants as chat. */
export interface EndpointServer {
  url: string;
  /** What it was asked, route and body. */
  asked: { route: string; body: Record<string, unknown> }[];
  /** Answers with this status while it is set. */
  status: number | null;
  /** Content of the next chat completions. */
  chat: (prompt: string) => string;
  close: () => void;
}

const DIMENSIONS = 256;

export async function endpointServer(): Promise<EndpointServer> {
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const body = JSON.parse(text) as Record<string, unknown>;
      const route = request.url!.replace('/v1/', '');
      state.asked.push({ route, body });
      const answer = route === 'embeddings' ? embeddings(body.input as string[]) : completion(body);
      response.writeHead(state.status ?? 200, { 'content-type': 'application/json' });
      response.end(state.status ? '{}' : JSON.stringify(answer));
    });
  });
  const completion = (body: Record<string, unknown>) => {
    const prompt = (body.messages as { content: string }[]).map(({ content }) => content).join('\n');
    return { choices: [{ message: { role: 'assistant', content: state.chat(prompt) } }] };
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const state: EndpointServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked: [],
    status: null,
    chat: () => '',
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return state;
}

function embeddings(texts: string[]) {
  return { data: texts.map((text, index) => ({ index, embedding: bagOfWords(text) })) };
}

function bagOfWords(text: string): number[] {
  const vector = new Array<number>(DIMENSIONS).fill(0);
  for (const word of text.toLowerCase().match(/[a-z]{3,}/g) ?? ['empty']) {
    const place = [...word].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 65_521, 7) % DIMENSIONS;
    vector[place]!++;
  }
  return vector;
}
