import { NOBODY, PASSWORD, PEOPLE, alive, expect, open, rows, test, type Page } from './support';

// A page asks for little, asks for it once, and what is pressed before the program answers is not lost.

const PAGES = [
  '/', '/time', '/expenses', '/material', '/approvals', '/background', '/journals',
  '/billing/hub', '/billing/milestones', '/billing/backlog', '/billing/retainers', '/billing/retainers/available', '/billing/invoices', '/billing/schedules',
  '/contracts', '/contracts/1', '/contracts/1/edit', '/contracts/1/limits', '/contracts/new', '/ledger',
  '/settings/customers', '/settings/projects', '/settings/prices', '/settings/frequencies', '/settings/jobs', '/settings/jobs/utilization', '/settings/import', '/settings/company', '/settings/people', '/account',
];
const REQUESTS = 40;
const BROTLI_BYTES = 640 * 1024; // the heaviest is a draft; 300 is what is wanted
const WARM = 3;
const BELL = '/api/read_background';
const NAMED_BY_CONTENT = /^\/pkg\/[\w-]+\.[0-9a-f]{16}\.(wasm|js|css|txt)$/;

/** What the page has loaded so far: how much of it came over the line, and how much in all. */
const loaded = (page: Page) =>
  page.evaluate(() => {
    const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')] as PerformanceResourceTiming[];
    return all.map(({ name, transferSize, encodedBodySize }) => ({ path: new URL(name).pathname, asked: transferSize > 0, bytes: encodedBodySize }));
  });

test.describe('every page', () => {
  test.use({ as: 'ada', expected: /403|Failed to load resource/ }); // a page that is not hers weighs no more

  for (const path of PAGES) {
    test(`is light: ${path}`, async ({ page }) => {
      const kinds = new Map<string, string>();
      page.on('response', response => {
        const { pathname } = new URL(response.url());
        if (pathname.startsWith('/pkg/')) kinds.set(pathname, `${response.headers()['cache-control']} ${response.headers()['content-encoding'] ?? 'as it is'}`);
      });
      await open(page, path);
      const cold = await loaded(page);
      expect(cold.length, 'requests when nothing is known yet').toBeLessThanOrEqual(REQUESTS);
      expect(kinds.size).toBeGreaterThan(2);
      for (const [name, kind] of kinds) {
        expect(name).toMatch(NAMED_BY_CONTENT);
        expect(kind, name).toContain('public, max-age=31536000, immutable');
      }
      const isCompressed = [...kinds].some(([name, kind]) => name.endsWith('.wasm') && kind.endsWith(' br')); // a production build
      if (isCompressed) expect(cold.reduce((sum, { bytes }) => sum + bytes, 0), 'bytes').toBeLessThanOrEqual(BROTLI_BYTES);
      await page.reload();
      await alive(page);
      // Of what the page waits for: the bell asks once it is there, and that is when the browser may look at the icon again.
      const asked = (await loaded(page)).filter(one => one.asked && one.path !== BELL).map(({ path: asked }) => asked);
      const warm = [...new Set(asked)];
      expect(warm.length, `asked again: ${warm.join(', ')}`).toBeLessThanOrEqual(WARM);
    });
  }
});

/** The program does not come before it is let go: what a line does that is slow. */
async function delayed(page: Page): Promise<() => void> {
  let letGo = () => {};
  const gate = new Promise<void>(done => (letGo = done));
  await page.route(/\/pkg\/billwright\.[0-9a-f]+\.js$/, async route => {
    await gate;
    await route.continue();
  });
  return letGo;
}

test.describe('before the program answers', () => {
  test.use({ as: 'bruno' });

  test('what is pressed is kept, and done once', async ({ page }) => {
    const letGo = await delayed(page);
    await page.goto('/settings/customers', { waitUntil: 'domcontentloaded' });
    const add = page.getByRole('button', { name: 'Add a customer' });
    await add.click();
    await add.click();
    await expect(add).toHaveAttribute('data-kept', '');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    letGo();
    await expect(page.getByRole('dialog', { name: 'Add a customer' })).toBeVisible();
    await expect(page.locator('[data-kept]')).toHaveCount(0);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });

  test('Enter on a button is kept too', async ({ page }) => {
    const letGo = await delayed(page);
    await page.goto('/settings/customers', { waitUntil: 'domcontentloaded' });
    await page.getByRole('button', { name: 'Add a customer' }).press('Enter');
    letGo();
    await expect(page.getByRole('dialog', { name: 'Add a customer' })).toBeVisible();
  });

  test('what is ticked stays ticked, and the program knows it', async ({ page }) => {
    const letGo = await delayed(page);
    await page.goto('/billing/backlog', { waitUntil: 'domcontentloaded' });
    await page.getByLabel('Select every row on this page').check();
    letGo();
    await alive(page);
    await expect(page.getByRole('button', { name: 'Select all matching' })).toBeVisible();
    await expect(page.getByLabel('Select every row on this page')).toBeChecked();
  });

  test('what is typed stays, and the program knows it', async ({ page }) => {
    const letGo = await delayed(page);
    await page.goto('/contracts/new', { waitUntil: 'domcontentloaded' });
    const name = page.getByLabel('Name', { exact: true });
    await name.fill('Typed before anything answered');
    letGo();
    await alive(page);
    await expect(name).toHaveValue('Typed before anything answered');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Ledger' }).click();
    await expect(page.getByRole('dialog', { name: 'Leave without saving?' })).toBeVisible();
  });

  test('a link is followed, and a list is filtered, by the browser', async ({ page }) => {
    await delayed(page); // for good
    await page.goto('/billing/invoices', { waitUntil: 'domcontentloaded' });
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Ledger' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ledger');
    await page.getByLabel('Contract', { exact: true }).first().fill('K-2001');
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await expect(page).toHaveURL(/contract=K-2001/);
  });

  test('a file is sent by the browser, once', async ({ page }) => {
    const letGo = await delayed(page);
    const sent: string[] = [];
    page.on('request', request => request.method() === 'POST' && sent.push(new URL(request.url()).pathname));
    await page.goto('/settings/import', { waitUntil: 'domcontentloaded' });
    await page.locator('input[type=file]').first().setInputFiles({ name: 'nothing.csv', mimeType: 'text/csv', buffer: Buffer.from('nothing of use\n') });
    await page.locator('form[action="/settings/import"] button[type=submit]').first().click();
    letGo();
    await alive(page);
    expect(sent.filter(path => path === '/settings/import')).toHaveLength(1);
  });
});

test.describe('signing in before the program answers', () => {
  test.use({ storageState: NOBODY });

  test('is done by the browser, once', async ({ page }) => {
    const letGo = await delayed(page);
    const sent: string[] = [];
    page.on('request', request => request.method() === 'POST' && sent.push(new URL(request.url()).pathname));
    await page.goto('/sign-in?next=/billing/invoices', { waitUntil: 'domcontentloaded' });
    await page.getByLabel('E-mail').fill(PEOPLE.maria);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByLabel('Password').press('Enter');
    await expect(page).toHaveURL('/billing/invoices');
    letGo();
    await alive(page);
    await expect(rows(page).first()).toBeVisible();
    expect(sent.filter(path => path !== BELL)).toEqual(['/sign-in']);
  });
});

test.describe('a program that does not come', () => {
  test.use({ expected: /Failed to fetch|net::ERR_|TypeError|failed:|404/ });
  const PROGRAM = /\/pkg\/billwright\.[0-9a-f]+\.(js|wasm)$/;

  test('is asked for once more, with the page it belongs to', async ({ page }) => {
    let refused = 0;
    // Of an older build: gone when it is asked for.
    await page.route(PROGRAM, route => (refused++ < 2 ? route.fulfill({ status: 404, body: '' }) : route.continue()));
    await page.goto('/billing/invoices');
    await alive(page);
    await expect(page.getByRole('alertdialog')).toHaveCount(0);
  });

  test('is said, over a page that stays to be read', async ({ page }) => {
    await page.route(PROGRAM, route => route.abort());
    await page.goto('/billing/invoices');
    const banner = page.getByRole('alertdialog', { name: 'This page has stopped' });
    await expect(banner).toBeVisible();
    await expect(page.locator('.frame')).toHaveAttribute('inert', '');
    await page.unroute(PROGRAM);
    await banner.getByRole('link', { name: 'Reload' }).click();
    await alive(page);
    await expect(rows(page).first()).toBeVisible();
  });
});

test.describe('what pages say', () => {
  const TEXTS = /\/pkg\/texts-en\.[0-9a-f]{16}\.txt$/;

  test('is one file in the language of the page, which the program is given', async ({ page, request }) => {
    await open(page, '/billing/invoices');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Ledger' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ledger');
    const files = (await loaded(page)).map(({ path }) => path).filter(path => path.includes('texts'));
    expect(files).toHaveLength(1);
    expect(files[0]).toMatch(TEXTS);
    const said = await (await request.get(files[0])).text();
    expect(said.startsWith('en ')).toBe(true);
    expect(said).toContain('Nobody approves their own work.');
    const { module, parts } = (await (await request.get('/pkg/program.json')).json()) as { module: string; parts: Record<string, string[]> };
    const programs = new Set([module, ...Object.values(parts).flat().map(file => `${file}.wasm`)]);
    for (const file of programs) {
      const program = await (await request.get(`/pkg/${file}`)).body();
      expect(program.length, file).toBeGreaterThan(1000);
      for (const text of ['Nobody approves their own work.', 'Fixed Price Milestones']) expect(program.includes(text), `${text} in ${file}`).toBe(false);
    }
  });

  test.describe('and does not come', () => {
    test.use({ expected: /Failed to fetch|Failed to load resource|net::ERR_|TypeError|failed:|not the texts/ });

    test('is asked for once more, with the page it belongs to', async ({ page }) => {
      let refused = 0;
      await page.route(TEXTS, route => (refused++ < 1 ? route.fulfill({ status: 404, body: '' }) : route.continue()));
      await page.goto('/billing/invoices');
      await alive(page);
      expect(refused).toBeGreaterThan(1);
      await expect(rows(page).first()).toBeVisible();
    });

    for (const [what, body] of [['missing', null], ['of another program', 'en 0000000000000000\nYes'], ['in another language', 'de 0000000000000000\nJa']] as const) {
      test(`stops the program where it is ${what}, over a page that stays to be read`, async ({ page }) => {
        await page.route(TEXTS, route => (body === null ? route.abort() : route.fulfill({ contentType: 'text/plain', body })));
        await page.goto('/billing/invoices');
        await expect(page.getByRole('alertdialog', { name: 'This page has stopped' })).toBeVisible();
        await expect(rows(page).first()).toBeVisible();
        await expect(page.locator('html[data-alive]')).toHaveCount(0);
      });
    }
  });
});

test('what the other pages need is fetched while nothing else is to do', async ({ page, request }) => {
  const { parts } = (await (await request.get('/pkg/program.json')).json()) as { parts: Record<string, string[]> };
  const wanted = new Set(Object.values(parts).flat().map(file => `/pkg/${file}.wasm`));
  expect(wanted.size).toBeGreaterThan(3);
  await open(page, '/billing/invoices');
  await expect(async () => {
    const there = new Set((await loaded(page)).map(({ path }) => path));
    expect([...wanted].filter(file => !there.has(file))).toEqual([]);
  }).toPass();
});
