// Generates the typed client of the API from its document, and one use of every schema for the compiler to check: a schema that says nothing, or a
// number that may be a string, does not compile.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'

const [source = '../../contracts/openapi.json', target = 'src/api'] = process.argv.slice(2)
const document = JSON.parse(await readFile(source, 'utf8'))
const types = astToString(await openapiTS(document, { alphabetize: true, defaultNonNullable: false }))

const schemas = document.components.schemas
const uses = [
  "import type { components } from './schema'",
  "type Schemas = components['schemas']",
  'type Known = string | number | boolean | object | null | undefined',
  'type Amount = number | null | undefined',
  ...Object.entries(schemas)
    .filter(([, schema]) => !isFree(schema))
    .map(([name, schema], i) => {
      const shown = Object.entries(schema.properties ?? {})
        .filter(([, property]) => !isFree(schemas[property.$ref?.split('/').pop()] ?? property))
        .map(([key, property]) => `it[${JSON.stringify(key)}] satisfies ${isNumber(property) ? 'Amount' : 'Known'}`)
      return `export const use${i} = (it: Schemas[${JSON.stringify(name)}]) => [${['it satisfies Known', ...shown].join(', ')}]`
    }),
]
await mkdir(target, { recursive: true })
await writeFile(`${target}/schema.d.ts`, types)
await writeFile(`${target}/uses.ts`, `${uses.join('\n')}\n`)

// Who may do what, so that the desk offers nothing that would be refused.
const roles = Object.values(document.paths)
  .flatMap(path => Object.values(path))
  .filter(operation => operation.operationId && operation['x-roles'])
  .map(operation => `  ${operation.operationId}: ${JSON.stringify(operation['x-roles'])},`)
await writeFile(`${target}/roles.ts`, `export const roles = {\n${roles.join('\n')}\n} as const satisfies Record<string, readonly string[]>\n`)

function isNumber(schema) {
  return [schema.type].flat().some(type => type === 'integer' || type === 'number')
}

/** Any JSON, and says so. */
function isFree(schema) {
  return Object.keys(schema).every(key => key === 'description') && schema.description?.length > 0
}
