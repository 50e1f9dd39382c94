import { alive, cells, cents, expect, markAllReady, open, rows, test } from './support';

test('filter, sort and columns are in the URL and survive reload and back', async ({ page }) => {
  await open(page, '/billing/backlog');
  await page.getByLabel('Project', { exact: true }).fill('CARE');
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(page).toHaveURL(/project=CARE/);
  await expect(cells(page, 'project').first()).toHaveText('CARE');
  await page.getByLabel('Billing type').selectOption('Non-chargeable'); // applies at once
  await expect(page).toHaveURL(/billing_type=non_chargeable/);
  await expect(cells(page, 'billing_type').first()).toHaveText('Non-chargeable');
  await page.getByLabel('Billing type').selectOption('Chargeable');
  await expect(cells(page, 'billing_type').first()).toHaveText('Chargeable');

  await page.getByRole('columnheader', { name: 'Date' }).getByRole('link').click();
  await expect(page.getByRole('columnheader', { name: 'Date' })).toHaveAttribute('aria-sort', 'ascending');
  await page.getByRole('columnheader', { name: 'Date' }).getByRole('link').click();
  await expect(page.getByRole('columnheader', { name: 'Date' })).toHaveAttribute('aria-sort', 'descending');
  await expect(async () => {
    const days = (await cells(page, 'date').allInnerTexts()).map((day) => Date.parse(day));
    expect(days.length).toBeGreaterThan(10);
    expect(days.every(Number.isFinite)).toBe(true);
    expect(days).toEqual([...days].sort((a, b) => b - a));
  }).toPass();

  await page.getByText('Columns', { exact: true }).click();
  await page.getByRole('link', { name: 'Task' }).click();
  await expect(cells(page, 'task').first()).toBeVisible();
  await page.getByRole('link', { name: /Notes/ }).first().click();
  await expect(cells(page, 'notes')).toHaveCount(0);

  await page.reload();
  await alive(page);
  await expect(cells(page, 'task').first()).toBeVisible();
  await expect(cells(page, 'notes')).toHaveCount(0);
  await expect(page.getByLabel('Project', { exact: true })).toHaveValue('CARE');
  await expect(page.getByLabel('Billing type')).toHaveValue('chargeable');
  await expect(page.getByRole('columnheader', { name: 'Date' })).toHaveAttribute('aria-sort', 'descending');

  await page.goBack();
  await expect(cells(page, 'notes').first()).toBeVisible();
  await page.goBack();
  await expect(cells(page, 'task')).toHaveCount(0);
  await page.getByRole('link', { name: 'Clear' }).click();
  await expect(page).toHaveURL('/billing/backlog');
  await expect(page.getByLabel('Project', { exact: true })).toHaveValue('');
  await expect(page.getByLabel('Billing type')).toHaveValue('');
});

test('pages go forward and back, each row once', async ({ page }) => {
  await open(page, '/billing/backlog?sort=contract');
  const list = async () => (await rows(page).allInnerTexts()).join('\n');
  await expect(rows(page)).toHaveCount(50);
  const first = await list();
  await page.getByRole('link', { name: 'Next ›' }).click();
  await expect(page).toHaveURL(/after=/);
  await expect(page.getByRole('link', { name: '‹ Previous' })).toBeVisible();
  const second = await list();
  expect(second).not.toBe(first);
  await page.getByRole('link', { name: '‹ Previous' }).click();
  await expect(page).toHaveURL(/before=/);
  await expect.poll(list).toBe(first);
  await page.getByRole('link', { name: '100', exact: true }).click();
  await expect(rows(page)).toHaveCount(100);
});

test('a page or all matching is selected, with count and amount', async ({ page }) => {
  await open(page, '/billing/backlog?contract=K-2001&status=not_ready&billing_type=chargeable');
  const total = await page.locator('.grid-summary > .grid-total').innerText();
  await page.getByLabel('Select every row on this page').check();
  const bar = page.getByRole('region', { name: 'What to do with the selected rows' });
  const shown = (await cells(page, 'amount').allInnerTexts()).map(cents);
  await expect(bar).toContainText(`${shown.length} rows selected`);
  expect(cents((await bar.locator('strong').innerText()).split('·')[1] ?? '')).toBe(shown.reduce((a, b) => a + b, 0));
  await bar.getByRole('button', { name: 'Select all matching' }).click();
  await expect(bar).toContainText(`All matching selected: ${total}`);
  await bar.getByRole('button', { name: 'Select none' }).click();
  await expect(bar).toBeHidden();
  await expect(rows(page).first().getByRole('checkbox')).not.toBeChecked();
});

test('arrow keys move among the boxes, space selects', async ({ page }) => {
  await open(page, '/billing/backlog');
  const box = (n: number) => rows(page).nth(n).getByRole('checkbox');
  await box(0).focus();
  await page.keyboard.press('ArrowDown');
  await expect(box(1)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await expect(box(2)).toBeChecked();
  await page.keyboard.press('ArrowUp');
  await expect(box(1)).toBeFocused();
  await expect(page.getByText('1 row selected')).toBeVisible();
});

test('marked ready and back again', async ({ page }) => {
  await markAllReady(page, 'contract=K-2001&status=not_ready');
  await expect(page.getByText('0 rows', { exact: true })).toBeVisible();
  await expect(page.locator('.empty')).toContainText('ready, 0 not ready');
  await open(page, '/billing/backlog?contract=K-2001&status=ready');
  await rows(page).nth(0).getByRole('checkbox').check();
  await rows(page).nth(1).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Not Ready to Invoice' }).click();
  await expect(page.getByRole('status')).toContainText('2 marked Not Ready to Invoice.');
});

test('rows over the limit stay, and say why', async ({ page }) => {
  await markAllReady(page, 'contract=K-2004&status=not_ready');
  await expect(page.getByRole('status')).toContainText(/rows? not changed: It would exceed the not-to-exceed limit of the/);
  await open(page, '/billing/backlog?contract=K-2004&status=failed&columns=date,contract,amount,status,limit');
  await expect(cells(page, 'limit').first()).not.toBeEmpty();
  const kept = await rows(page).count();
  expect(kept).toBeGreaterThan(0);
  await rows(page).first().getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Ready to Invoice', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('0 marked Ready to Invoice.');
  await expect(page.getByRole('status')).toContainText('1 row not changed: It would exceed');
});
