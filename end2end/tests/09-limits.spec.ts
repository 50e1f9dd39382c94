import { alive, cells, cents, expect, open, openContract, rows, test, type Page } from './support';

/** The row of a level in the table of limits. */
const level = (page: Page, name: string) => page.getByTestId('levels').getByRole('row').filter({ has: page.getByRole('cell', { name, exact: true }) });

test('from a row that failed to the room it needs, tried first, then done', async ({ page }) => {
  await open(page, '/billing/backlog?contract=K-2004&status=failed');
  await rows(page).first().getByRole('link', { name: 'Make room' }).click();
  await expect(page).toHaveURL(/\/contracts\/\d+\/limits\?row=\d+/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Not-to-Exceed: K-2004/);
  const row = new URL(page.url()).searchParams.get('row') ?? '';
  await expect(level(page, 'Contract line')).toContainText('9,000.00');

  const section = page.getByTestId('make-room');
  const dryRun = page.getByTestId('dry-run');
  await expect(section).toContainText('Contract line lacks');
  await expect(dryRun).toContainText('Release these and it fits');
  const chosen = section.getByRole('checkbox', { checked: true });
  await expect(chosen.first()).toBeVisible();
  const suggested = await chosen.evaluateAll(boxes => boxes.map(box => box.getAttribute('aria-label') ?? ''));
  for (const label of suggested) await section.getByLabel(label, { exact: true }).uncheck();
  await expect(dryRun).toContainText('It does not fit');
  await expect(section.getByRole('button')).toHaveCount(0);
  await page.reload();
  await alive(page);
  await expect(dryRun).toContainText('Release these and it fits');
  await expect(dryRun.getByRole('listitem')).toHaveCount(suggested.length);
  await section.getByRole('button', { name: 'Release and commit' }).click();
  await expect(page.getByRole('status')).toContainText('The row is Committed');
  await expect(page.getByText('This row is within its limits.')).toBeVisible();
  expect(cents((await level(page, 'Contract line').getByRole('cell').last().innerText()) + ' ')).toBeGreaterThanOrEqual(0);

  await open(page, '/billing/backlog?contract=K-2004&status=not_ready&size=200');
  await page.getByLabel(`Select row ${row}`, { exact: true }).check();
  await page.getByRole('button', { name: 'Ready to Invoice', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('1 marked Ready to Invoice.');
});

test('approvals say beforehand whether a limit would hold', async ({ page }) => {
  const validation = () => cells(page, 'nte').first();
  const limit = async (amount: string) => {
    await openContract(page, 'K-2004');
    await page.getByRole('button', { name: 'Limit of Contract', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Limit of Contract' });
    await dialog.getByLabel('Not-to-Exceed').fill(amount);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
    await open(page, '/approvals?project=CARE');
  };
  await open(page, '/approvals?project=CARE');
  await expect(validation()).toHaveText(/^(Success|Failed Contract line)$/);
  const before = await validation().innerText();
  await limit('1');
  await expect(validation()).toHaveText(before.startsWith('Success') ? 'Failed Contract' : before);
  await limit('');
  await expect(validation()).toHaveText(before);
  await open(page, '/approvals?project=GRID');
  await expect(validation()).toHaveText('Not Applicable');
});

test('a limit is set at any level, and refused where it can not be', async ({ page }) => {
  await openContract(page, 'K-2004');
  const edit = () => page.getByRole('button', { name: 'Limit of Contract', exact: true });
  await edit().click();
  const dialog = page.getByRole('dialog', { name: 'Limit of Contract' });
  await dialog.getByLabel('Not-to-Exceed').fill('-5');
  await expect(dialog.getByRole('alert')).toContainText('Not-to-Exceed is out of range');
  await dialog.getByLabel('Not-to-Exceed').fill('20000');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('row').filter({ has: page.getByRole('cell', { name: 'Contract', exact: true }) })).toContainText('20,000.00 EUR');
  await page.getByRole('link', { name: 'What uses these limits' }).click();
  await expect(level(page, 'Contract')).toContainText('20,000.00');
  await page.getByRole('link', { name: 'Set limits' }).click();
  await edit().click();
  await dialog.getByLabel('Not-to-Exceed').fill('');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
});

test.describe('an accountant', () => {
  test.use({ as: 'anna' });
  test('sees the limits and changes none', async ({ page }) => {
    await openContract(page, 'K-2004');
    await expect(page.getByRole('button', { name: /^Limit of/ })).toHaveCount(0);
    await page.getByRole('link', { name: 'What uses these limits' }).click();
    await expect(level(page, 'Contract line')).toContainText('9,000.00');
    await page.getByTestId('failed').getByRole('link', { name: 'Make room' }).first().click();
    await expect(page.getByTestId('dry-run')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Release and commit' })).toHaveCount(0);
  });
});
