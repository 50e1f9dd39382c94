import { CONFIRM, cells, cents, createDraft, expect, markAllReady, open, openContract, rows, sure, tab, test, type Page } from './support';

// One retainer goes through its life: these tests follow one another.
test.describe.configure({ mode: 'serial' });
test.use({ as: 'maria', expected: /the server responded with a status of/ }); // refusals, which the browser notes

const retainer = (page: Page, description: string) => page.locator(`tr[data-retainer="${description}"]`);
let draft = '';
const total = (page: Page) => page.getByTestId('invoice-total');

async function confirm(page: Page) {
  await page.getByRole('button', { name: CONFIRM }).click();
  await page.getByRole('dialog').getByRole('button', { name: /one-way$/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^INV-/ })).toBeVisible();
}

test('a schedule is shown before it is made; a wrong field says why', async ({ page }) => {
  await openContract(page, 'K-2003');
  await page.getByRole('button', { name: 'Set up retainer schedule' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set up retainer schedule' });
  await dialog.getByRole('combobox', { name: /^Customer/ }).selectOption({ label: 'Tromsø Shipping AS' });
  await dialog.getByRole('textbox', { name: /^Description/ }).fill('Season');
  await dialog.getByLabel('From').fill('2027-01-01');
  await dialog.getByRole('textbox', { name: /^Number of retainers/ }).fill('0');
  await dialog.getByRole('textbox', { name: /^Total amount/ }).fill('10000');
  await expect(dialog.getByText('A schedule makes 1 to 520 retainers.')).toBeVisible();
  await dialog.getByRole('textbox', { name: /^Number of retainers/ }).fill('3');
  await expect(dialog.getByText('This makes 3 retainers:')).toBeVisible();
  await expect(dialog.locator('tbody tr').last()).toContainText('Season 3/3');
  await expect(dialog.locator('tbody tr').last()).toContainText('3,333.34 EUR');
  await dialog.getByRole('button', { name: 'Set up' }).click();
  await expect(page.getByText('3 retainers made.')).toBeVisible();
  await expect(page.locator('tr[data-retainer^="Season"]')).toHaveCount(3);

  await retainer(page, 'Season 3/3').getByRole('button', { name: 'Delete retainer' }).click();
  await page.getByRole('dialog', { name: 'Season 3/3' }).getByRole('button', { name: 'Delete retainer' }).click();
  await expect(page.getByText('Retainer deleted.')).toBeVisible();
  await retainer(page, 'Season 2/3').getByRole('button', { name: 'Edit' }).click();
  const edit = page.getByRole('dialog', { name: 'Season 2/3' });
  await edit.getByRole('textbox', { name: /^Amount/ }).fill('-5');
  await expect(edit.getByText('Amount is out of range')).toBeVisible();
  await edit.getByRole('textbox', { name: /^Amount/ }).fill('2000');
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(retainer(page, 'Season 2/3')).toContainText('2,000.00');
});

test('a retainer is billed, and from then on available', async ({ page }) => {
  await openContract(page, 'K-2002');
  await page.getByRole('button', { name: 'New retainer' }).click();
  const dialog = page.getByRole('dialog', { name: 'New retainer' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Description is missing.')).toBeVisible();
  await dialog.getByRole('textbox', { name: /^Description/ }).fill('First advance');
  await dialog.getByLabel(/^Invoice date/).fill('2026-01-05');
  await dialog.getByRole('textbox', { name: /^Amount/ }).fill('500');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(retainer(page, 'First advance')).toContainText('Not Ready to Invoice');
  await retainer(page, 'First advance').getByRole('button', { name: /^Ready to Invoice/ }).click();
  await expect(retainer(page, 'First advance').getByText('Ready to Invoice', { exact: true })).toBeVisible();

  await open(page, '/billing/retainers?contract=K-2003');
  await expect(rows(page)).toHaveCount(2);
  await open(page, '/billing/retainers?status=ready');
  await expect(cells(page, 'description')).toHaveText(['First advance']);
  await page.getByRole('link', { name: 'Available Retainers and Advances' }).click();
  await expect(page.getByText(/Nothing here\./)).toBeVisible();

  await createDraft(page, 'K-2002');
  await tab(page, 'Advances');
  await expect(retainer(page, 'First advance')).toContainText('Billed');
  await expect(retainer(page, 'First advance')).toContainText('500.00 GBP');
  await confirm(page);
  await open(page, '/billing/retainers/available');
  await expect(cells(page, 'description')).toHaveText(['First advance']);
  await expect(cells(page, 'available')).toHaveText([/500\.00/]);
});

test('a new invoice applies it by itself; less can be applied, more than there is can not', async ({ page }) => {
  await open(page, '/approvals?state=submitted&project=PORTAL');
  await page.getByLabel('Select every row on this page').check();
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('approved');
  await markAllReady(page, 'contract=K-2002&status=not_ready');
  await createDraft(page, 'K-2002');
  draft = new URL(page.url()).pathname;
  await tab(page, 'Advances');
  const advance = retainer(page, 'First advance');
  const applied = advance.getByLabel('First advance: applied amount');
  await expect(applied).toHaveValue('500');
  await expect(advance).toContainText('Applied');
  const before = cents(await total(page).innerText());

  // The row is drawn anew while somebody is about to type over its amount: what they selected still is.
  let drawAnew = () => {};
  const held = new Promise<void>(resolve => (drawAnew = resolve));
  await page.route('**/api/read_invoice', async route => {
    await held;
    await route.continue();
  }, { times: 1 });
  await applied.fill('500.01');
  await advance.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByRole('status')).toContainText('That is more than what is available of the retainer: 500.00');
  await applied.press('Control+a');
  const answer = page.waitForResponse('**/api/read_invoice');
  drawAnew();
  await answer;
  await expect(page.locator('html')).not.toHaveAttribute('data-busy');
  await expect(applied).toBeFocused();
  await page.keyboard.type('300');
  await expect(applied).toHaveValue('300');
  await advance.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByRole('status')).toContainText('Saved.');
  await expect.poll(async () => cents(await total(page).innerText())).toBe(before + 20000);
  await expect(advance).toContainText('200.00 GBP');

  // Another tab is behind: it says so and changes nothing.
  const second = await page.context().newPage();
  await open(second, `${draft}?tab=retainers`);
  await advance.getByRole('button', { name: 'Take off' }).click();
  await expect.poll(async () => cents(await total(page).innerText())).toBe(before + 50000);
  await retainer(second, 'First advance').getByRole('button', { name: 'Take off' }).click();
  await expect(second.getByRole('status')).toContainText('changed');
  await second.close();
  await advance.getByRole('button', { name: 'Apply' }).click(); // as far as it goes
  await expect(applied).toHaveValue('500');
  await applied.fill('300');
  await applied.press('Enter');
  await expect.poll(async () => cents(await total(page).innerText())).toBe(before + 20000);
});

test('a retainer is billed on the draft itself, and taken off again', async ({ page }) => {
  await open(page, `${draft}?tab=retainers`);
  const before = cents(await total(page).innerText());
  // What is typed meanwhile stays, though the part is read again, and it is what is sent.
  const applied = retainer(page, 'First advance').getByLabel('First advance: applied amount');
  await applied.fill('250');
  await page.getByRole('button', { name: 'Bill a retainer' }).click();
  const dialog = page.getByRole('dialog', { name: 'Bill a retainer' });
  await dialog.getByRole('textbox', { name: /^Description/ }).fill('Next quarter');
  await dialog.getByRole('textbox', { name: /^Amount/ }).fill('0');
  await dialog.getByRole('button', { name: 'Bill a retainer' }).click();
  await expect(dialog.getByText('Amount must be more than zero.')).toBeVisible();
  await dialog.getByRole('textbox', { name: /^Amount/ }).fill('1200');
  await dialog.getByRole('button', { name: 'Bill a retainer' }).click();
  await expect.poll(async () => cents(await total(page).innerText())).toBe(before + 120000);
  await expect(applied).toHaveValue('250');
  await applied.press('Enter');
  await expect.poll(async () => cents(await total(page).innerText())).toBe(before + 125000);
  await applied.fill('300');
  await applied.press('Enter');
  await expect.poll(async () => cents(await total(page).innerText())).toBe(before + 120000);
  await retainer(page, 'Next quarter').getByRole('button', { name: 'Take off' }).click();
  await sure(page, 'Take off');
  await expect.poll(async () => cents(await total(page).innerText())).toBe(before);
  await confirm(page);
  await expect(retainer(page, 'First advance')).toContainText('300.00 GBP');
  await page.getByRole('link', { name: 'First advance' }).click(); // every row of the ledger it wrote
  await expect(rows(page)).toHaveCount(5);
});

test('what is left is refunded with a credit', async ({ page }) => {
  await openContract(page, 'K-2002');
  await expect(retainer(page, 'Next quarter')).toContainText('Ready to Invoice');
  await retainer(page, 'Next quarter').getByRole('button', { name: 'Delete retainer' }).click();
  await page.getByRole('dialog', { name: 'Next quarter' }).getByRole('button', { name: 'Delete retainer' }).click();
  await expect(retainer(page, 'Next quarter')).toHaveCount(0);
  const advance = retainer(page, 'First advance');
  await expect(advance).toContainText('300.00'); // used
  await expect(advance).toContainText('200.00'); // available
  await advance.getByRole('button', { name: /^Refund/ }).click();
  await sure(page, 'Refund');
  await expect(advance).toContainText('Ready to refund');
  await advance.getByRole('button', { name: 'Cancel refund' }).click();
  await expect(advance).not.toContainText('Ready to refund');
  await advance.getByRole('button', { name: /^Refund/ }).click();
  await sure(page, 'Refund');
  await expect(advance).toContainText('Ready to refund');

  await createDraft(page, 'K-2002');
  await tab(page, 'Advances');
  await expect(retainer(page, 'First advance')).toContainText('Refunded');
  await expect.poll(async () => cents(await total(page).innerText())).toBe(-20000);
  await confirm(page);
  await open(page, '/billing/retainers?contract=K-2002');
  await expect(cells(page, 'refund')).toHaveText(['Refunded']);
  await expect(cells(page, 'used')).toHaveText([/500\.00/]);
  await expect(cells(page, 'available')).toHaveText(['–']);
});
