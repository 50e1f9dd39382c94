import AxeBuilder from '@axe-core/playwright';
import { alive, expect, expectNoSideways, open, test, type Page } from './support';

test.use({ as: 'ada' });

/** Every page: where it is and what its heading says. Filtered to a few rows each, which look like all the others. */
const PAGES: [string, RegExp][] = [
  ['/', /^Today$/],
  ['/approvals?state=&person=Yuki&project=GRID', /^Approvals$/],
  ['/billing/backlog?person=Yuki&project=CARE', /^Time and Material Billing Backlog$/],
  ['/billing/backlog?project=nothing-like-it', /^Time and Material Billing Backlog$/],
  ['/background', /^In the background$/],
  ['/billing/hub', /^Billing Hub$/],
  ['/billing/hub?open=1,4,5', /^Billing Hub$/],
  ['/billing/month-end', /^Month's End$/],
  ['/billing/month-end?month=2026-01&has=', /^Month's End$/],
  ['/billing/month-end/time-sheets', /^Time Sheets$/],
  ['/billing/invoices', /^Invoices$/],
  ['/billing/invoices/1?person=Yuki', /^INV-000001/],
  ['/billing/invoices/2?person=Yuki', /^Draft \d+ · /],
  ['/billing/milestones', /^Fixed Price Milestones$/],
  ['/billing/retainers', /^Retainers and Advances$/],
  ['/billing/schedules', /^Invoice Schedules$/],
  ['/billing/retainers/available', /^Available Retainers and Advances$/],
  ['/contracts', /^Project Contracts$/],
  ['/contracts/1', /^K-200/],
  ['/contracts/5', /^K-200/],
  ['/contracts/4/limits', /^Not-to-Exceed: K-200/],
  ['/ledger?person=Yuki&project=GRID&type=unbilled_sales', /^Ledger$/],
  ['/journals', /^Journals$/],
  ['/settings/frequencies', /^Invoice Frequencies$/],
  ['/settings/jobs', /^Batch Jobs$/],
  ['/settings/jobs/utilization', /^Role Utilization$/],
  ['/settings/import', /^Import$/],
  ['/settings/people', /^People$/],
];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

async function expectAccessible(page: Page, only?: string) {
  const axe = new AxeBuilder({ page });
  const { violations } = await (only ? axe.withRules([only]) : axe.withTags(RULES)).analyze();
  expect(violations.flatMap(v => v.nodes.map(node => `${v.id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`))).toEqual([]);
}

function checkPage(path: string, heading: RegExp) {
  test(`${path} loads, comes alive, fits, and is accessible in light and dark`, async ({ page }) => {
    const answer = await open(page, path);
    expect(answer?.status()).toBe(200);
    expect(answer?.headers()['content-security-policy']).toContain("script-src 'self' 'nonce-");
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
    await expectAccessible(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expectAccessible(page, 'color-contrast');
    for (const width of [1440, 1024, 768, 390]) {
      await page.setViewportSize({ width, height: 844 });
      await expectNoSideways(page);
    }
    await expectAccessible(page, 'target-size');
  });
}
for (const [path, heading] of PAGES) checkPage(path, heading);

/** The pages of somebody who records work. */
const OWN_PAGES: [string, RegExp][] = [
  ['/time', /^Time$/],
  ['/expenses', /^Expenses$/],
  ['/material', /^Material$/],
];
test.describe('one\'s own work', () => {
  test.use({ as: 'ines' });
  for (const [path, heading] of OWN_PAGES) checkPage(path, heading);
});

test('sign-in is accessible and fits', async ({ page }) => {
  await page.context().clearCookies();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await open(page, '/sign-in');
    await expectAccessible(page);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSideways(page);
});

test('dialogs are accessible', async ({ page }) => {
  await open(page, '/settings/people');
  await page.getByRole('button', { name: 'Add a person' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
});

test('going from page to page in the menu keeps the program alive', async ({ page }) => {
  await open(page, '/');
  await page.evaluate(() => document.documentElement.setAttribute('data-same-document', ''));
  const menu = page.getByRole('navigation', { name: 'Main' });
  for (const name of ['Time and Material Billing Backlog', 'Invoices', 'Project Contracts', 'Approvals', 'Ledger', 'Import', 'People', 'Today']) {
    await menu.getByRole('link', { name, exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
    await expect(page).toHaveTitle(`${name} · Billwright`);
    await expect(menu.getByRole('link', { name, exact: true })).toHaveAttribute('aria-current', 'page');
    await expect(page.locator('main .notice.bad')).toHaveCount(0);
  }
  await expect(page.locator('html[data-same-document]')).toBeAttached();
});

test('the menu on a phone closes behind whoever chose', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, '/');
  await page.getByText('Menu', { exact: true }).click();
  await page.getByRole('link', { name: 'Ledger' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ledger');
  await expect(page.getByRole('link', { name: 'Ledger' })).toBeHidden();
});

test.describe('what is not there', () => {
  test.use({ expected: /404/ });

  test('says so and shows the way out', async ({ page }) => {
    const answer = await page.goto('/nowhere');
    expect(answer?.status()).toBe(404);
    await alive(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Not found');
    await page.getByRole('link', { name: 'Go to Today' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Today');
    for (const path of ['/billing/invoices/999999', '/contracts/999999', '/contracts/999999/limits', '/background/999999', '/settings/import/999999']) {
      expect((await open(page, path))?.status(), path).toBe(404);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Not found');
      await expect(page.getByText('There is nothing here under that address.')).toBeVisible();
      await expect(page.getByRole('link', { name: 'Go to Today' })).toBeVisible();
    }
  });

  test.describe('of what only some may change', () => {
    test.use({ as: 'maria' });

    test('is said to whoever may', async ({ page }) => {
      expect((await open(page, '/contracts/999999/edit'))?.status()).toBe(404);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Not found');
    });
  });
});

test('on paper an invoice has no navigation and nothing to press', async ({ page }) => {
  await open(page, '/billing/invoices/1');
  await page.emulateMedia({ media: 'print' });
  for (const gone of ['.side', '.page-actions', '.grid-filters', '.pager', 'td.check', 'td[data-column="edit"]']) {
    await expect(page.locator(gone).first()).toBeHidden();
  }
  await expect(page.getByTestId('invoice-total')).toBeVisible();
  await expect(page.locator('td[data-column="amount"]').first()).toBeVisible();
});
