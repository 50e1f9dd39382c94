import { cents, expect, markAllReady, open, rows, sure, test } from './support';

test('the hub leads from a line to its rows, and rows to a draft', async ({ page }) => {
  await markAllReady(page, 'contract=K-2001&status=not_ready');
  await open(page, '/billing/hub?contract=K-2001');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Billing Hub');
  const time = page.locator('.nested tbody tr').first().locator('td[data-label="Time"] a');
  const amount = cents(await time.innerText());
  expect(amount).toBeGreaterThan(0);
  await time.click();
  await expect(page).toHaveURL(/\/billing\/backlog\?contract_id=\d+&line=\d+&status=open&billing_type=chargeable&class=time/);
  await expect.poll(async () => cents((await page.locator('.grid-summary > .grid-total').innerText()).split('·').at(-1) ?? '')).toBe(amount);

  await rows(page).nth(0).getByRole('checkbox').check();
  await rows(page).nth(1).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Create Invoice' }).click();
  await expect(page.getByRole('status')).toContainText('2 rows are on drafts now.');
  const draft = page.getByRole('link', { name: /^Open Draft/ });
  const made = await draft.innerText();
  await open(page, '/billing/backlog?contract=K-2001&status=ready&billing_type=chargeable');
  await rows(page).nth(0).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Add to Invoice' }).click();
  await expect(page.getByRole('status')).toContainText('1 row is on drafts now.');
  await expect(draft).toHaveText(made);
  await draft.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Draft \d+ · /);
  await expect(rows(page)).toHaveCount(3);
  await page.getByRole('button', { name: 'Delete draft' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete draft' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Invoices');
});

test('a contract chosen on the hub is invoiced whole', async ({ page }) => {
  await open(page, '/billing/hub?contract=K-2001&has=ready');
  await rows(page).first().getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Create Project Invoices' }).click();
  await sure(page, 'Create Project Invoices');
  await expect(page.getByRole('status')).toContainText('1 draft created.');
  await page.getByRole('link', { name: /^Open Draft/ }).click();
  await page.getByRole('button', { name: 'Delete draft' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete draft' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Invoices');
});

test('milestones stand with their line, and lead to their list', async ({ page }) => {
  await open(page, '/billing/hub?contract=K-2005');
  const line = page.locator('.nested tbody tr').first();
  await expect(line).toContainText('Completed Milestones');
  const milestones = line.locator('td[data-label="Milestones"] a');
  const amount = cents(await milestones.innerText());
  expect(amount).toBeGreaterThan(0);
  await milestones.click();
  await expect(page).toHaveURL(/\/billing\/milestones\?contract_id=\d+&status=open&line=\d+/);
  await expect.poll(async () => cents((await page.locator('.grid-summary > .grid-total').innerText()).split('·').at(-1) ?? '')).toBe(amount);
});

test.describe('an accountant', () => {
  test.use({ as: 'anna' });
  test('sees the hub and invoices nothing', async ({ page }) => {
    await open(page, '/billing/hub');
    await expect(page.locator('.nested').first()).toBeVisible();
    await expect(page.getByRole('checkbox')).toHaveCount(0);
  });
});
