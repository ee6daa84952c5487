import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The console as static files below dist/console; the server hands them out at `/`. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react()],
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
