import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

// The browser without a window opens a page with half the work of the whole one.
const browsers = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];

// `cargo xtask test` starts servers, each with a fresh database, and says where they are in
// BASE_URL, a blank between two. Each worker has one to itself, and gives it one file after another:
// what a file needs, it makes.
const servers = (process.env.BASE_URL ?? 'http://127.0.0.1:3000').split(' ');
const own = Number(process.env.TEST_PARALLEL_INDEX ?? 0);

export default defineConfig({
  testDir: './tests',
  // A test says what comes, not how soon: a machine under load takes its time.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  fullyParallel: false,
  workers: servers.length,
  retries: 0,
  forbidOnly: true,
  reporter: [['list'], ['./failed.ts']],
  use: {
    baseURL: servers[own],
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? browsers.find(existsSync),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
