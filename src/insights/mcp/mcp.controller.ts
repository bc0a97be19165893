import { Controller, Delete, Get, HttpException, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequireScope } from '../../platform/auth/public.js';
import { McpTools } from './mcp-tools.service.js';

/**
 * Model Context Protocol over streamable HTTP, for people who ask through an assistant: the API key as bearer token, the
 * scope `read`, no sessions, nothing that changes anything.
 */
@ApiExcludeController()
@RequireScope('read')
@Controller('mcp')
export class McpController {
  constructor(private readonly tools: McpTools) {}

  @Post()
  async call(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    const server = this.tools.server();
    await server.connect(transport);
    try {
      const response = await transport.handleRequest(asWebRequest(request), { parsedBody: request.body });
      reply.status(response.status);
      response.headers.forEach((value, name) => void reply.header(name, value));
      await reply.send(await response.text());
    } finally {
      await server.close();
    }
  }

  /** There are no sessions, so there is nothing to listen to and nothing to end. */
  @Get()
  listen(): never {
    throw notAllowed();
  }

  @Delete()
  end(): never {
    throw notAllowed();
  }
}

function asWebRequest(request: FastifyRequest): Request {
  const headers = new Headers();
  for (const name of ['accept', 'content-type', 'mcp-protocol-version'])
    if (typeof request.headers[name] === 'string') headers.set(name, request.headers[name]);
  return new Request('http://localhost/mcp', { method: 'POST', headers });
}

function notAllowed(): HttpException {
  return new HttpException({ code: 'method.not-allowed', message: 'Only POST: there are no sessions.' }, 405);
}
