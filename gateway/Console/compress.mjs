// Beside every file of the desk its brotli twin, so that the gateway compresses nothing while people wait; and what the first page costs.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { brotliCompressSync, constants } from 'node:zlib'

const folder = 'dist/desk'
for (const name of await readdir(folder, { recursive: true })) {
  if (/\.(js|css|html|svg|json|webmanifest)$/.test(name)) {
    const plain = await readFile(`${folder}/${name}`)
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length }
    const small = brotliCompressSync(plain, { params })
    await writeFile(`${folder}/${name}.br`, small)
    console.log(`${name} ${plain.length} ${small.length}`)
  }
}
