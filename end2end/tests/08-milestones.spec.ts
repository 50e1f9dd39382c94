import { CONFIRM, alive, cells, createDraft, expect, open, openContract, rows, test, typeInto, type Page, yes } from './support';

// One contract's milestones go through their life: these tests follow one another.
test.describe.configure({ mode: 'serial' });
test.use({ as: 'maria', expected: /the server responded with a status of/ }); // refusals, which the browser notes

const line = (page: Page) => page.getByRole('region', { name: '1. Redesign' });
const milestone = (page: Page, name: string) => line(page).locator(`tr[data-milestone="${name}"]`);
const off = (page: Page) => page.getByTestId('milestones-off');

async function edit(page: Page, name: string) {
  await milestone(page, name).getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name });
  await expect(dialog.getByLabel('Amount')).toBeVisible();
  return dialog;
}

test('the view lists every customer’s milestones, filtered and sorted', async ({ page }) => {
  await open(page, '/');
  await page.getByRole('link', { name: 'Fixed Price Milestones' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Fixed Price Milestones' })).toBeVisible();
  await expect(rows(page)).toHaveCount(6);
  await open(page, '/billing/milestones?customer=Troms&sort=date');
  await expect(cells(page, 'amount')).toHaveCount(3);
  expect((await cells(page, 'amount').allInnerTexts()).join()).toMatch(/7,200\.00/);
  await expect(cells(page, 'status')).toHaveText(Array(3).fill('Not Ready to Invoice'));
  await open(page, '/billing/milestones?status=posted');
  await expect(page.getByText(/Nothing here\. .* 0 ready, 6 not ready/)).toBeVisible();
});

test('milestones are made by hand; the sum is watched while they are typed', async ({ page }) => {
  await openContract(page, 'K-2005');
  await expect(off(page)).toHaveCount(0);
  let dialog = await edit(page, 'Handover');
  await dialog.getByLabel('Amount').fill('10000.005');
  await expect(dialog.getByText('Amount has more decimals than its currency, which has 2.')).toBeVisible();
  await dialog.getByLabel('Amount').fill('10000');
  await expect(dialog.getByText(/do not sum to its contracted amount: difference -2000\.00/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(off(page)).toContainText('-2000.00');
  await expect(milestone(page, 'Handover')).toContainText('4,000.00');

  await milestone(page, 'Concept').getByRole('button', { name: /^Ready to Invoice/ }).click();
  await expect(page.getByRole('status').filter({ hasText: '2 rows not changed' })).toContainText('do not sum to its contracted amount');

  await page.getByRole('button', { name: 'New milestone' }).click();
  dialog = page.getByRole('dialog', { name: 'New milestone' });
  await expect(dialog.getByLabel('Amount')).toHaveValue('2000'); // what is missing
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Name is missing.')).toBeVisible();
  await dialog.getByLabel('Name').fill('Training');
  await dialog.getByLabel('Date').fill('2027-12-31');
  await dialog.getByLabel('Task').fill('On site');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(off(page)).toHaveCount(0);
  await expect(milestone(page, 'Training')).toContainText('Not Started');

  await milestone(page, 'Training').getByRole('button', { name: 'Delete milestone' }).click();
  await page.getByRole('dialog', { name: 'Training' }).getByRole('button', { name: 'Delete milestone' }).click();
  await expect(milestone(page, 'Training')).toHaveCount(0);
  await expect(off(page)).toContainText('-2000.00');
  dialog = await edit(page, 'Handover');
  await dialog.getByLabel('Amount').fill('12000');
  await expect(dialog.getByText(/do not sum/)).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(off(page)).toHaveCount(0);
});

test('one row, then all that match, are marked', async ({ page }) => {
  await open(page, '/billing/milestones?contract=K-2005');
  await rows(page).first().getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Ready to Invoice', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('1 marked Ready to Invoice.');
  await expect(cells(page, 'status').first()).toHaveText('Ready to Invoice');
  await page.getByLabel('Select every row on this page').check();
  await page.getByRole('button', { name: 'Select all matching' }).click();
  await page.getByRole('button', { name: 'Ready to Invoice', exact: true }).click();
  await yes(page, 'Ready to Invoice');
  await expect(cells(page, 'status')).toHaveText(Array(6).fill('Ready to Invoice'));
  await page.getByLabel('Select every row on this page').check();
  await page.getByRole('button', { name: 'Not Ready to Invoice', exact: true }).click();
  await expect(cells(page, 'status')).toHaveText(Array(6).fill('Not Ready to Invoice'));
});

test('what is ready and due is invoiced per customer, and its amount stays', async ({ page }) => {
  await openContract(page, 'K-2005');
  await milestone(page, 'Concept').getByRole('button', { name: /^Ready to Invoice/ }).click();
  await expect(milestone(page, 'Concept')).toContainText('In Progress');
  await createDraft(page, 'K-2005');
  await expect(cells(page, 'notes')).toHaveText(['Concept']);
  for (const fixed of ['quantity', 'price']) await expect(cells(page, fixed).first().locator('.cell')).toHaveCount(0);
  await typeInto(rows(page).first(), 'external', 'Concept phase');
  await expect(page.getByRole('status')).toContainText('Saved');
  await open(page, '/billing/milestones?contract=K-2005&status=on_draft');
  await expect(rows(page)).toHaveCount(2);
  await openContract(page, 'K-2005');
  await expect(milestone(page, 'Concept')).toContainText('In Progress');
  await expect(milestone(page, 'Concept').getByText('Customer Invoice Created')).toHaveCount(2);
  await expect(milestone(page, 'Concept').getByRole('button', { name: 'Delete milestone' })).toHaveCount(0);
});

test('confirming writes one row per milestone; with the last customer it is completed', async ({ page }) => {
  await openContract(page, 'K-2005');
  for (const [customer, remaining] of [['first', 'In Progress'], ['second', 'Completed']] as const) {
    await milestone(page, 'Concept').getByRole('link', { name: 'Customer Invoice Created' }).first().click();
    await expect(page.getByRole('heading', { level: 1, name: /^Draft \d+ · / })).toBeVisible();
    await page.getByRole('button', { name: CONFIRM }).click();
    await expect(page.locator('.preview tbody tr')).toHaveCount(1);
    await expect(page.locator('.preview tbody tr')).toContainText('Billed sales');
    await page.getByRole('button', { name: /one-way$/ }).click();
    await expect(page.getByRole('status'), customer).toContainText('Confirmed as INV-');
    await page.locator('.invoice-head').getByRole('link', { name: 'K-2005' }).click();
    await expect(milestone(page, 'Concept')).toContainText(remaining);
  }
  await open(page, '/ledger?contract=K-2005');
  await expect(cells(page, 'type')).toHaveText(['Billed sales', 'Billed sales']);
  await expect(cells(page, 'entry')).toHaveText(['Concept', 'Concept']);
  await open(page, '/billing/milestones?status=posted');
  await expect(rows(page)).toHaveCount(2);
  await page.getByLabel('Select every row on this page').check();
  await page.getByRole('button', { name: 'Not Ready to Invoice', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('which is confirmed');
});

test('periodic milestones are shown before they replace what is on no invoice', async ({ page }) => {
  await openContract(page, 'K-2005');
  await page.getByRole('button', { name: 'Generate Periodic Milestones' }).click();
  const dialog = page.getByRole('dialog', { name: 'Generate Periodic Milestones' });
  await dialog.getByLabel('From', { exact: true }).fill('2027-01-01');
  await dialog.getByLabel('To', { exact: true }).fill('2026-12-31');
  await expect(dialog.getByText('No milestone date lies in this period.')).toBeVisible();
  await dialog.getByLabel('To', { exact: true }).fill('2027-03-31');
  await expect(dialog.getByText('This makes 3 milestones:')).toBeVisible();
  await expect(dialog.locator('tbody tr')).toHaveText([/2027-01-31.*10,000\.00/, /2027-02-28.*10,000\.00/, /2027-03-31.*10,000\.00/]);
  await dialog.getByLabel('Run on').selectOption('Last Friday');
  await dialog.getByLabel('Run 2 on').selectOption('Day 15');
  await expect(dialog.getByText('This makes 7 milestones:')).toBeVisible();
  await dialog.getByLabel('Invoice frequency').selectOption('Biweekly');
  await dialog.getByLabel('Invoice frequency').selectOption('Monthly');
  await expect(dialog.getByText('This makes 3 milestones:')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Generate', exact: true })).toBeDisabled();
  await dialog.getByLabel('Replace the 2 milestones that are on no invoice and were never billed').check();
  await dialog.getByRole('button', { name: 'Generate', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: '3 milestones made.' })).toBeVisible();
  for (const name of ['Concept', '2027-01-31', '2027-02-28', '2027-03-31']) await expect(milestone(page, name)).toBeVisible();
  await expect(milestone(page, 'Prototype')).toHaveCount(0);
  await expect(off(page)).toHaveCount(0);
});

test.describe('whoever only reads', () => {
  test.use({ as: 'anna' });
  test('sees milestones and changes none', async ({ page }) => {
    await openContract(page, 'K-2005');
    await expect(milestone(page, 'Concept')).toContainText('Completed');
    for (const name of ['New milestone', 'Generate Periodic Milestones', 'Edit', 'Delete milestone', 'Ready to Invoice']) {
      await expect(line(page).getByRole('button', { name: new RegExp(`^${name}`) })).toHaveCount(0);
    }
    await open(page, '/billing/milestones');
    await expect(page.getByRole('checkbox')).toHaveCount(0);
    await alive(page);
  });
});
