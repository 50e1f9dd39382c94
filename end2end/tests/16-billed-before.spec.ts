import { cells, createDraft, expect, open, openContract, rows, sure, test, type Page } from './support';

// A contract that comes from an older system: these tests follow one another.
test.describe.configure({ mode: 'serial' });
test.use({ as: 'bruno', expected: /the server responded with a status of/ });

const milestone = (page: Page, name: string) => page.locator(`tr[data-milestone="${name}"]`);
const retainer = (page: Page, description: string) => page.locator(`tr[data-retainer="${description}"]`);
const line = (page: Page, place: number) => page.getByRole('group', { name: `Line ${place}`, exact: true });

async function addMilestone(page: Page, name: string, day: string, amount: string) {
  await page.getByRole('button', { name: 'New milestone' }).click();
  const dialog = page.getByRole('dialog', { name: 'New milestone' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Date').fill(day);
  await dialog.getByLabel('Amount').fill(amount);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(milestone(page, name)).toContainText('Not Started');
}

/** The fields of a line of what was billed before, up to its contract. */
async function name(page: Page, place: number, type: string, what: string, contract: string) {
  await line(page, place).getByRole('combobox', { name: /^Type/ }).selectOption(type);
  await line(page, place).getByRole('combobox', { name: /^Transaction class/ }).selectOption(what);
  await line(page, place).getByRole('combobox', { name: /^Contract/ }).fill(contract);
  await page.keyboard.press('Tab'); // what is offered lies over what follows
}

test('a contract is planned as if all of it were still to be billed', async ({ page }) => {
  await open(page, '/settings/projects');
  await page.getByRole('button', { name: 'Add a project' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Code').fill('DELTA');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('cell', { name: 'DELTA', exact: true }).first()).toBeVisible();

  await open(page, '/contracts/new');
  await page.getByLabel('Number').fill('K-5001');
  await page.getByLabel('Name').first().fill('Lock gates');
  await page.getByLabel('Primary customer').selectOption('Nordlicht Energie GmbH');
  await page.getByLabel('Currency').fill('EUR');
  await page.getByLabel('Start').fill('2025-01-01');
  await page.getByRole('button', { name: 'Add a customer' }).first().click();
  await page.locator('.split-row').first().getByRole('combobox').selectOption('Nordlicht Energie GmbH');
  await page.getByRole('button', { name: 'Evenly Distribute' }).first().click();
  await page.getByRole('button', { name: 'Add a line' }).click();
  const form = page.locator('[data-line="1"]');
  await form.getByLabel('Name').fill('Gates');
  await form.getByRole('combobox', { name: /^Project/ }).selectOption({ label: 'DELTA' });
  await form.getByLabel('Billing method').selectOption('Fixed Price');
  await form.getByLabel('Contracted amount').fill('3000');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('K-5001 Lock gates');

  await addMilestone(page, 'Survey', '2025-06-30', '2000');
  await addMilestone(page, 'Build', '2026-01-31', '1000');
  await page.getByRole('button', { name: 'New retainer' }).click();
  const prepaid = page.getByRole('dialog', { name: 'New retainer' });
  await prepaid.getByRole('combobox', { name: /^Customer/ }).selectOption({ label: 'Nordlicht Energie GmbH' });
  await prepaid.getByRole('textbox', { name: /^Description/ }).fill('Deposit');
  await prepaid.getByLabel(/^Invoice date/).fill('2025-01-15');
  await prepaid.getByRole('textbox', { name: /^Amount/ }).fill('500');
  await prepaid.getByRole('button', { name: 'Save' }).click();
  await expect(retainer(page, 'Deposit')).toContainText('Not Ready');
  await page.getByRole('button', { name: 'Confirm contract' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Confirm contract' }).click();
  await expect(page.getByRole('button', { name: 'Delete contract' })).toHaveCount(0);
});

test('a journal says what was billed; a wrong line says why, and nothing is posted', async ({ page }) => {
  await open(page, '/journals');
  const form = page.locator('form.journal');
  await form.getByRole('textbox', { name: /^Description/ }).fill('Before Billwright');
  await name(page, 1, 'Billed sales', 'Milestone', 'K-20');
  await line(page, 1).getByRole('combobox', { name: /^Contract/ }).click();
  await expect(form.getByRole('option', { name: /^K-20\d\d · / })).toHaveCount(5); // contracts that may be meant
  await page.keyboard.press('Tab');
  await form.getByRole('button', { name: 'Post', exact: true }).click();
  await expect(line(page, 1).getByText('Milestone is missing.')).toBeVisible();
  await line(page, 1).getByRole('combobox', { name: /^Contract/ }).fill('K-5001');
  await page.keyboard.press('Tab'); // what is offered lies over what follows
  const survey = line(page, 1).getByRole('combobox', { name: /^Milestone/ });
  await expect(survey.locator('option')).toHaveText(['', /Survey · Nordlicht Energie GmbH · 2,000\.00 EUR/, /Build/]);
  await survey.selectOption({ index: 1 });

  await form.getByRole('button', { name: 'Add a line' }).click();
  await name(page, 2, 'Unbilled sales', 'Retainer', 'K-5001');
  await line(page, 2).getByRole('combobox', { name: /^Retainer/ }).selectOption({ index: 1 });
  const left = line(page, 2).getByRole('textbox', { name: /^Still available/ });
  await expect(left).toHaveValue('500');
  await left.fill('500.01');
  await form.getByRole('button', { name: 'Post', exact: true }).click();
  await expect(line(page, 2).getByText('more than the whole retainer, which is 500.00')).toBeVisible();
  await left.fill('300');
  await form.getByRole('button', { name: 'Add a line' }).click();
  await form.getByRole('button', { name: 'Remove the last line' }).click();
  await expect(left).toHaveValue('300'); // as it was typed
  await line(page, 2).getByRole('combobox', { name: /^Contract/ }).fill('K-2005');
  await page.keyboard.press('Tab'); // what is offered lies over what follows
  await expect(left).toHaveValue(''); // another contract: to be chosen again
  await form.getByRole('button', { name: 'Post', exact: true }).click();
  await expect(line(page, 2).getByText('Retainer is missing.')).toBeVisible();
  await line(page, 2).getByRole('combobox', { name: /^Contract/ }).fill('K-5001');
  await page.keyboard.press('Tab'); // what is offered lies over what follows
  await line(page, 2).getByRole('combobox', { name: /^Retainer/ }).selectOption({ index: 1 });
  await expect(left).toHaveValue('500');
  await left.fill('300');
  await form.getByRole('button', { name: 'Post', exact: true }).click();
  await expect(page.getByRole('status').first()).toContainText('is posted: 4 rows in the ledger.');
  await expect(cells(page, 'description')).toHaveText(['Deposit', 'Survey']);

  await page.getByRole('link', { name: 'Its rows in the ledger' }).click();
  await expect(cells(page, 'amount')).toHaveText([/−300\.00/, /−200\.00/, /500\.00/, /2,000\.00/]);
});

test('what was billed before is billed no more, and what is left of it is used', async ({ page }) => {
  await openContract(page, 'K-5001');
  await expect(milestone(page, 'Survey')).toContainText('Completed');
  await expect(retainer(page, 'Deposit')).toContainText('Billed before');
  await open(page, '/billing/retainers/available?contract=K-5001');
  await expect(cells(page, 'available')).toHaveText([/300\.00/]);
  await open(page, '/billing/hub?contract=K-5001');
  await expect(page.locator('main')).toContainText('2,300.00'); // invoiced: the milestone, and what is left of the deposit

  await open(page, '/billing/milestones?contract=K-5001');
  await page.getByLabel('Select every row on this page').check();
  await page.getByRole('button', { name: 'Ready to Invoice', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('It was billed before Billwright');
  await createDraft(page, 'K-5001');
  await expect(page.getByTestId('invoice-total')).toContainText('700.00'); // 1,000 less 300
});

test('cancelling takes it back, but not while a draft uses it', async ({ page }) => {
  await open(page, '/journals?contract=K-5001');
  await page.getByLabel('Select every row on this page').check();
  await page.getByRole('button', { name: 'Cancel openings' }).click();
  await sure(page, 'Cancel openings');
  const said = page.getByRole('status').last();
  await expect(said).toContainText('1 cancelled');
  await expect(said).toContainText('Lock gates'); // the draft that uses the deposit
  await expect(rows(page)).toHaveCount(1);
  await openContract(page, 'K-5001');
  await expect(milestone(page, 'Survey')).toContainText('Not Started');
  await open(page, '/journals?contract=K-5001&state=canceled');
  await expect(cells(page, 'description')).toHaveText(['Survey']);
});
