import type { Readable } from 'node:stream';
import { BadRequestException, PayloadTooLargeException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

export interface ReceivedUpload {
  content: Readable;
  fileName: string | null;
  /** Fields of the form that stand before the file. */
  fields: Record<string, string>;
}

type MultipartRequest = FastifyRequest & {
  isMultipart(): boolean;
  file(options: {
    limits: { fileSize: number };
  }): Promise<
    { file: Readable & { truncated: boolean }; filename: string; fields: Record<string, unknown> } | undefined
  >;
};

/** The file of a request, unread: the field "file" of a form, or the body itself. */
export async function receiveUpload(request: FastifyRequest, largest: number): Promise<ReceivedUpload> {
  const multipart = request as MultipartRequest;
  if (!multipart.isMultipart()) return { content: bodyOf(request), fileName: null, fields: {} };
  const part = await multipart.file({ limits: { fileSize: largest } });
  if (!part) throw new BadRequestException({ code: 'import.no-file', message: 'The form holds no file.' });
  part.file.once('limit', () => {
    part.file.destroy(
      new PayloadTooLargeException({ code: 'request.too-large', message: 'The file is larger than 2 GB.' }),
    );
  });
  return { content: part.file, fileName: part.filename || null, fields: plainFields(part.fields) };
}

function bodyOf(request: FastifyRequest): Readable {
  const body = request.body as Readable | undefined;
  if (typeof body?.pipe === 'function') return body;
  throw new BadRequestException({
    code: 'import.no-file',
    message: 'Send the file as a form, or as the body with type text/csv.',
  });
}

function plainFields(fields: Record<string, unknown>): Record<string, string> {
  const entries = Object.entries(fields).flatMap(([name, field]) => {
    const value = (field as { value?: unknown }).value;
    return typeof value === 'string' && value !== '' ? [[name, value] as const] : [];
  });
  return Object.fromEntries(entries);
}
