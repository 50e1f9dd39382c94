import { cells, createDraft, expect, expectNoSideways, kept, markAllReady, monday, open, rows, sure, test, type Page } from './support';

const WEEK = monday(3);

async function addRow(page: Page, project: string, role: string) {
  const form = page.locator('.week-add');
  await form.getByLabel('Project').selectOption({ label: project });
  await form.getByLabel('Role').selectOption({ label: role });
  await form.getByRole('button', { name: 'Add row' }).click();
}

test.describe('somebody who records work', () => {
  test.use({ as: 'ines', expected: /the server responded with a status of/ }); // refusals, which the browser notes

  test('fills a week by keyboard, submits it, recalls it', async ({ page }) => {
    await open(page, `/time?week=${WEEK}`);
    await addRow(page, 'GRID', 'Consultant');
    await addRow(page, 'CARE', 'Architect');
    await page.locator('#cell-0-0').focus();
    await page.keyboard.type('7.5');
    await page.keyboard.press('ArrowRight');
    await expect(page.locator('#cell-0-1')).toBeFocused();
    await page.keyboard.type('8');
    await page.keyboard.press('Enter');
    await expect(page.locator('#cell-1-1')).toBeFocused();
    await page.keyboard.type('1,25');
    await page.keyboard.press('ArrowUp');
    await expect(page.locator('#cell-0-1')).toBeFocused();
    await page.keyboard.press('ArrowLeft');
    await expect(page.locator('#cell-0-0')).toBeFocused();
    for (const cell of ['cell-0-0', 'cell-0-1', 'cell-1-1']) await kept(page, cell);
    await expect(page.locator('.week-total')).toHaveText('16.75');
    await open(page, `/time?week=${WEEK}`);
    await expect(page.locator('.week-total')).toHaveText('16.75');

    await page.getByRole('button', { name: 'Submit this week' }).click();
    await expect(page.getByRole('status').first()).toContainText('3 submitted.');
    await expect(page.locator('#cell-1-0')).toHaveAttribute('readonly', ''); // in order of projects now: CARE, GRID
    await page.getByRole('button', { name: 'Recall this week' }).click();
    await expect(page.getByRole('status').first()).toContainText('3 recalled; they are drafts again.');
    await page.getByRole('button', { name: 'Submit this week' }).click();
    await expect(page.getByRole('status').first()).toContainText('3 submitted.');
  });

  test('is told beside the cell what is wrong, and works on a phone', async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open(page, `/time?week=${monday(5)}`);
    await addRow(page, 'GRID', 'Consultant');
    const cell = page.locator('#cell-0-2');
    for (const [typed, said] of [
      ['-1', 'Quantity is out of range'],
      ['NaN', 'Quantity is not a number.'],
      ['0', 'Quantity must be more than zero.'],
      ['1000000000000000000', 'Quantity is out of range'],
    ]) {
      await cell.fill(typed);
      await expect(page.getByRole('alert').filter({ hasText: said })).toBeVisible();
      await expect(cell).toHaveAttribute('aria-invalid', 'true');
    }
    await cell.fill('25');
    await expect(page.locator('.week')).toContainText('25.00');
    await cell.press('Tab');
    await kept(page, 'cell-0-2');
    await expectNoSideways(page);
    await cell.fill('');
    await cell.press('Tab');
    await expect(page.locator('.week-cell').filter({ has: cell })).toHaveAttribute('data-state', '');
  });

  test('writes an expense down and submits it', async ({ page }) => {
    await open(page, '/expenses');
    await page.getByRole('button', { name: 'Add an expense' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add an expense' });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog.getByText('Project is missing.')).toBeVisible();
    await dialog.getByLabel('Project').selectOption({ label: 'GRID' });
    await dialog.getByLabel('Category').selectOption({ label: 'Travel' });
    await dialog.getByLabel('Date').fill(monday(-2));
    await dialog.getByLabel('Quantity').fill('200');
    await dialog.getByLabel('Unit', { exact: true }).fill('km');
    await dialog.getByLabel('Cost per unit').fill('0.40');
    await dialog.getByLabel('Notes').fill('A trip of two hundred');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
    const row = rows(page).filter({ hasText: 'A trip of two hundred' });
    await expect(row).toContainText('Draft');
    await row.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Submit', exact: true }).click();
    await expect(page.getByRole('status').first()).toContainText('1 submitted.');
    await expect(row).toContainText('Submitted');
  });
});

test('less is approved than was worked; a cancelled approval goes back to the approver', async ({ page }) => {
  await open(page, `/approvals?project=GRID&person=Ines&from=${WEEK}`);
  await expect(rows(page)).toHaveCount(2);
  await rows(page).first().getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: 'Before you decide' });
  await dialog.getByLabel('Billable quantity').fill('5');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(cells(page, 'billable').first()).toHaveText('5.00');
  await rows(page).first().getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(page.getByRole('status').first()).toContainText('1 approved');
  await open(page, `/billing/backlog?project=GRID&from=${WEEK}`);
  await expect(rows(page)).toHaveCount(2); // 5 chargeable, 2.5 not

  await open(page, `/approvals?state=approved&project=GRID&person=Ines&from=${WEEK}`);
  await rows(page).first().getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Cancel approval' }).click();
  await sure(page, 'Cancel approval');
  await expect(page.getByRole('status').first()).toContainText('1 no longer approved');
  await open(page, `/billing/backlog?project=GRID&from=${WEEK}`);
  await expect(rows(page)).toHaveCount(0);
});

test('an expense goes from its author to an invoice', async ({ page }) => {
  await open(page, '/approvals?class=expense&notes=two hundred');
  await rows(page).first().getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(page.getByRole('status').first()).toContainText('1 approved');
  const day = monday(-2);
  await markAllReady(page, `project=GRID&person=Ines&from=${day}&to=${day}`);
  await createDraft(page, 'K-2001');
  await expect(page.locator('main')).toContainText('120.00'); // 200 km at 0.60
});

test.describe('an administrator', () => {
  test.use({ as: 'ada', expected: /the server responded with a status of/ });

  test('posts a fee, which waits in the backlog', async ({ page }) => {
    await open(page, '/journals');
    const form = page.locator('form.journal');
    await form.getByRole('button', { name: 'Post', exact: true }).click();
    await expect(form.getByText('Description is missing.')).toBeVisible();
    await form.getByLabel('Description').fill('Fees of the quarter');
    await form.getByLabel('Project').selectOption({ label: 'GRID' });
    await form.getByLabel('Category').selectOption({ label: 'Set-up' });
    await form.getByLabel('Date').fill(monday(-1));
    await form.getByLabel('Price').fill('750');
    await form.getByRole('button', { name: 'Post', exact: true }).click();
    await expect(page.getByRole('status').first()).toContainText('is posted: 1 row in the ledger.');
    await page.getByRole('link', { name: 'Open its lines' }).click();
    await expect(rows(page)).toHaveCount(1);
    await expect(rows(page).first()).toContainText('Fee');
  });

  test('corrects an approved entry after a preview', async ({ page }) => {
    await open(page, '/approvals?state=approved&project=CARE&person=Yuki&sort=date&desc=1');
    await rows(page).first().getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Correct…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Correct entries' });
    await dialog.getByLabel('Project').selectOption({ label: 'GRID' });
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await expect(dialog.getByText(/^1 would be corrected. \d+ rows of the ledger.$/)).toBeVisible();
    await dialog.getByRole('button', { name: 'Correct', exact: true }).click();
    await expect(page.getByRole('status').first()).toContainText('1 corrected.');
  });
});
