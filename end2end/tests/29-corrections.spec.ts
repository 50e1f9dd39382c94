import { CONFIRM, bringIn, cells, cents, createDraft, expect, markAllReady, open, rows, sure, test, typeInto, workOf, type Page } from './support';

// One invoice is billed, paid and put right: these tests follow one another. Its contract is its
// own, so that nothing else depends on it.
test.describe.configure({ mode: 'serial' });

const CONTRACT = 'K-6001';
/** Four days of a consultant: 1,540.00 EUR in all. */
const HOURS = ['4.00', '3.00', '2.50', '1.50'];

let invoice = '';
let corrective = '';

const total = async (page: Page) => cents(await page.getByTestId('invoice-total').innerText());
const confirming = (page: Page) => page.getByRole('dialog', { name: /^Confirm / });

async function confirm(page: Page) {
  await page.getByRole('button', { name: CONFIRM }).click();
  await confirming(page).getByRole('button', { name: /one-way$/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^INV-/ })).toBeVisible();
}

test.describe('an administrator', () => {
  test.use({ as: 'ada' });

  test('brings a contract with approved work', async ({ page }) => {
    await bringIn(page, workOf(CONTRACT, 'DYKE', HOURS), '4 entries approved.');
  });
});

test.describe('a billing administrator', () => {
  test.use({ as: 'bruno', expected: /the server responded with a status of/ }); // refusals, which the browser notes

  test('bills it; the invoice is paid, and that is taken back', async ({ page }) => {
    await markAllReady(page, `contract=${CONTRACT}&status=not_ready`);
    await createDraft(page, CONTRACT);
    invoice = new URL(page.url()).pathname;
    await expect.poll(() => total(page)).toBe(154000);
    await confirm(page);
    await page.getByRole('button', { name: 'Mark as paid' }).click();
    await expect(page.locator('.invoice-head')).toContainText('Paid');
    await page.getByRole('button', { name: 'Mark as not paid' }).click();
    await expect(page.getByRole('button', { name: 'Mark as paid' })).toBeVisible();
    await open(page, `/billing/invoices?contract=${CONTRACT}&paid=paid`);
    await expect(rows(page)).toHaveCount(0);
  });

  test('everything on it goes on a corrective draft, and deleting that changes nothing', async ({ page }) => {
    await open(page, invoice);
    await page.getByRole('link', { name: 'Revise' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Revise INV-');
    await page.getByRole('button', { name: 'Select all transactions' }).click();
    await sure(page, 'Select all transactions');
    await expect(page.getByRole('heading', { level: 1, name: /^Draft \d+ · / })).toBeVisible();
    await expect(rows(page)).toHaveCount(4);
    await expect.poll(() => total(page)).toBe(-154000);
    await page.getByRole('button', { name: 'Delete draft' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete draft' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Invoices');
    await open(page, `${invoice}/revise`);
    await expect(cells(page, 'state')).toHaveText(['Live', 'Live', 'Live', 'Live']);
  });

  test('two of its details are revised: nothing of them is billed, the original stays in sight', async ({ page }) => {
    await open(page, `${invoice}/revise?sort=date`);
    await rows(page).nth(0).getByRole('checkbox').check();
    await rows(page).nth(1).getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Revise selected' }).click();
    await expect(page.getByRole('heading', { level: 1, name: /^Draft \d+ · / })).toBeVisible();
    corrective = new URL(page.url()).pathname;
    await open(page, `${corrective}?sort=date`);
    await expect(page.locator('.invoice-head')).toContainText('Credit note');
    await expect(cells(page, 'quantity').locator('s')).toHaveText(['4.00', '3.00']);
    await expect(cells(page, 'quantity').locator('mark')).toHaveText(['0.00', '0.00']);
    await expect.poll(() => total(page)).toBe(-98000);
    await expect(page.locator('.tabs').getByRole('link', { name: 'Pending' })).toHaveCount(0); // new work goes on another
    await open(page, `${invoice}/revise`);
    await expect(page.getByRole('link', { name: /^On Draft \d+/ })).toHaveCount(2);
    await expect(cells(page, 'state').filter({ hasText: 'Live' })).toHaveCount(2);
  });

  test('what is to be billed instead is typed; all of it equal to the original is refused', async ({ page }) => {
    await open(page, `${corrective}?sort=date`);
    const row = (at: number) => rows(page).nth(at);
    await typeInto(row(0), 'quantity', '-1');
    await expect(row(0).getByRole('alert')).toContainText('Quantity');
    await page.keyboard.press('Escape');
    await typeInto(row(0), 'quantity', '4');
    await expect.poll(() => total(page)).toBe(-42000);
    await typeInto(row(1), 'quantity', '3');
    await expect.poll(() => total(page)).toBe(0);
    await page.getByRole('button', { name: CONFIRM }).click();
    await expect(confirming(page)).toContainText('Nothing on this corrective invoice differs');
    await expect(confirming(page).getByRole('button', { name: /one-way$/ })).toBeDisabled();
    await page.keyboard.press('Escape');
    await typeInto(row(0), 'quantity', '2');
    await expect.poll(() => total(page)).toBe(-28000);
    await typeInto(row(1), 'quantity', '0');
    await expect.poll(() => total(page)).toBe(-70000);
    await expect(cells(page, 'amount').first().locator('.net')).toContainText('−280.00');
  });

  test('confirming says what is credited, billed and given back; the figure is followed on one page', async ({ page }) => {
    await open(page, `${corrective}?sort=date`);
    await page.getByRole('button', { name: CONFIRM }).click();
    const summary = page.getByTestId('correction-summary');
    await expect(summary).toContainText(/980\.00.EUR credited, 280\.00.EUR billed instead: −700\.00.EUR net/);
    await expect(summary).toContainText(/Back to the backlog: 2 sales or milestones, 700\.00.EUR/);
    await confirming(page).getByRole('button', { name: /one-way$/ }).click();
    await expect(page.getByRole('button', { name: 'Mark as paid' })).toBeVisible();
    await expect(page.locator('.invoice-head')).toContainText('Credit note');
    await expect.poll(() => total(page)).toBe(-70000);
    await rows(page).first().getByRole('link').first().click();
    await expect(page.getByRole('heading', { level: 1, name: 'What became of it' })).toBeVisible();
    await expect(page.getByTestId('stands')).toContainText(/560\.00.EUR.*280\.00.EUR billed.*280\.00.EUR.*Not Ready/);
    for (const step of ['Approved', 'Billed by', 'Corrected by', 'Waits in the backlog']) {
      await expect(page.getByRole('heading', { level: 2, name: step })).toBeVisible();
    }
  });

  test('what is corrected is not revised again, and the billing type of what came back is set', async ({ page }) => {
    await open(page, `${invoice}/revise?sort=date`);
    await expect(page.getByRole('link', { name: /^Corrected by INV-/ })).toHaveCount(2);
    for (const at of [0, 1]) await rows(page).filter({ hasText: 'Corrected by' }).nth(at).getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Revise selected' }).click();
    await expect(page.locator('.notices, .notice').first()).toContainText('Revise that invoice instead.');
    await open(page, `/billing/backlog?contract=${CONTRACT}&status=not_ready`);
    await expect(rows(page)).toHaveCount(2);
    await rows(page).first().getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Set billing type' }).click();
    const dialog = page.getByRole('dialog', { name: 'Set billing type' });
    await dialog.getByRole('button', { name: 'Set billing type' }).click();
    await expect(dialog).toContainText('Reason is missing');
    await dialog.getByLabel('Billing type').selectOption('Complimentary');
    await dialog.getByLabel('Reason').fill('Goodwill');
    await dialog.getByRole('button', { name: 'Set billing type' }).click();
    await expect(dialog).toBeHidden();
    await expect(cells(page, 'billing_type').filter({ hasText: 'Complimentary' })).toHaveCount(1);
  });
});
