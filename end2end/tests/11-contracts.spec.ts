import { expect, open, test } from './support';

test.use({ as: 'bruno', expected: /the server responded with a status of/ }); // refusals, which the browser notes

test('a customer, a project with tasks, a category and its price', async ({ page }) => {
  await open(page, '/settings/customers');
  await page.getByRole('button', { name: 'Add a customer' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Ostwind Werke');
  await dialog.getByLabel('Country').fill('DEU');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Country is longer than 2 characters. Shorten it.')).toBeVisible();
  await dialog.getByLabel('Country').fill('DE');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('cell', { name: 'Ostwind Werke', exact: true })).toBeVisible();

  await open(page, '/settings/projects');
  await page.getByRole('button', { name: 'Add a project' }).click();
  await dialog.getByLabel('Code').fill('OST');
  await dialog.getByLabel('Tasks').fill('Design\nBuild\n\n');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('cell', { name: 'Build, Design', exact: true })).toBeVisible();

  await open(page, '/settings/prices');
  await page.getByRole('button', { name: 'Add a role, category or product' }).click();
  await dialog.getByLabel('Role, category or product').selectOption('Expense category');
  await dialog.getByLabel('Name').fill('Ferry tickets');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('cell', { name: 'Ferry tickets', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Add a price' }).click();
  await dialog.getByLabel('Transaction classes').selectOption('Expense');
  await dialog.getByLabel('Role, category or product').selectOption('Ferry tickets');
  await dialog.getByLabel('Pricing').selectOption('Markup over cost, %');
  await dialog.getByLabel('Currency').fill('EUR');
  await dialog.getByRole('textbox', { name: /^Price/ }).fill('ten');
  await dialog.getByLabel('Valid from').fill('2026-01-01');
  await dialog.getByLabel('Valid to').fill('2026-12-31');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('is not a number')).toBeVisible();
  await dialog.getByRole('textbox', { name: /^Price/ }).fill('10');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('row', { name: /Ferry tickets.*Markup/ })).toBeVisible();
});

test('a contract is typed with its remarks beside it, saved, confirmed and then read-only', async ({ page }) => {
  await open(page, '/contracts');
  await page.getByRole('link', { name: 'New contract' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('New contract');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Number is missing.')).toBeVisible();

  await page.getByLabel('Number').fill('K-3001');
  await page.getByLabel('Name').first().fill('Turbine study');
  await page.getByLabel('Primary customer').selectOption('Nordlicht Energie GmbH');
  await page.getByLabel('Currency').fill('EUR');
  await page.getByLabel('Start').fill('2026-01-01');
  // three customers, evenly
  for (const [at, name] of ['Nordlicht Energie GmbH', 'Tromsø Shipping AS', 'Harbour & Vale, Architects'].entries()) {
    await page.getByRole('button', { name: 'Add a customer' }).first().click();
    await page.locator('.split-row').nth(at).getByRole('combobox').selectOption(name);
  }
  await expect(page.getByText('The shares total 0 %, not 100 %.')).toBeVisible();
  await page.getByRole('button', { name: 'Evenly Distribute' }).first().click();
  await expect(page.getByText('The shares total 0 %, not 100 %.')).toHaveCount(0);
  await expect(page.getByText('Total 100 %').first()).toBeVisible();

  await page.locator('.split-row').first().getByLabel('Bill-to name').fill('Nordlicht, accounts payable');
  await page.locator('.split-row').first().getByLabel('Bill-to contact').fill('Vera');

  // a line begins with them; a project and class on two lines is said at once (R-APP-2)
  await page.getByRole('button', { name: 'Add a line' }).click();
  const line = page.locator('[data-line="1"]');
  await line.getByLabel('Name').fill('Study time');
  await line.getByRole('combobox', { name: /^Project/ }).selectOption({ label: 'GRID' });
  await expect(line.getByText(/“K-2001” bills this project and class already/)).toBeVisible();
  await line.getByRole('combobox', { name: /^Project/ }).selectOption({ label: 'OST' });
  await expect(line.getByText(/bills this project and class already/)).toHaveCount(0);
  await line.getByLabel('Expense', { exact: true }).check();
  await line.getByLabel('Not-to-Exceed').first().fill('-5');
  await expect(line.getByText(/Not-to-Exceed is out of range/)).toBeVisible();
  await line.getByLabel('Not-to-Exceed').first().fill('9000');
  await page.getByRole('button', { name: 'Save' }).click();

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('K-3001 Turbine study');
  await expect(page.getByRole('heading', { name: '1. Study time' })).toBeVisible();
  await page.getByRole('button', { name: 'Confirm contract' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Confirm contract' }).click();
  await expect(page.getByRole('button', { name: 'Delete contract' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Edit' }).click();
  await expect(page.getByText('This contract is confirmed')).toBeVisible();
  await expect(page.getByLabel('Number')).toBeDisabled();
  await page.locator('[data-line="1"]').getByLabel('Not-to-Exceed').first().fill('12000');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('12,000.00').first()).toBeVisible();
  await page.getByRole('link', { name: 'Edit' }).click();
  const first = page.locator('.split-row').first();
  await expect(first.getByLabel('Bill-to name')).toHaveValue('Nordlicht, accounts payable');
  await first.getByLabel('Bill-to contact').fill('Vera Lund'); // of a confirmed contract too
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('K-3001 Turbine study');
});

test('two tabs on the same contract: the later save is refused and nothing is lost', async ({ page, context }) => {
  await open(page, '/contracts');
  await page.getByRole('link', { name: 'K-3001' }).click();
  await page.getByRole('link', { name: 'Edit' }).click();
  await expect(page.getByLabel('Name').first()).toHaveValue('Turbine study');
  const other = await context.newPage();
  await open(other, page.url());
  await other.getByLabel('Name').first().fill('Turbine study, second part');
  await other.getByRole('button', { name: 'Save' }).click();
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('K-3001 Turbine study, second part');
  await page.getByLabel('Name').first().fill('Mine');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Somebody else changed this in the meantime.')).toBeVisible();
  await expect(page.getByLabel('Name').first()).toHaveValue('Mine');
});

test('milestones of a draft follow its shares; a lost contract has none Ready', async ({ page }) => {
  const line = () => page.locator('[data-line="1"]');
  await open(page, '/contracts/new');
  await page.getByLabel('Number').fill('K-3002');
  await page.getByLabel('Name').first().fill('Fixed study');
  await page.getByLabel('Primary customer').selectOption('Nordlicht Energie GmbH');
  await page.getByLabel('Currency').fill('EUR');
  await page.getByLabel('Start').fill('2026-01-01');
  // Without a customer: said where customers are added.
  await page.getByRole('button', { name: 'Save' }).click();
  const customers = page.locator('section', { has: page.getByRole('heading', { name: 'Customers', exact: true }) });
  await expect(customers.getByRole('alert')).toHaveText('Customer is missing.');
  for (const [at, name] of ['Nordlicht Energie GmbH', 'Tromsø Shipping AS'].entries()) {
    await page.getByRole('button', { name: 'Add a customer' }).first().click();
    await page.locator('.split-row').nth(at).getByRole('combobox').selectOption(name);
  }
  await page.getByRole('button', { name: 'Evenly Distribute' }).first().click();
  await page.getByRole('button', { name: 'Add a line' }).click();
  await line().getByLabel('Name').fill('Fixed');
  await line().getByLabel('Billing method').selectOption('Fixed Price');
  await line().getByRole('combobox', { name: /^Project/ }).selectOption({ label: 'OST' });
  await line().getByLabel('Time', { exact: true }).uncheck();
  await line().getByLabel('Fee', { exact: true }).check();
  await line().getByLabel('Contracted amount').fill('1000');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('K-3002 Fixed study');
  await page.getByRole('button', { name: 'New milestone' }).click();
  const dialog = page.getByRole('dialog', { name: 'New milestone' });
  await dialog.getByLabel('Name').fill('All of it');
  await dialog.getByLabel('Date').fill('2026-06-30');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const milestone = page.locator('tr[data-milestone="All of it"]');
  await expect(milestone).toContainText('500.00');

  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  for (const [at, share] of ['70', '30'].entries()) await line().locator('.split-row').nth(at).getByLabel(/^Billing split/).fill(share);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(milestone).toContainText('700.00');
  await expect(milestone).toContainText('300.00');
  await milestone.getByRole('button', { name: /^Ready to Invoice/ }).click();
  await expect(milestone.getByText('Ready to Invoice', { exact: true })).toHaveCount(2);
  await page.getByRole('button', { name: 'Close as lost' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close as lost' }).click();
  await expect(milestone.getByText('Not Ready to Invoice', { exact: true })).toHaveCount(2);
});

test('a contract has a price for itself', async ({ page }) => {
  await open(page, '/settings/prices');
  await page.getByRole('button', { name: 'Add a price' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Transaction classes').selectOption('Time');
  await dialog.getByLabel('Role, category or product').selectOption('Consultant');
  await dialog.getByLabel('Currency').fill('EUR');
  await dialog.getByRole('combobox', { name: /^Contract/ }).fill('K-9999');
  await dialog.getByRole('textbox', { name: /^Price/ }).fill('135');
  await dialog.getByLabel('Valid from').fill('2034-01-01');
  await dialog.getByLabel('Valid to').fill('2034-12-31');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText(/^Contract is not one of/)).toBeVisible();
  await dialog.getByRole('combobox', { name: /^Contract/ }).fill('K-2001');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await open(page, '/contracts?contract=K-2001');
  await page.getByRole('link', { name: 'K-2001', exact: true }).click();
  await page.getByRole('main').getByRole('link', { name: 'Prices', exact: true }).click();
  await expect(page).toHaveURL(/\/settings\/prices\?contract_id=\d+/);
  await expect(page.getByRole('row', { name: /Consultant.*K-2001.*135\.00/ })).toBeVisible();
});
