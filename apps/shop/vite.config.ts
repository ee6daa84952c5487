import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The shop as static files below dist/shop, packed by tools/build-web; pages are at `/s/<brand>`, their files at `/shop-assets/`. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/shop-assets/',
  plugins: [react()],
  build: {
    outDir: '../../dist/shop',
    emptyOutDir: true,
    manifest: true,
    // The counter's worker is a script of its own: nothing of the shop imports it.
    rolldownOptions: {
      input: { index: join(import.meta.dirname, 'index.html'), counter: join(import.meta.dirname, 'features/desk/worker.ts') },
    },
    target: 'es2022',
    reportCompressedSize: false,
  },
});
