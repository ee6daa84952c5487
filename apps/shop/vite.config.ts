import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The shop as static files below dist/shop; pages are at `/s/<brand>`, their files at `/shop-assets/`. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/shop-assets/',
  plugins: [react()],
  build: {
    outDir: '../../dist/shop',
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    reportCompressedSize: false,
  },
});
