import { CONFIRM, alive, cells, cents, createDraft, expect, markAllReady, open, openContract, rows, test, typeInto, type Page } from './support';

// One draft goes through its life: these tests follow one another.
test.describe.configure({ mode: 'serial' });
test.use({ as: 'bruno', expected: /the server responded with a status of/ }); // refusals, which the browser notes

let draft = '';

const total = (page: Page) => page.getByTestId('invoice-total');

test('with nothing ready, Create Invoice says what there is instead', async ({ page }) => {
  await openContract(page, 'K-2003');
  await page.getByRole('button', { name: 'Create Invoice' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Create Invoice' }).click();
  await expect(dialog.getByRole('status')).toContainText(/Nothing to invoice: .*\d+ (is on a draft|are on drafts) already/);
});

test('what is ready on a contract becomes a draft', async ({ page }) => {
  await markAllReady(page, 'contract=K-2002&status=not_ready');
  await open(page, '/billing/backlog?contract=K-2002&status=ready');
  const ready = cents((await page.locator('.grid-summary > .grid-total').innerText()).split('·')[2] ?? '');
  await createDraft(page, 'K-2002');
  draft = new URL(page.url()).pathname;
  await expect.poll(async () => cents(await total(page).innerText())).toBe(ready);
});

test('a detail is edited in its cell; bad input is refused beside it', async ({ page }) => {
  await open(page, `${draft}?billing_type=chargeable`);
  const before = cents(await total(page).innerText());
  const was = cents(await cells(page, 'amount').first().innerText());
  const row = rows(page).first();
  await typeInto(row, 'quantity', 'two');
  await expect(row.getByRole('alert')).toHaveText('Quantity is not a number. Write it like 1234.56.');
  await expect(row.locator('.cell-editor')).toBeFocused();
  await row.locator('.cell-editor').fill('12'); // no day of the demo has so many
  await row.locator('.cell-editor').press('Enter');
  await typeInto(row, 'price', '100.50');
  await expect(cells(page, 'quantity').first().locator('mark')).toHaveText('12.00');
  await expect(cells(page, 'price').first().locator('mark')).toHaveText('100.50');
  await expect(cells(page, 'amount').first()).toContainText('1,206.00');
  await expect.poll(async () => cents(await total(page).innerText())).toBe(before - was + 120600);
});

test('what is not chargeable leaves the total', async ({ page }) => {
  await open(page, `${draft}?billing_type=chargeable`);
  const before = cents(await total(page).innerText());
  const was = cents(await cells(page, 'amount').nth(1).innerText());
  await typeInto(rows(page).nth(1), 'billing_type', 'complimentary');
  await expect.poll(async () => cents(await total(page).innerText())).toBe(before - was);
});

test('a stale edit in a second tab is refused', async ({ page, context }) => {
  await open(page, `${draft}?billing_type=chargeable`);
  const other = await context.newPage();
  await open(other, `${draft}?billing_type=chargeable`);
  await typeInto(rows(other).first(), 'notes', 'Agreed by phone');
  await expect(other.getByRole('status')).toContainText('Saved');
  await typeInto(rows(page).first(), 'notes', 'Something else');
  await expect(rows(page).first().getByRole('alert')).toContainText('Somebody else changed this row while you typed Something else');
  await expect(rows(page).first().getByRole('alert')).toContainText('Agreed by phone');
  await rows(page).first().getByRole('button', { name: 'Keep theirs' }).click();
  await expect(cells(page, 'notes').first()).toHaveText('Agreed by phone');
  await other.close();
});

test('details go back to the backlog', async ({ page }) => {
  await open(page, `${draft}?billing_type=chargeable`);
  const before = cents(await total(page).innerText());
  const row = rows(page).last();
  const amount = cents(await row.locator('[data-column="amount"]').innerText());
  await row.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Back to backlog', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('1 detail went back to the backlog.');
  await expect.poll(async () => cents(await total(page).innerText())).toBe(before - amount);
  await open(page, '/billing/backlog?contract=K-2002&status=ready');
  await expect(rows(page)).toHaveCount(1);
});

test('the header is edited, and asks for what it needs', async ({ page }) => {
  await open(page, draft);
  const opener = page.getByRole('button', { name: 'Edit header' });
  await opener.click();
  const dialog = page.getByRole('dialog', { name: 'Edit header' });
  await dialog.getByLabel('Name', { exact: true }).fill('');
  await expect(dialog.getByText('Name is missing.', { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Leave without saving' }).click();
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
  await page.getByText('Bill-to, dates and lines').click();
  await opener.click();
  await dialog.getByLabel('Name', { exact: true }).fill('Portal, phase one');
  await dialog.getByLabel('Bill-to contact').fill('Ms Harbour');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Draft \d+ · /);
  await expect(page.getByText('Ms Harbour')).toBeVisible(); // unfolded before, and it stays so
});

test('a draft follows its customer, and says before Confirm what is billed for nothing', async ({ page }) => {
  await open(page, '/settings/customers');
  await rows(page).filter({ hasText: 'Harbour & Vale' }).getByRole('button', { name: 'Edit' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Street').fill('12 Quay Street');
  await form.getByLabel('Postcode').fill('DV1 2AB');
  await form.getByLabel('City').fill('Dover');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form).toBeHidden();

  await open(page, `${draft}?billing_type=chargeable`);
  await page.getByText('Bill-to, dates and lines').click();
  await expect(page.locator('.facts')).toContainText('12 Quay Street');
  await expect(page.getByText('Until it is confirmed, it follows its customer')).toBeVisible();
  await typeInto(rows(page).first(), 'price', '0');
  await expect(page.getByRole('status')).toContainText('Saved');
  await page.getByRole('button', { name: CONFIRM }).click();
  await expect(page.getByRole('dialog')).toContainText('1 chargeable detail is billed at a price of 0.');
  await page.keyboard.press('Escape');
});

test('confirming shows its rows first, is one-way, and happens once', async ({ page, context }) => {
  await open(page, draft);
  const other = await context.newPage();
  await open(other, draft);
  for (const tab of [page, other]) {
    await tab.getByRole('button', { name: CONFIRM }).click();
    await expect(tab.getByRole('dialog')).toContainText('Confirming is one-way');
    await expect(tab.locator('.preview tbody tr').first()).toContainText('Unbilled sales');
  }
  await page.getByRole('button', { name: /one-way$/ }).dblclick();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('INV-000002 Portal, phase one');
  await expect(page.getByRole('status')).toContainText('Confirmed as INV-000002.');
  await other.getByRole('button', { name: /one-way$/ }).click();
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('INV-000002 Portal, phase one');
  await other.close();

  await page.reload();
  await alive(page);
  for (const name of ['Edit header', 'Delete draft', 'Confirm', 'Edit', 'Rename']) await expect(page.getByRole('button', { name: new RegExp(`^${name}`) })).toHaveCount(0);
  await expect(page.getByRole('checkbox')).toHaveCount(0);
});

test('from the invoice through the ledger to the entry', async ({ page }) => {
  await open(page, draft);
  await page.getByRole('link', { name: 'Ledger', exact: true }).last().click();
  await expect(page).toHaveURL(/\/ledger\?invoice_id=/);
  await expect(cells(page, 'invoice').first()).toHaveText('INV-000002');
  await cells(page, 'entry').first().getByRole('link').click();
  await expect(page).toHaveURL(/entry_id=\d+/);
  for (const type of ['Cost', 'Unbilled sales', 'Billed sales']) await expect(cells(page, 'type').filter({ hasText: type }).first()).toBeVisible();
});

test('a draft is deleted after asking; its details are ready again', async ({ page }) => {
  await createDraft(page, 'K-2002');
  await page.getByRole('button', { name: 'Delete draft' }).click();
  await expect(page.getByRole('dialog')).toContainText('Its 1 detail goes back to the billing backlog');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete draft' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Invoices');
  await open(page, '/billing/backlog?contract=K-2002&status=ready');
  await expect(rows(page)).toHaveCount(1);
});
