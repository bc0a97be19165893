import { applyDecorators, Header } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';

/** A handler that answers with HTML from `Pages.render`; not part of the API's description. */
export const HtmlPage = (): MethodDecorator =>
  applyDecorators(Header('content-type', 'text/html; charset=utf-8'), ApiExcludeEndpoint());
