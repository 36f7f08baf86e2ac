// Build of the studio. Chromium 109 is the oldest browser on the bureaus' machines (360, 信创).
import { defineConfig } from 'vite';
import react from '@vitejs/plugin-react';

export default defineConfig({
  base: '/studio/',
  plugins: [react()],
  resolve: {
    dedupe: ['react', 'react-dom', '@emotion/react', '@emotion/styled', '@tanstack/react-query', 'react-router'],
  },
  worker: { format: 'es' },
  build: {
    target: 'chrome109',
    outDir: 'dist',
    // Font subsets are small; as data URLs they would all be loaded at once.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
  server: {
    port: 5174,
    proxy: { '/api': { target: process.env['SHIJIAN_API'] ?? 'http://127.0.0.1:3333', changeOrigin: false } },
  },
});
