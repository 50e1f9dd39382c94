import { CONFIRM, cells, expect, kept, markAllReady, monday, open, openContract, rows, test, type Page } from './support';

// A contract's whole way, from nothing to completed milestones: these tests follow one another.
test.describe.configure({ mode: 'serial' });

const DAY = monday(-30); // long before anybody of the demo worked
const CUSTOMERS = ['Nordlicht Energie GmbH', 'Tromsø Shipping AS', 'Harbour & Vale, Architects'];
const section = (page: Page, line: string) => page.getByRole('region', { name: line });
const milestone = (page: Page, name: string) => page.locator(`tr[data-milestone="${name}"]`);

async function addMilestone(page: Page, line: string, name: string, amount: string) {
  await section(page, line).getByRole('button', { name: 'New milestone' }).click();
  const dialog = page.getByRole('dialog', { name: 'New milestone' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Date').fill(DAY);
  await dialog.getByLabel('Amount').fill(amount);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(milestone(page, name)).toContainText('Not Started');
}

/** Everything Ready on the contract, to drafts, each confirmed. */
async function invoiceAll(page: Page, drafts: number) {
  await openContract(page, 'K-4001');
  await page.getByRole('button', { name: 'Create Invoice' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Create Invoice' }).click();
  const links = dialog.getByRole('link', { name: /^Open Draft/ });
  await expect(links).toHaveCount(drafts);
  for (const href of await links.evaluateAll(all => all.map(link => link.getAttribute('href') ?? ''))) {
    await open(page, href);
    await page.getByRole('button', { name: CONFIRM }).click();
    await expect(page.locator('.preview tbody')).toContainText('Billed sales');
    await page.getByRole('button', { name: /one-way$/ }).click();
    await expect(page.getByRole('status')).toContainText('Confirmed as INV-');
  }
}

async function billNext(page: Page, percent: string) {
  await openContract(page, 'K-4001');
  await milestone(page, 'Turbine').getByRole('button', { name: 'Next invoice', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Turbine' });
  await dialog.getByLabel('Next invoice %').fill(percent);
  await dialog.getByRole('button', { name: 'Ready to Invoice' }).click();
  await expect(dialog).toBeHidden();
}

test.describe('a billing administrator', () => {
  test.use({ as: 'bruno', expected: /the server responded with a status of/ });

  test('sets a contract up: three customers, a line with a limit, two with milestones', async ({ page }) => {
    await open(page, '/settings/projects');
    for (const code of ['ALGAE', 'BASIN', 'CREST']) {
      await page.getByRole('button', { name: 'Add a project' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Code').fill(code);
      await dialog.getByRole('button', { name: 'Save' }).click();
      await expect(page.getByRole('cell', { name: code, exact: true }).first()).toBeVisible();
    }

    await open(page, '/contracts/new');
    await page.getByLabel('Number').fill('K-4001');
    await page.getByLabel('Name').first().fill('Tidal power');
    await page.getByLabel('Primary customer').selectOption(CUSTOMERS[0]);
    await page.getByLabel('Currency').fill('EUR');
    await page.getByLabel('Start').fill('2026-01-01');
    for (const [at, name] of CUSTOMERS.entries()) {
      await page.getByRole('button', { name: 'Add a customer' }).first().click();
      await page.locator('.split-row').nth(at).getByRole('combobox').selectOption(name);
    }
    await page.locator('.split-row').nth(2).getByLabel('Rounding').check();
    await page.getByRole('button', { name: 'Evenly Distribute' }).first().click();
    const shares = page.locator('.split-row').getByLabel(/^Billing split/);
    for (const [at, share] of ['33.33', '33.33', '33.34'].entries()) await expect(shares.nth(at)).toHaveValue(share);

    for (const [at, name, project, amount, schedule] of [
      [1, 'Works', 'ALGAE', '', ''],
      [2, 'Design', 'BASIN', '3000', 'Completed Milestones'],
      [3, 'Machines', 'CREST', '1000', 'Progress-based'],
    ] as const) {
      await page.getByRole('button', { name: 'Add a line' }).click();
      const line = page.locator(`[data-line="${at}"]`);
      await line.getByLabel('Name').fill(name);
      await line.getByRole('combobox', { name: /^Project/ }).selectOption({ label: project });
      if (amount) {
        await line.getByLabel('Billing method').selectOption('Fixed Price');
        await line.getByLabel('Invoice schedule type').selectOption(schedule);
        await line.getByLabel('Contracted amount').fill(amount);
      } else {
        await line.getByLabel('Not-to-Exceed').first().fill('1000');
      }
    }
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('K-4001 Tidal power');

    await addMilestone(page, '2. Design', 'Sketch', '2000');
    await addMilestone(page, '2. Design', 'Drawings', '1000');
    await addMilestone(page, '3. Machines', 'Turbine', '1000');
    await expect(milestone(page, 'Sketch')).toContainText('666.60');
    await expect(milestone(page, 'Sketch')).toContainText('666.80');
    await page.getByRole('button', { name: 'Confirm contract' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Confirm contract' }).click();
    await expect(page.getByRole('button', { name: 'Delete contract' })).toHaveCount(0);
  });
});

test.describe('somebody who records work', () => {
  test.use({ as: 'ines' });

  test('writes two days down and submits them', async ({ page }) => {
    await open(page, `/time?week=${DAY}`);
    const form = page.locator('.week-add');
    await form.getByLabel('Project').selectOption({ label: 'ALGAE' });
    await form.getByLabel('Role').selectOption({ label: 'Consultant' });
    await form.getByRole('button', { name: 'Add row' }).click();
    for (const cell of ['cell-0-0', 'cell-0-1']) {
      await page.locator(`#${cell}`).fill('4');
      await page.locator(`#${cell}`).press('Tab');
      await kept(page, cell);
    }
    await page.getByRole('button', { name: 'Submit this week' }).click();
    await expect(page.getByRole('status').first()).toContainText('2 submitted.');
  });
});

// Nobody is named as an approver on this project yet: an administrator decides.
test.describe('an administrator', () => {
  test.use({ as: 'ada', expected: /the server responded with a status of/ });

  test('approves both; one customer’s part of the second is over the limit', async ({ page }) => {
    await open(page, '/approvals?project=ALGAE');
    await expect(cells(page, 'nte')).toHaveText(['Success', 'Success']); // each on its own: 560 of 1,000
    await rows(page).first().getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await expect(page.getByRole('status').first()).toContainText('1 approved');
    await open(page, '/approvals?project=ALGAE');
    await expect(cells(page, 'nte')).toHaveText(['Failed Contract line']);
    await rows(page).first().getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await expect(page.getByRole('status').first()).toContainText('1 approved');
    await open(page, '/billing/backlog?project=ALGAE');
    await expect(rows(page)).toHaveCount(6);
    await open(page, '/billing/backlog?project=ALGAE&status=failed');
    await expect(rows(page)).toHaveCount(1);
    await expect(rows(page).first()).toContainText('187.60');
  });
});

test.describe('a project manager', () => {
  test.use({ as: 'maria', expected: /the server responded with a status of/ });

  test('makes room for it, and marks what fits', async ({ page }) => {
    await open(page, '/billing/backlog?project=ALGAE&status=failed');
    await rows(page).first().getByRole('link', { name: 'Make room' }).click();
    await expect(page.getByTestId('dry-run')).toContainText('Release these and it fits');
    await page.getByTestId('make-room').getByRole('button', { name: 'Release and commit' }).click();
    await expect(page.getByRole('status')).toContainText('The row is Committed');
    await markAllReady(page, 'project=ALGAE&status=not_ready');
    await open(page, '/billing/backlog?project=ALGAE&status=ready');
    await expect(rows(page)).toHaveCount(5);
    await open(page, '/billing/backlog?project=ALGAE&status=failed');
    await expect(rows(page)).toHaveCount(1); // whoever gave way
  });

  test('invoices hours and milestones together; with the last customer a milestone is completed', async ({ page }) => {
    await openContract(page, 'K-4001');
    await milestone(page, 'Sketch').getByRole('button', { name: /^Ready to Invoice/ }).click();
    await expect(milestone(page, 'Sketch')).toContainText('In Progress');
    await invoiceAll(page, 3);
    await openContract(page, 'K-4001');
    await expect(milestone(page, 'Sketch')).toContainText('Completed');
    await expect(milestone(page, 'Drawings')).toContainText('Not Started');
    await open(page, '/billing/backlog?project=ALGAE&status=open');
    await expect(rows(page)).toHaveCount(1);
  });

  test('bills a milestone by percentage, twice', async ({ page }) => {
    await billNext(page, '40');
    await expect(milestone(page, 'Turbine')).toContainText('In Progress');
    await invoiceAll(page, 3);
    await openContract(page, 'K-4001');
    await expect(milestone(page, 'Turbine')).toContainText('400.00 EUR · 40 %');
    await expect(milestone(page, 'Turbine')).toContainText('In Progress');
    await billNext(page, '60');
    await invoiceAll(page, 3);
    await openContract(page, 'K-4001');
    await expect(milestone(page, 'Turbine')).toContainText('1,000.00 EUR · 100 %');
    await expect(milestone(page, 'Turbine')).toContainText('Completed');
    await open(page, '/billing/hub?contract=K-4001');
    await page.getByRole('link', { name: 'Lines of K-4001' }).click();
    const machines = page.locator('tr.unfolded').nth(2);
    await expect(machines).toContainText('Progress-based');
    await expect(machines.locator('td[data-column="not_ready"]')).toHaveText('–');
  });
});
