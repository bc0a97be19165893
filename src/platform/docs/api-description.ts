import { Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';

/** The description of the API, made when somebody first asks for it: by then every module has its routes. */
@Injectable()
export class ApiDescription {
  private make: (() => OpenAPIObject) | undefined;
  private made: OpenAPIObject | undefined;

  /** Called once, while the application starts. */
  prepare(make: () => OpenAPIObject): void {
    this.make = make;
  }

  get(): OpenAPIObject {
    if (!this.make) throw new Error('The API is described only by a running service');
    return (this.made ??= this.make());
  }
}
