import { expect, expectNoSideways, kept, monday, open, rows, test } from './support';

const WEEK = monday(9);

test.describe.configure({ mode: 'serial' }); // one story, told by several people

test.describe('an administrator', () => {
  test.use({ as: 'ada', expected: /the server responded with a status of/ }); // refusals, which the browser notes

  test('says from how many entries on approval runs in the background', async ({ page }) => {
    await open(page, '/approvals');
    const form = page.locator('form.setting');
    const field = form.getByLabel('Approve in the background from so many entries on');
    await expect(field).toHaveValue('1000');
    for (const [typed, said] of [
      ['', 'is missing.'],
      ['-1', 'must be a whole number from 0 to 1000000.'],
      ['1.5', 'must be a whole number from 0 to 1000000.'],
      ['1000001', 'must be a whole number from 0 to 1000000.'],
    ]) {
      await field.fill(typed);
      await form.getByRole('button', { name: 'Save' }).click();
      await expect(form.getByRole('alert')).toContainText(said);
      await expect(field).toHaveAttribute('aria-invalid', 'true');
    }
    await field.fill('0');
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Kept.')).toBeVisible();
    await open(page, '/approvals');
    await expect(field).toHaveValue('0');

    // A price that no ledger row can hold, once it is marked up: what is bad about one record is found when it is approved.
    await open(page, '/settings/prices');
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Add a role, category or product' }).click();
    await dialog.getByLabel('Role, category or product').selectOption('Expense category');
    await dialog.getByLabel('Name').fill('Crane hire');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('cell', { name: 'Crane hire', exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Add a price' }).click();
    await dialog.getByLabel('Transaction classes').selectOption('Expense');
    await dialog.getByLabel('Role, category or product').selectOption('Crane hire');
    await dialog.getByLabel('Pricing').selectOption('Markup over cost, %');
    await dialog.getByLabel('Currency').fill('EUR');
    await dialog.getByRole('textbox', { name: /^Price/ }).fill('50');
    await dialog.getByLabel('Valid from').fill('2020-01-01');
    await dialog.getByLabel('Valid to').fill('2035-12-31');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('row', { name: /Crane hire.*Markup/ })).toBeVisible();
  });
});

test.describe('somebody who records work', () => {
  test.use({ as: 'ines' });

  test('submits work on two projects', async ({ page }) => {
    await open(page, `/time?week=${WEEK}`);
    for (const [project, role] of [['GRID', 'Consultant'], ['CARE', 'Architect']]) {
      const form = page.locator('.week-add');
      await form.getByLabel('Project').selectOption({ label: project });
      await form.getByLabel('Role').selectOption({ label: role });
      await form.getByRole('button', { name: 'Add row' }).click();
    }
    for (const cell of ['cell-0-0', 'cell-0-1', 'cell-1-1']) {
      await page.locator(`#${cell}`).fill('7');
      await page.locator(`#${cell}`).press('Tab');
      await kept(page, cell);
    }
    await page.getByRole('button', { name: 'Submit this week' }).click();
    await expect(page.getByRole('status').first()).toContainText('3 submitted.');

    await open(page, '/expenses');
    await page.getByRole('button', { name: 'Add an expense' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add an expense' });
    await dialog.getByLabel('Project').selectOption({ label: 'GRID' });
    await dialog.getByLabel('Category').selectOption({ label: 'Crane hire' });
    await dialog.getByLabel('Date').fill(WEEK);
    await dialog.getByLabel('Quantity').fill('1');
    await dialog.getByLabel('Unit', { exact: true }).fill('day');
    await dialog.getByLabel('Cost per unit').fill('9999999999');
    await dialog.getByLabel('Notes').fill('The largest crane there is');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
    await rows(page).filter({ hasText: 'The largest crane there is' }).getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Submit', exact: true }).click();
    await expect(page.getByRole('status').first()).toContainText('1 submitted.');
  });
});

test('all matching of two projects are approved in the background; what fails says why', async ({ page }) => {
  await open(page, `/approvals?from=${WEEK}`);
  await expect(rows(page)).toHaveCount(4);
  await page.getByLabel('Select every row on this page').check();
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  const said = page.getByRole('status').first();
  await expect(said).toContainText('4 entries of 2 projects are being approved.');
  await said.getByRole('link', { name: 'Watch how far they have come' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('In the background');
  await expect(page.getByRole('status').first()).toHaveText('Nothing is going on.'); // the page follows by itself
  const care = rows(page).filter({ hasText: 'CARE' }).first();
  const grid = rows(page).filter({ hasText: 'GRID' }).first();
  await expect(care.locator('td[data-column="state"]')).toHaveText('Done');
  await expect(grid.locator('td[data-column="state"]')).toContainText('Done, some refused');
  await expect(grid.locator('td[data-column="refused"]')).toHaveText('1');
  await expectNoSideways(page);

  await grid.locator('td[data-column="refused"]').getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Approve entries, \d+$/);
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).first()).toContainText('The largest crane there is');
  await expect(rows(page).first()).toContainText('What it cost, marked up, comes to a price of ten thousand million or more.');
  await expect(rows(page).first().locator('td[data-column="now"]')).toContainText('Submitted');
  await page.getByRole('link', { name: 'Open them in Approvals' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Approvals');
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).first()).toContainText('The largest crane there is');
});

test.describe('another approver', () => {
  test.use({ as: 'ada', expected: /the server responded with a status of/ }); // nothing is left to retry

  test('mends what was wrong and retries, without the one who asked', async ({ page }) => {
    await open(page, '/settings/prices?name=Crane');
    await page.getByRole('row', { name: /Crane hire.*Markup/ }).getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: /^Price/ }).fill('0');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();

    await open(page, '/background?kind=approve_set&state=done_with_refusals');
    await rows(page).first().getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Retry failed' }).click();
    await expect(page.locator('.notice')).toContainText('1 entry of 1 project is being approved.');
    await open(page, '/background?kind=approve_set');
    const retried = rows(page).first();
    await expect(retried).toContainText(/retries \d+/);
    await expect(retried.locator('td[data-column="person"]')).toHaveText('Ada Lind');
    await expect(retried.locator('td[data-column="state"]')).toContainText('Done');
    await expect(retried.locator('td[data-column="done"]')).toHaveText('1');

    await retried.getByRole('link', { name: /UTC/ }).click();
    await expect(page.getByText('Nothing was refused so far.')).toBeVisible();
    await open(page, '/background?kind=approve_set&state=done_with_refusals');
    await rows(page).first().getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Retry failed' }).click();
    await expect(page.locator('.notice')).toContainText('Nothing that failed is still submitted');

    await open(page, '/approvals');
    await page.locator('form.setting').getByRole('textbox').fill('1000');
    await page.locator('form.setting').getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Kept.')).toBeVisible();
  });
});
