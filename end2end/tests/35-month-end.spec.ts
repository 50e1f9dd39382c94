import { cents, expect, expectNoSideways, open, rows, test, type Page } from './support';

// For a month, every contract; and what is missing before it can be closed, each a link to its rows.
test.use({ as: 'bruno' });

const closing = (page: Page) => page.locator('[data-block="closing"]');
const total = (page: Page) => page.locator('.grid-summary > .grid-total');
/** Amounts with their currencies, in order. */
const amounts = (text: string) => [...text.matchAll(/([−-]?[\d,]+(?:\.\d+)?)\s*([A-Z]{3})\b/g)].map(([, amount, currency]) => `${amount} ${currency}`).sort();

test('every figure of a month is what its list comes to', async ({ page }) => {
  test.slow(); // it opens each list
  await open(page, '/billing/hub');
  await page.locator('main').getByRole('link', { name: "Month's End" }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText("Month's End");
  await expect(closing(page).getByRole('heading', { level: 2 })).toHaveText(/before \d{4}-\d\d can be closed|can be closed\.$/);
  const found = await closing(page).locator('td a').evaluateAll(all => all.map(a => ({ href: a.getAttribute('href') ?? '', text: (a as HTMLElement).innerText })));
  expect(found.length).toBeGreaterThan(2);
  for (const { href, text } of found) {
    await open(page, href);
    await expect.poll(async () => amounts(await total(page).innerText()), { message: href }).toEqual(amounts(text));
  }
});

test('what is missing leads to its rows', async ({ page }) => {
  test.slow(); // it opens each list
  await open(page, '/billing/month-end');
  const lines = await closing(page).locator('li > a').evaluateAll(all => all.map(a => ({ href: a.getAttribute('href') ?? '', text: (a as HTMLElement).innerText })));
  expect(lines.length).toBeGreaterThan(2);
  for (const { href, text } of lines) {
    await open(page, href);
    await expect(page.locator('main .refusal')).toHaveCount(0);
    const count = /[\d,]+/.exec(text)?.[0] ?? '';
    await expect.poll(async () => /[\d,]+/.exec(await total(page).innerText())?.[0], { message: `${text}: ${href}` }).toBe(count);
  }
});

test('a figure of a contract leads to its rows', async ({ page }) => {
  await open(page, '/billing/month-end?has=');
  const figure = page.locator('.grid tbody a.figure').first();
  const shown = cents(await figure.innerText());
  await figure.click();
  await expect.poll(async () => cents((await total(page).innerText()).split('·').at(-1) ?? '')).toBe(shown);
});

test('months stand side by side, and a filter keeps its month', async ({ page }) => {
  await open(page, '/billing/month-end');
  const months = page.getByRole('navigation', { name: 'Month' });
  const shown = await months.locator('strong').innerText();
  await months.getByRole('link', { name: /^The month before/ }).click();
  await expect(months.locator('strong')).not.toHaveText(shown);
  const before = await months.locator('strong').innerText();
  await expect(page).toHaveURL(new RegExp(`month=${before}`));
  await open(page, `/billing/month-end?month=${before}&has=confirmed`);
  await expect(months.locator('strong')).toHaveText(before);
  await page.goBack();
  await months.getByRole('link', { name: /^The month after/ }).click();
  await expect(months.locator('strong')).toHaveText(shown);
  // Drafts are told from a day on that the reader chooses.
  await closing(page).getByRole('link', { name: '30', exact: true }).click();
  await expect(page).toHaveURL(/days=30/);
  await expect(closing(page).getByRole('link', { name: '30', exact: true })).toHaveAttribute('aria-current', 'true');
});

test('whose time is missing is listed', async ({ page }) => {
  await open(page, '/billing/month-end');
  await page.locator('main').getByRole('link', { name: 'Time Sheets', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Time Sheets');
  await expect(rows(page).first()).toBeVisible();
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 844 });
    await expectNoSideways(page);
  }
  const approved = page.locator('td[data-column="approved"] a').first();
  if (await approved.count()) {
    await approved.click();
    await expect(page).toHaveURL(/\/approvals\?state=approved&class=time&person=/);
    await expect(rows(page).first()).toBeVisible();
  }
});

test('a month that is none is refused in words', async ({ page }) => {
  await open(page, '/billing/month-end?month=2026-13');
  await expect(page.locator('main')).toContainText('2026-11-20'); // how a day is written
  await open(page, '/billing/month-end?has=everything');
  await expect(page.locator('main .refusal').first()).toBeVisible();
});
