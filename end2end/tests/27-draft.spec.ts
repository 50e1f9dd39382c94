import { cells, cents, createDraft, expect, markAllReady, open, rows, sure, tab, test, typeInto, type Page } from './support';

// One draft is worked on as somebody does it all day: these tests follow one another.
test.describe.configure({ mode: 'serial' });
test.use({ as: 'bruno', expected: /the server responded with a status of/ }); // refusals, which the browser notes

let draft = '';
const total = async (page: Page) => cents(await page.getByTestId('invoice-total').innerText());
const cell = (page: Page, row: number, column: string) => rows(page).nth(row).locator(`[data-cell="${column}"]`);
const editor = (page: Page) => page.locator('.cell-editor');

test('a draft shows its first detail high up, and each tab has its address', async ({ page }) => {
  await markAllReady(page, 'contract=K-2004&status=not_ready');
  await createDraft(page, 'K-2004');
  draft = new URL(page.url()).pathname;
  await page.setViewportSize({ width: 1440, height: 900 });
  await open(page, draft);
  await expect(rows(page).first()).toBeVisible();
  await expect(page.locator('.invoice-head')).toContainText('Contract value');
  await expect(page.locator('.invoice-head')).toContainText(/Room on|Not-to-exceed limit/);
  const head = await page.locator('.invoice-head').boundingBox();
  expect(head && head.y + head.height).toBeLessThanOrEqual(210);
  for (const [name, address] of [['Edited', 'edited'], ['Not charged', 'not_charged'], ['Pending', 'pending'], ['Advances', 'retainers'], ['History', 'history']]) {
    await tab(page, name);
    await expect(page).toHaveURL(new RegExp(`${draft}\\?tab=${address}$`));
    await expect(page.locator('.tabs [aria-current="page"]')).toContainText(name);
  }
  await page.goBack();
  await expect(page.locator('.tabs [aria-current="page"]')).toContainText('Advances');
  await page.reload();
  await expect(page.locator('.tabs [aria-current="page"]')).toContainText('Advances');
  await tab(page, 'Details');
  await page.locator('.groups').getByRole('link', { name: 'Person' }).click();
  await expect(page).toHaveURL(/group=person/);
  const group = page.locator('.groups a.group[href*="person_id"]').first();
  const name = await group.locator('strong').innerText();
  await group.click();
  await expect(page).toHaveURL(/person_id=\d+/);
  await expect(cells(page, 'person').filter({ hasNotText: name })).toHaveCount(0);
  await expect(cells(page, 'person').first()).toHaveText(name);
});

test('cells are edited by keyboard alone, one row replaced, the list not read again', async ({ page }) => {
  await open(page, draft);
  const before = await total(page);
  const was = cents(await cells(page, 'amount').first().innerText());
  const asked: string[] = [];
  page.on('request', request => asked.push(new URL(request.url()).pathname));
  await cell(page, 0, 'quantity').focus();
  await page.keyboard.press('Enter');
  await expect(editor(page)).toBeFocused();
  await page.keyboard.type('12'); // no day of the demo has so many
  await page.keyboard.press('Enter');
  await expect(cell(page, 1, 'quantity')).toBeFocused(); // saved, and on to the next row
  await expect(rows(page).first().locator('[data-column="quantity"] mark')).toHaveText('12.00');
  await expect(rows(page).first().locator('[data-column="quantity"] s')).toBeVisible(); // the old value, struck through
  const now = cents(await cells(page, 'amount').first().innerText());
  await expect.poll(() => total(page)).toBe(before - was + now);
  await expect(cell(page, 1, 'quantity')).toBeFocused();
  expect(asked.filter(path => path.startsWith('/api/'))).toEqual(['/api/edit_detail']);

  await page.keyboard.press('ArrowUp');
  await expect(cell(page, 0, 'quantity')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(cell(page, 0, 'price')).toBeFocused();
  await page.keyboard.press('F2');
  await page.keyboard.type('99');
  await page.keyboard.press('Escape');
  await expect(cell(page, 0, 'price')).toBeFocused(); // given up
  await expect(rows(page).first().locator('[data-column="price"] mark')).toHaveCount(0);
  await page.keyboard.type('10'); // typing begins
  await page.keyboard.press('Tab');
  await expect(cell(page, 0, 'tax')).toBeFocused();
  await expect(rows(page).first().locator('[data-column="price"] mark')).toHaveText('10.00');
  await expect(cells(page, 'amount').first()).toContainText('120.00');

  await typeInto(rows(page).first(), 'tax', '-1');
  await expect(rows(page).first().getByRole('alert')).toBeVisible();
  await expect(editor(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(rows(page).first().getByRole('alert')).toHaveCount(0);
  await page.getByRole('button', { name: /^Undo: Saved/ }).click();
  await expect(page.getByRole('status')).toContainText('1 detail says again what it said before.');
  await expect(rows(page).first().locator('[data-column="price"] mark')).toHaveCount(0);
});

test('two people on one draft see both values and choose', async ({ page, context }) => {
  await open(page, draft);
  const other = await context.newPage();
  await open(other, draft);
  await typeInto(rows(other).nth(1), 'quantity', '13');
  await expect(rows(other).nth(1).locator('[data-column="quantity"] mark')).toHaveText('13.00');
  await typeInto(rows(page).nth(1), 'quantity', '15');
  const alert = rows(page).nth(1).getByRole('alert');
  await expect(alert).toContainText('15');
  await expect(alert).toContainText('13.00');
  await alert.getByRole('button', { name: 'Keep theirs' }).click();
  await expect(alert).toHaveCount(0);
  await expect(rows(page).nth(1).locator('[data-column="quantity"] mark')).toHaveText('13.00');

  await typeInto(rows(other).nth(1), 'quantity', '14');
  await expect(rows(other).nth(1).locator('[data-column="quantity"] mark')).toHaveText('14.00');
  await typeInto(rows(page).nth(1), 'quantity', '16');
  await alert.getByRole('button', { name: 'Save mine' }).click();
  await expect(rows(page).nth(1).locator('[data-column="quantity"] mark')).toHaveText('16.00');
  await expect(alert).toHaveCount(0);
  await other.close();
});

test('many are changed after a look at what would happen, and taken back', async ({ page }) => {
  await open(page, `${draft}?billing_type=chargeable`);
  const before = await total(page);
  const prices = await cells(page, 'price').allInnerTexts();
  await rows(page).nth(0).getByRole('checkbox').check();
  await rows(page).nth(1).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Change the selected details' });
  await dialog.getByLabel('What to change').selectOption('price_by');
  await dialog.getByRole('textbox', { name: /^Price by percent/ }).fill('much');
  await dialog.getByRole('button', { name: 'Preview' }).click();
  await expect(dialog).toContainText('is not a number');
  await dialog.getByRole('textbox', { name: /^Price by percent/ }).fill('100');
  await dialog.getByRole('button', { name: 'Preview' }).click();
  await expect(dialog.getByRole('status')).toContainText(/2 details change\. Amount before [\d,.]+\s\w+, after [\d,.]+/);
  await dialog.getByRole('button', { name: 'Change 2 details' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('status')).toContainText('2 details were changed.');
  await expect.poll(() => total(page)).toBeGreaterThan(before);
  await page.getByRole('button', { name: /^Undo: 2 details were changed/ }).click();
  await expect(page.getByRole('status')).toContainText('2 details say again what they said before.');
  await expect.poll(() => total(page)).toBe(before);
  await expect(cells(page, 'price')).toHaveText(prices);

  // All that match, by one act.
  await page.getByLabel('Select every row on this page').check();
  await page.getByRole('button', { name: 'Select all matching' }).click();
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await dialog.getByLabel('What to change').selectOption('external');
  await dialog.getByRole('textbox', { name: /^External description/ }).fill('Maintenance');
  await dialog.getByRole('button', { name: 'Preview' }).click();
  await dialog.getByRole('button', { name: /^Change \d+ details?$/ }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('status')).toContainText(/details? (was|were) changed/);
  await expect(cells(page, 'external').filter({ hasNotText: 'Maintenance' })).toHaveCount(0);
});

test('what was edited is put back as approved', async ({ page }) => {
  await open(page, `${draft}?tab=edited`);
  const edited = await rows(page).count();
  expect(edited).toBeGreaterThan(1);
  await expect(cells(page, 'edited_by').first()).toContainText('Bruno');
  await rows(page).first().getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Put back as approved' }).click();
  const question = page.getByRole('dialog', { name: 'Put back as approved' });
  await question.getByRole('button', { name: 'Put back as approved' }).click();
  await expect(page.getByRole('status')).toContainText('1 detail is as approved again.');
  await expect(rows(page)).toHaveCount(edited - 1);
  await page.getByLabel('Select every row on this page').check();
  await page.getByRole('button', { name: 'Select all matching' }).click();
  await page.getByRole('button', { name: 'Put back as approved' }).click();
  await question.getByRole('button', { name: 'Put back as approved' }).click();
  await expect(rows(page)).toHaveCount(0);
  await expect(page.locator('.grid .empty')).toContainText('No detail was edited');
});

test('what waits says why, is added, or comes by Refresh', async ({ page }) => {
  await open(page, draft);
  const count = await rows(page).count();
  await rows(page).nth(0).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Back to backlog, Not Ready' }).click();
  await sure(page, 'Back to backlog, Not Ready'); // it was edited here once
  await expect(page.getByRole('status')).toContainText('1 detail went back to the backlog.');
  await tab(page, 'Pending');
  await expect(cells(page, 'why').filter({ hasText: 'Not marked Ready: adding it marks it' }).first()).toBeVisible();
  const waiting = rows(page).filter({ hasText: 'Not marked Ready' }).first();
  await waiting.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Add to this draft' }).click();
  await expect(page.getByRole('status')).toContainText('1 transaction came on the draft.');
  await page.getByRole('button', { name: 'Refresh Invoice Line Transactions' }).click();
  await expect(page.getByRole('status')).toContainText('Nothing new is Ready');
  await tab(page, 'Details');
  await expect(rows(page)).toHaveCount(count);
  await rows(page).nth(0).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Back to backlog', exact: true }).click();
  await sure(page, 'Back to backlog');
  await expect(page.getByRole('status')).toContainText('1 detail went back to the backlog.');
  await tab(page, 'Pending');
  await expect(cells(page, 'why').filter({ hasText: 'Ready: can be added' })).toHaveCount(1);
  await page.getByRole('button', { name: 'Refresh Invoice Line Transactions' }).click();
  await expect(page.getByRole('status')).toContainText('1 transaction came on the draft.');
});

test('what nobody recorded is written by hand, refused beside its field, and taken off again', async ({ page }) => {
  await open(page, draft);
  const [count, before] = [await rows(page).count(), await total(page)];
  await page.getByRole('button', { name: 'Add detail' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a detail by hand' });
  await dialog.getByLabel('Class').selectOption('Time');
  await dialog.getByRole('button', { name: 'Add detail' }).click();
  await expect(dialog.getByText('Date is missing.')).toBeVisible();
  const day = (await rows(page).first().locator('[data-column="date"]').innerText()).trim();
  await dialog.getByLabel('Date').fill(day);
  await dialog.getByLabel('Role').selectOption({ index: 1 });
  await dialog.getByLabel('Quantity').fill('-1');
  await dialog.getByLabel(/^Unit price/).fill('125.50');
  await dialog.getByRole('button', { name: 'Add detail' }).click();
  await expect(dialog.getByText(/^Quantity is out of range/)).toBeVisible();
  await dialog.getByLabel('Quantity').fill('2');
  await dialog.getByRole('textbox', { name: 'Description', exact: true }).fill('Advice by telephone');
  await dialog.getByRole('button', { name: 'Add detail' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('status')).toContainText('The detail is on the invoice.');
  await expect(rows(page)).toHaveCount(count + 1);
  await expect.poll(() => total(page)).toBe(before + 25_100);
  const written = rows(page).filter({ hasText: 'Advice by telephone' });
  await expect(written.locator('[data-column="amount"]')).toContainText('251.00');
  await written.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Back to backlog', exact: true }).click();
  await sure(page, 'Back to backlog'); // for good: nobody recorded it
  await expect(rows(page)).toHaveCount(count);
  await expect.poll(() => total(page)).toBe(before);
});

test('the history tells it all, a line each', async ({ page }) => {
  await open(page, `${draft}?tab=history`);
  const lines = page.locator('.history > li');
  await expect(lines.last()).toContainText('Created the draft.');
  await expect(lines.filter({ hasText: 'Refreshed: 1 transaction came on the draft.' }).first()).toBeVisible();
  await expect(lines.filter({ hasText: 'Written by hand: ' }).first()).toContainText('2.00 × 125.50');
  for (const said of [/Quantity: [\d.]+ → 12\.00/, /2 details were changed: Price by percent → 100 %/, /details? (is|are) as approved again/, /went back to the backlog, Not Ready/]) {
    await expect(lines.filter({ hasText: said }).first()).toBeVisible();
  }
  await expect(lines.first()).toContainText('Bruno');
});

test('drafts are gone through in their list, there and back', async ({ page }) => {
  await open(page, '/billing/invoices?contract=K-2003&state=draft&sort=customer');
  const customers = await cells(page, 'customer').allInnerTexts();
  const all = customers.length;
  expect(all).toBeGreaterThan(2);
  await cells(page, 'number').first().getByRole('link').click();
  const way = page.getByRole('navigation', { name: 'Drafts of the list' });
  const [previous, next] = ['Previous draft', 'Next draft'].map(name => way.getByRole('link', { name }));
  const stands = async (place: number) => {
    await expect(way).toContainText(`${place} of ${all} drafts`);
    await expect(page.getByRole('heading', { level: 1 })).toContainText(customers[place - 1]);
  };
  await stands(1);
  await expect(previous).toHaveCount(0);
  await next.click();
  await stands(2);
  await tab(page, 'Not charged'); // its list is known behind every tab
  await expect(page.locator('.tabs [aria-current="page"]')).toContainText('Not charged');
  await stands(2);
  for (let place = 3; place <= all; place++) {
    await next.click();
    await stands(place);
  }
  await expect(next).toHaveCount(0);
  await previous.click();
  await stands(all - 1);
  await page.locator('.trail').getByRole('link', { name: 'Invoices' }).click(); // the list as it was
  await expect(page).toHaveURL(/\/billing\/invoices\?contract=K-2003&state=draft&sort=customer$/);
  await expect(rows(page)).toHaveCount(all);
  await open(page, draft); // not opened from a list
  await expect(page.getByRole('heading', { level: 1, name: /^Draft/ })).toBeVisible();
  await expect(way).toHaveCount(0);
});
