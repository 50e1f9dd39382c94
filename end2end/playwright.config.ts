import { defineConfig } from '@playwright/test';

// `cargo xtask test` starts servers with fresh databases, and says in BASE_URL where a part's is.
export default defineConfig({
  testDir: './tests',
  // A test says what comes, not how soon: a machine under load takes its time.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  fullyParallel: false,
  workers: 1, // the tests of a part share one server and its data
  retries: 0,
  forbidOnly: true,
  reporter: [['list'], ['./failed.ts']],
  use: {
    baseURL: process.env.BASE_URL ?? 'http://127.0.0.1:3000',
    screenshot: 'only-on-failure',
    launchOptions: {
      // Without windows a browser opens a page with half the work.
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell',
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
