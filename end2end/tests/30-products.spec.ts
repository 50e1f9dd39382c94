import { CONFIRM, cells, cents, createDraft, expect, open, openContract, rows, tab, test, typeInto, type Page } from './support';

// Goods are sold on a contract and billed: these tests follow one another.
test.describe.configure({ mode: 'serial' });
test.use({ as: 'bruno', expected: /the server responded with a status of/ }); // refusals, which the browser notes

const CONTRACT = 'K-6002';
const total = async (page: Page) => cents(await page.getByTestId('invoice-total').innerText());
const goods = (page: Page) => page.getByRole('region', { name: '1. Goods' });

test('a contract has a line of billing method Product, which asks for no split and no limit', async ({ page }) => {
  await open(page, '/settings/projects');
  await page.getByRole('button', { name: 'Add a project' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Code').fill('QUAY');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('cell', { name: 'QUAY', exact: true }).first()).toBeVisible();

  await open(page, '/contracts/new');
  await page.getByLabel('Number').fill(CONTRACT);
  await page.getByLabel('Name').first().fill('Quay cabling');
  await page.getByLabel('Primary customer').selectOption('Nordlicht Energie GmbH');
  await page.getByLabel('Currency').fill('EUR');
  await page.getByLabel('Start').fill('2026-01-01');
  await page.getByRole('button', { name: 'Add a customer' }).first().click();
  await page.locator('.split-row').first().getByRole('combobox').selectOption('Nordlicht Energie GmbH');
  await page.getByRole('button', { name: 'Evenly Distribute' }).first().click();
  await page.getByRole('button', { name: 'Add a line' }).click();
  const line = page.locator('[data-line="1"]');
  await line.getByLabel('Name').fill('Goods');
  await line.getByRole('combobox', { name: /^Project/ }).selectOption({ label: 'QUAY' });
  await line.getByLabel('Billing method').selectOption('Product');
  await expect(line.getByLabel('Not-to-Exceed')).toHaveCount(0);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${CONTRACT} Quay cabling`);
  await page.getByRole('button', { name: 'Confirm contract' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Confirm contract' }).click();
  await expect(page.getByRole('button', { name: 'Delete contract' })).toHaveCount(0);
});

test('a product line is sold: bad input is refused beside its field, the price comes from the list', async ({ page }) => {
  await openContract(page, CONTRACT);
  await expect(goods(page)).toContainText('No products yet.');
  await goods(page).getByRole('button', { name: 'New Product Line' }).click();
  const dialog = page.getByRole('dialog', { name: 'New Product Line' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Product is missing.')).toBeVisible();
  await dialog.getByRole('combobox', { name: /^Product/ }).fill('Cab');
  await page.getByRole('option', { name: /^Cable/ }).click();
  await dialog.getByLabel('Date').fill('2026-11-02');
  await dialog.getByLabel('Quantity').fill('many');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Quantity is not a number.')).toBeVisible();
  await dialog.getByLabel('Quantity').fill('40');
  await dialog.getByLabel('Tax').fill('26.60');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  const row = goods(page).locator('tbody tr');
  await expect(row).toHaveCount(1);
  for (const said of ['Cable', /40\sm/, /3\.50/, /140\.00/, /26\.60/, 'Not Ready']) await expect(row).toContainText(said);
});

test('it is marked Ready in the Product Billing Backlog, and the hub counts it', async ({ page }) => {
  await open(page, `/billing/products?contract=${CONTRACT}`);
  await rows(page).first().getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Ready to Invoice', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('marked Ready to Invoice.');
  await expect(cells(page, 'status')).toHaveText(['Ready to Invoice']);
  await open(page, `/billing/hub?contract=${CONTRACT}&columns=number,products`);
  await expect(cells(page, 'products')).toHaveText([/140\.00/]);
});

test('invoiced, it is on the tab Products, where nothing but its tax is typed', async ({ page }) => {
  await createDraft(page, CONTRACT);
  await tab(page, 'Products');
  await expect(rows(page)).toHaveCount(1);
  await expect.poll(() => total(page)).toBe(16660);
  for (const column of ['quantity', 'price', 'billing_type']) await expect(cells(page, column).locator('.cell')).toHaveCount(0);
  await typeInto(rows(page).first(), 'tax', '28');
  await expect.poll(() => total(page)).toBe(16800);
  await page.getByRole('button', { name: CONFIRM }).click();
  await page.getByRole('dialog', { name: /^Confirm / }).getByRole('button', { name: /one-way$/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^INV-/ })).toBeVisible();
  await expect(rows(page)).toHaveCount(1);
  await open(page, `/billing/products?contract=${CONTRACT}`);
  await expect(cells(page, 'status')).toHaveText(['Customer Invoice Posted']);
  await open(page, `/billing/hub?contract=${CONTRACT}&columns=number,products`);
  await expect(cells(page, 'products')).toHaveText(['–']);
});
