import { cells, createDraft, expect, markAllReady, open, openContract, rows, test, type Page } from './support';

// The whole way by keyboard alone, and the focus stays where the person is. These tests follow one another.
test.describe.configure({ mode: 'serial' });
test.use({ as: 'bruno' });

/** Presses keys, and counts them. */
function keyboard(page: Page) {
  let pressed = 0;
  return {
    async press(...keys: string[]) {
      for (const key of keys) {
        await page.keyboard.press(key);
        pressed++;
      }
    },
    get count() {
      return pressed;
    },
  };
}

const focused = (page: Page) => page.locator(':focus');

test('the skip link skips to the page; a new page begins at its heading', async ({ page }) => {
  await open(page, '/billing/backlog');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the page' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(page).toHaveURL('/billing/backlog');
  const menu = page.getByRole('navigation', { name: 'Main' });
  for (const name of ['Invoices', 'Project Contracts', 'Invoices']) {
    await menu.getByRole('link', { name, exact: true }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeFocused();
  }
  // The same page with another filter is no new page.
  await page.getByLabel('Status').focus();
  await page.getByLabel('Status').selectOption('Draft');
  await expect(page).toHaveURL(/state=draft/);
  await expect(page.getByLabel('Status')).toBeFocused();
});

test('marked in at most 8 keys from the list’s first row; the focus goes on to the row that took its place', async ({ page }) => {
  await open(page, '/billing/backlog?contract=K-2003&status=not_ready');
  const first = (await rows(page).first().getAttribute('data-row')) ?? '';
  await rows(page).first().getByRole('checkbox').focus();
  const keys = keyboard(page);
  await keys.press('Space', 'Enter');
  await expect(page.getByRole('button', { name: 'Ready to Invoice', exact: true })).toBeFocused();
  await keys.press('Enter');
  await expect(page.getByRole('status')).toContainText('1 marked Ready to Invoice.');
  expect(keys.count).toBeLessThanOrEqual(8);
  await expect(page.locator(`tr[data-row="${first}"]`)).toHaveCount(0);
  await expect(rows(page).first().getByRole('checkbox')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(rows(page).nth(1).getByRole('checkbox')).toBeFocused();
});

test('created in at most 4 keys from a contract’s page', async ({ page }) => {
  await markAllReady(page, 'contract=K-2003&status=not_ready');
  await openContract(page, 'K-2003');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  const keys = keyboard(page);
  await keys.press('Control+Enter');
  const dialog = page.getByRole('dialog', { name: 'Create Invoice' });
  await expect(dialog).toBeVisible();
  await keys.press('Control+Enter');
  await expect(dialog.getByRole('status')).toContainText('created.');
  expect(keys.count).toBeLessThanOrEqual(4);
});

test('a detail is edited in at most 6 keys, and the focus goes on to the next row', async ({ page }) => {
  await open(page, '/billing/invoices?state=draft&contract=K-2003');
  await rows(page).last().getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Draft \d+ · /);
  const row = rows(page).nth(1);
  const key = await row.getAttribute('data-row');
  await row.getByRole('checkbox').focus();
  const keys = keyboard(page);
  await keys.press('F2');
  await expect(row.getByLabel('Quantity')).toBeFocused();
  await keys.press('Control+a', '2', 'Enter');
  expect(keys.count).toBeLessThanOrEqual(6);
  await expect(page.getByRole('status')).toContainText('Saved');
  await expect(page.locator(`tr[data-row="${key}"] td[data-column="quantity"] mark`)).toHaveText('2.00');
  await expect(rows(page).nth(2).locator('[data-cell="quantity"]')).toBeFocused(); // on to the next row
});

test('confirmed in at most 4 keys, with customer and total in the button’s name', async ({ page }) => {
  await open(page, '/billing/invoices?state=draft&contract=K-2003');
  await rows(page).last().getByRole('link').first().focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Draft \d+ · /);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  const customer = (await page.getByRole('heading', { level: 1 }).innerText()).split(' · ')[1] ?? '';
  const total = await page.getByTestId('invoice-total').innerText();
  const keys = keyboard(page);
  await keys.press('Control+Enter');
  const dialog = page.getByRole('dialog', { name: new RegExp(`^Confirm Draft \\d+ · ${customer}: `) });
  await expect(dialog.getByRole('button', { name: `Confirm ${total} for ${customer}, one-way` })).toBeEnabled();
  await keys.press('Control+Enter');
  await expect(page.getByRole('status')).toContainText(/Confirmed as INV-\d+/);
  expect(keys.count).toBeLessThanOrEqual(4);
  await expect(focused(page)).not.toHaveCount(0);
});
