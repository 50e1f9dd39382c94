import { CONFIRM, cells, cents, expect, open, rows, test, typeInto, type Page } from './support';

// A confirmed invoice is put right: these tests follow one another.
test.describe.configure({ mode: 'serial' });
test.use({ as: 'bruno', expected: /the server responded with a status of/ }); // refusals, which the browser notes

let invoice = '';
let corrective = '';

const total = (page: Page) => page.getByTestId('invoice-total');

test('a confirmed invoice is paid, and that is taken back', async ({ page }) => {
  await open(page, '/billing/invoices?state=confirmed&contract=K-2002');
  await cells(page, 'number').last().getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1, name: /^INV-/ })).toBeVisible();
  invoice = new URL(page.url()).pathname;
  await page.getByRole('button', { name: 'Mark as paid' }).click();
  await page.getByRole('button', { name: 'Mark as not paid' }).click();
  await expect(page.getByRole('button', { name: 'Mark as paid' })).toBeVisible();
});

test('one of its details goes on a corrective invoice with nothing of it billed', async ({ page }) => {
  await open(page, invoice);
  await page.getByRole('link', { name: 'Revise' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Revise INV-');
  const charged = page.locator('td[data-column="billing_type"]').filter({ hasText: /^Chargeable$/ });
  await rows(page).filter({ has: charged }).first().getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Revise selected' }).click();
  await expect(page).toHaveURL(/\/billing\/invoices\/\d+$/);
  corrective = new URL(page.url()).pathname;
  await expect(rows(page)).toHaveCount(1);
  await expect(page.getByText('Credit note')).toBeVisible();
  expect(cents(await total(page).innerText())).toBeLessThan(0);
  await expect(page.getByRole('link', { name: 'Pending' })).toHaveCount(0);
});

test('what is to be billed instead is typed; equal to its original it is refused', async ({ page }) => {
  await open(page, corrective);
  const was = await cells(page, 'quantity').first().locator('s').innerText();
  await typeInto(rows(page).first(), 'quantity', was);
  await expect.poll(async () => cents(await total(page).innerText())).toBe(0);
  await page.getByRole('button', { name: CONFIRM }).click();
  await expect(page.getByRole('dialog')).toContainText('Nothing on this corrective invoice differs');
  await page.keyboard.press('Escape');
  await typeInto(rows(page).first(), 'quantity', '0.25');
  await expect.poll(async () => cents(await total(page).innerText())).toBeLessThan(0);
});

test('confirming says what is credited, billed and returned; the figure is followed on one page', async ({ page }) => {
  await open(page, corrective);
  await page.getByRole('button', { name: CONFIRM }).click();
  await expect(page.getByTestId('correction-summary')).toContainText('Back to the backlog: 1 sale or milestone');
  await page.getByRole('dialog').getByRole('button', { name: /one-way$/ }).click();
  await expect(page.getByRole('button', { name: 'Mark as paid' })).toBeVisible();
  await rows(page).first().getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'What became of it' })).toBeVisible();
  await expect(page.getByTestId('stands')).toContainText('in the backlog, Not Ready');
  for (const step of ['Approved', 'Billed by', 'Corrected by', 'Waits in the backlog']) {
    await expect(page.getByRole('heading', { level: 2, name: step })).toBeVisible();
  }
});

test('what is corrected is not revised again, and the billing type of what came back is set', async ({ page }) => {
  await open(page, `${invoice}/revise`);
  await expect(page.getByRole('link', { name: /Corrected by INV-/ })).toBeVisible();
  await open(page, '/billing/backlog?contract=K-2002&status=not_ready');
  await rows(page).first().getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Set billing type' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Set billing type' }).click();
  await expect(dialog).toContainText('Reason is missing');
  await dialog.getByLabel('Reason').fill('Goodwill');
  await dialog.getByRole('button', { name: 'Set billing type' }).click();
  await expect(page.getByRole('status')).toContainText('Set the billing type of 1 rows.');
});
