import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** The console as static files below dist/console; the server hands them out at `/`. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react(), packed()],
  build: {
    outDir: '../../dist/console',
    emptyOutDir: true,
    manifest: true,
    target: 'es2023',
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { '/api': process.env.ZIHUAN_API ?? 'http://127.0.0.1:7700' } },
});

/** Lays a `.br` and a `.gz` beside every script and style sheet, so that the server packs nothing while it serves. */
function packed(): Plugin {
  let folder = '';
  return {
    name: 'packed',
    apply: 'build',
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir, 'assets');
    },
    closeBundle() {
      for (const name of readdirSync(folder).filter((one) => /\.(js|css)$/.test(one))) {
        const text = readFileSync(join(folder, name));
        if (text.length < 1024) continue;
        const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
        writeFileSync(join(folder, `${name}.br`), brotliCompressSync(text, options));
        writeFileSync(join(folder, `${name}.gz`), gzipSync(text));
      }
    },
  };
}
