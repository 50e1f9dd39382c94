import { bringIn, expect, expectNoSideways, markAllReady, open, openContract, rows, test } from './support';

// A contract that is invoiced by itself, and the job that does it: these tests follow one another.
test.describe.configure({ mode: 'serial' });

const CONTRACT = 'K-6004';
const BOOK = {
  'contracts.csv': `contract,name,primary_customer,currency,start_date,requested_delivery_date,status
${CONTRACT},Quay watch,Nordlicht Energie GmbH,EUR,2026-01-01,2026-03-15,Confirmed
`,
  'contract_lines.csv': `contract,line,name,billing_method,project,transaction_classes,contracted_amount,not_to_exceed
${CONTRACT},1,Watch time,Time and Material,QUAY,Time,,
`,
  'contract_line_customers.csv': `contract,line,customer,billing_split_percent,is_rounding,not_to_exceed
${CONTRACT},1,Nordlicht Energie GmbH,100,yes,
`,
};
const HEADER = 'Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,Approved?,First Name,Last Name,Roles,Employee?,Billable Rate,Billable Amount,Cost Rate,Cost Amount,Currency,External Reference URL';
const row = (day: string, notes: string) => `${day},,Quay watch,QUAY,Analysis,${notes},4.00,Yes,No,Yes,Ines,Calder,Consultant,Yes,,,62.50,,EUR,\n`;
const SHEET = `${HEADER}\n${row('2026-01-12', 'First watch')}${row('2026-02-10', 'Second watch')}`;

test.describe('an administrator', () => {
  test.use({ as: 'ada' });

  test('brings a contract with approved work', async ({ page }) => {
    await bringIn(page, { ...BOOK, 'quay.csv': SHEET }, '2 entries approved.');
  });
});

test.describe('a billing administrator', () => {
  test.use({ as: 'bruno', expected: /the server responded with a status of/ }); // refusals, which the browser notes

  test('names an invoice frequency; a second one of its name is refused beside the field', async ({ page }) => {
    await open(page, '/settings/frequencies');
    await page.getByRole('button', { name: 'New Invoice Frequency' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('End of month');
    await dialog.getByRole('button', { name: 'Save' }).click();
    const made = page.getByRole('row', { name: /End of month/ });
    await expect(made).toContainText('Monthly: Day 31');
    await page.getByRole('button', { name: 'New Invoice Frequency' }).click();
    await dialog.getByLabel('Name').fill('END OF MONTH');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toContainText('There is an invoice frequency of this name already.');
    await expectNoSideways(page);
  });

  test('chooses it on a contract line and generates the schedule', async ({ page }) => {
    await openContract(page, CONTRACT);
    await expect(page.getByRole('heading', { name: 'Invoice Schedule' })).toHaveCount(0); // by hand so far
    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await page.locator('[data-line="1"]').getByLabel('Invoice frequency').selectOption('End of month');
    await page.getByRole('button', { name: 'Save' }).click();
    const card = page.getByRole('region', { name: /Invoice Schedule: 1\. Watch time/ });
    await expect(card).toContainText('End of month: Monthly: Day 31');
    await card.getByRole('button', { name: 'Generate Invoice Schedule' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^To/).fill('2025-12-31');
    await expect(dialog).toContainText('It ends before it starts.');
    await dialog.getByLabel(/^To/).fill('2026-03-15');
    await expect(dialog).toContainText('3 days will be on the schedule:');
    await dialog.getByRole('button', { name: 'Generate', exact: true }).click();
    await expect(card.locator('tbody tr')).toHaveText([/2026-01-31.*2026-01-30.*Not Run/s, /2026-02-28.*2026-02-27.*Not Run/s, /2026-03-15.*2026-03-14.*Not Run/s]);
    await card.getByRole('button', { name: 'Add Day' }).click();
    await dialog.getByLabel('Invoice run date').fill('2026-02-28');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toContainText('The line is invoiced on this day already.');
    await dialog.getByLabel('Invoice run date').fill('2026-03-20');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await card.getByRole('button', { name: 'Delete 2026-03-20' }).click();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await expect(card.locator('tbody tr')).toHaveCount(3);
    await expectNoSideways(page);
  });

  test('sets up the job, sees what it would create, and starts it once', async ({ page }) => {
    await markAllReady(page, `contract=${CONTRACT}&status=not_ready`);
    await open(page, '/settings/jobs');
    await page.getByRole('button', { name: 'New', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByLabel('Name')).toHaveValue('Project Operations Create Invoices');
    await expect(dialog.getByLabel('Is Active')).toBeChecked();
    await expect(dialog.getByLabel('Frequency')).toHaveValue('daily');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'Project Operations Create Invoices' }).click();

    await page.getByRole('button', { name: 'Preview' }).click();
    const preview = page.getByRole('region', { name: 'Preview' });
    await preview.getByLabel('Date').fill('2026-02-28');
    await preview.getByRole('button', { name: 'Preview' }).click();
    const previewed = preview.getByRole('row', { name: new RegExp(CONTRACT) });
    await expect(previewed).toHaveText([/2026-01-31.*Nordlicht Energie GmbH.*560\.00/s, /2026-02-28.*Nordlicht Energie GmbH.*560\.00/s]);
    await open(page, `/billing/invoices?contract=${CONTRACT}`);
    await expect(rows(page)).toHaveCount(0); // nothing is written

    await open(page, '/settings/jobs');
    await page.getByRole('link', { name: 'Project Operations Create Invoices' }).click();
    await page.getByRole('button', { name: 'Run Workflow' }).click();
    await dialog.getByRole('button', { name: 'Start' }).click();
    await expect(page.getByText('It is running.')).toBeVisible();
    await page.getByRole('button', { name: 'Run Workflow' }).click();
    await dialog.getByRole('button', { name: 'Start' }).click();
    await expect(page.locator('.notice')).toContainText(/It is already running since .*Nothing was started\./);
    await rows(page).first().getByRole('link').click();
    const result = rows(page).filter({ hasText: CONTRACT });
    await expect(result).toHaveText([/2026-01-31.*Run Successful.*560\.00/s, /2026-02-28.*Run Successful.*560\.00/s, /2026-03-15.*Run Successful.*Nothing to bill/s]);
    await expectNoSideways(page);

    await open(page, `/billing/schedules?contract=${CONTRACT}`);
    await expect(rows(page)).toHaveText([/Run Successful/, /Run Successful/, /Run Successful/]);
    await result.first().getByRole('link').first().click();
    await expect(page.getByRole('region', { name: /Invoice Schedule/ }).getByRole('button', { name: /Delete/ })).toHaveCount(0);
  });

  test('stops it again', async ({ page }) => {
    await open(page, '/settings/jobs');
    await page.getByRole('link', { name: 'Project Operations Create Invoices' }).click();
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(page.getByText('It is stopped.')).toBeVisible();
    await expect(page.getByRole('main')).toContainText('Not started');
  });
});
