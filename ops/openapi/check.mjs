// Every example of the OpenAPI document against its schema, by a JSON Schema 2020-12 validator of others:
//   node check.mjs OPENAPI.json
// Prints each fault with the place of its example; exits with 1 when there is one, or when there was nothing to check.
import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const document = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const id = 'openapi.json';
// OpenAPI adds words of its own to a schema: none of them is a rule.
const ajv = new Ajv({ allErrors: true, strict: false });
addFormats(ajv);
ajv.addSchema(document, id);

const step = (name) => '/' + name.replaceAll('~', '~0').replaceAll('/', '~1');
let checked = 0;
const faults = [];

function media(place, content) {
  for (const [type, { schema, example, examples }] of Object.entries(content ?? {})) {
    const at = place + step('content') + step(type);
    const values = [...(example === undefined ? [] : [['example', example]]), ...Object.entries(examples ?? {}).map(([name, e]) => [name, e.value])];
    if (values.length === 0) faults.push(`${at}: no example`);
    if (schema === undefined) {
      faults.push(`${at}: no schema`);
      continue;
    }
    const validate = ajv.compile({ $ref: `${id}#${at.split('/').map(encodeURIComponent).join('/')}/schema` });
    for (const [name, value] of values) {
      checked++;
      if (!validate(value)) faults.push(...validate.errors.map((e) => `${at} ${name}${e.instancePath}: ${e.message} ${JSON.stringify(e.params)}`));
    }
  }
}

for (const [path, operations] of Object.entries(document.paths)) {
  for (const [method, operation] of Object.entries(operations)) {
    const place = step('paths') + step(path) + step(method);
    media(place + '/requestBody', operation.requestBody?.content);
    for (const [status, response] of Object.entries(operation.responses)) media(place + '/responses' + step(status), response.content);
  }
}

for (const fault of faults) console.error(fault);
console.log(`${checked} examples, ${faults.length} faults`);
process.exit(faults.length === 0 && checked > 0 ? 0 : 1);
