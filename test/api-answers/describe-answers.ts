import { resolve } from 'node:path';
import ts from 'typescript';
import type { Answers } from '../../src/platform/docs/answers.js';
import { type Schema, TypeSchemas } from './type-schema.js';

/** What every handler of the API answers, read from the types of the program: nobody writes it a second time. */
export function describeAnswers(root: string): Answers {
  const path = resolve(root, 'tsconfig.json');
  const { config } = ts.readConfigFile(path, (file) => ts.sys.readFile(file)) as { config: object };
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const controllers = fileNames.filter((file) => /\/src\/.*\.controller\.ts$/.test(file)).sort();
  const program = ts.createProgram(controllers, { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  const types = new TypeSchemas(checker, root);
  const operations: Answers['operations'] = {};
  for (const file of controllers)
    for (const { id, method } of handlersOf(program.getSourceFile(file)!)) {
      const signature = checker.getSignatureFromDeclaration(method)!;
      const answer = checker.getAwaitedType(checker.getReturnTypeOfSignature(signature));
      const schema = answer && types.of(answer);
      if (schema) operations[id] = { content: contentOf(method, schema), schema };
    }
  const sorted = Object.fromEntries(Object.entries(operations).sort(([a], [b]) => (a < b ? -1 : 1)));
  return types.resolved({ operations: sorted, schemas: types.components() });
}

function handlersOf(file: ts.SourceFile): { id: string; method: ts.MethodDeclaration }[] {
  return file.statements.filter(ts.isClassDeclaration).flatMap((controller) => {
    const name = controller.name?.text.replace(/Controller$/, '') ?? '';
    const isApi = ts.getDecorators(controller)?.some((decorator) => /^@Controller\('v1/.test(decorator.getText()));
    if (!isApi) return [];
    return controller.members
      .filter(ts.isMethodDeclaration)
      .filter((method) => decoratorsOf(method).some((text) => /^@(Get|Post|Put|Patch|Delete)\(/.test(text)))
      .map((method) => ({ id: `${name}.${method.name.getText()}`, method }));
  });
}

function decoratorsOf(method: ts.MethodDeclaration): string[] {
  return (ts.getDecorators(method) ?? []).map((decorator) => decorator.getText());
}

/** JSON, unless the handler says otherwise. */
function contentOf(method: ts.MethodDeclaration, schema: Schema): string {
  const said = decoratorsOf(method).map((text) => /^@Header\('content-type', '([^;']+)/i.exec(text)?.[1]);
  const isText = schema['type'] === 'string';
  return said.find((content) => content !== undefined) ?? (isText ? 'application/octet-stream' : 'application/json');
}
