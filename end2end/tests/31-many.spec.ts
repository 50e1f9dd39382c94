import { bringIn, cells, doesAtOnce, expect, open, openFirstDraft, rows, sure, test, yes, type Page } from './support';

// Contracts of their own, billed together in the background: these tests follow one another.
test.describe.configure({ mode: 'serial' });

const CONTRACTS = ['K-7001', 'K-7002', 'K-7003'];
const CODES = ['MOLE', 'BUOY', 'DOCK'];
const HEADER = 'Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,Approved?,First Name,Last Name,Roles,Employee?,Billable Rate,Billable Amount,Cost Rate,Cost Amount,Currency,External Reference URL';
const sheet = [
  HEADER,
  ...CODES.map((code, n) => `2026-10-0${n + 1},,${code} works,${code},Works,Many at once,${n + 2}.00,Yes,No,Yes,Ines,Calder,Consultant,Yes,,,62.50,,EUR,`),
  '',
].join('\n');

async function all(page: Page) {
  await page.getByLabel('Select every row on this page').check();
  await page.getByRole('button', { name: 'Select all matching' }).click();
}

const BOOK = {
  'contracts.csv': ['contract,name,primary_customer,currency,start_date,requested_delivery_date,status', ...CONTRACTS.map((number, n) => `${number},${CODES[n]} works,Nordlicht Energie GmbH,EUR,2026-01-01,,Confirmed`), ''].join('\n'),
  'contract_lines.csv': [
    'contract,line,name,billing_method,project,transaction_classes,contracted_amount,not_to_exceed',
    ...CONTRACTS.map((number, n) => `${number},1,Works,Time and Material,${CODES[n]},Time,,`),
    '',
  ].join('\n'),
  'contract_line_customers.csv': [
    'contract,line,customer,billing_split_percent,is_rounding,not_to_exceed',
    ...CONTRACTS.map((number) => `${number},1,Nordlicht Energie GmbH,100,yes,`),
    '',
  ].join('\n'),
  'many.csv': sheet,
};

const bell = (page: Page) => page.getByTestId('bell');

test.describe('an administrator', () => {
  test.use({ as: 'ada' });

  test('brings in contracts with work', async ({ page }) => {
    await bringIn(page, BOOK, '3 entries approved.');
  });
});

test.describe('a biller', () => {
  test.use({ as: 'bruno' });

  test('marks the work Ready', async ({ page }) => {
    await open(page, '/billing/backlog?contract=K-700&status=not_ready');
    await expect(rows(page)).toHaveCount(3);
    await all(page);
    await page.getByRole('button', { name: 'Ready to Invoice', exact: true }).click();
    await yes(page, 'Ready to Invoice');
    await expect(page.getByRole('status')).toContainText('3 marked Ready to Invoice.');
  });
});

test.describe('an administrator', () => {
  test.use({ as: 'ada' });
  test('has more than one row done in the background', async ({ page }) => doesAtOnce(page, '1'));
});

test.describe('a biller', () => {
  test.use({ as: 'bruno' });

  test('creates drafts of all that match, follows it, and is told by the bell', async ({ page }) => {
    await open(page, '/contracts?contract=K-700');
    await expect(rows(page)).toHaveCount(3);
    await all(page);
    await page.getByRole('button', { name: 'Create Project Invoices' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create Project Invoices' });
    await expect(dialog.getByTestId('to-invoice')).toContainText('3 contracts with something Ready to Invoice');
    await expect(dialog.getByTestId('to-invoice')).toContainText('1 customer');
    await expect(dialog).toContainText('It may take a while');
    await dialog.getByRole('button', { name: /^Create / }).click();
    await expect(page.getByRole('status')).toContainText('Begun: 0 of 3 rows so far.');
    await expect(bell(page)).toContainText('1 done');
    await bell(page).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('In the background');
    await expect(bell(page)).not.toContainText('done');
    await rows(page).first().getByRole('link').first().click();
    await page.getByRole('link', { name: 'Show its invoices' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Invoices');
    await expect(rows(page)).toHaveCount(3);
  });

  test('confirms them; one that can\'t be says why, and is found by that', async ({ page }) => {
    await open(page, '/billing/invoices?contract=K-7002');
    await openFirstDraft(page);
    await page.getByLabel('Select every row on this page').check();
    await page.getByRole('button', { name: 'Back to backlog' }).first().click();
    await expect(rows(page)).toHaveCount(0);
    await open(page, '/billing/invoices?contract=K-700&state=draft');
    await expect(rows(page)).toHaveCount(3);
    await all(page);
    await page.getByRole('button', { name: 'Confirm invoices' }).click();
    await sure(page, 'Confirm invoices');
    await expect(page.getByRole('status')).toContainText('Begun: 0 of 3 rows so far.');
    await expect(bell(page)).toContainText('1 row refused');
    await page.getByRole('link', { name: 'Watch how far it has come' }).click();
    await expect(page.getByText('There is nothing on this invoice.')).toBeVisible();
    await page.getByRole('link', { name: 'Show failed drafts' }).click();
    await expect(rows(page)).toHaveCount(1);
    await expect(cells(page, 'state')).toContainText('Failed');
    await expect(cells(page, 'state')).toContainText('There is nothing on this invoice.');
    await open(page, '/billing/invoices?contract=K-700&state=confirmed');
    await expect(rows(page)).toHaveCount(2);
  });

  test('deletes what failed', async ({ page }) => {
    await open(page, '/billing/invoices?contract=K-700&state=failed');
    await rows(page).first().getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Delete drafts' }).click();
    await sure(page, 'Delete drafts');
    await expect(page.getByRole('status')).toContainText('Deleted 1 draft.');
    await expect(rows(page)).toHaveCount(0);
  });
});

test.describe('an administrator', () => {
  test.use({ as: 'ada' });
  test('says again what many are', async ({ page }) => doesAtOnce(page, '1000'));
});
