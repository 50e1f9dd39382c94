import { alive, cells, expect, kept, monday, open, rows, sure, test, typeInto, type Page } from './support';

// What can be undone has Undo in its notice, what can't asks first. These tests follow one another, in a week that the
// demo leaves empty.
test.describe.configure({ mode: 'serial' });

/** So many days from the Monday twelve weeks ago. */
const day = (days: number) => monday(-12, days);
const MINE = `project=GRID&person=Ines&from=${day(0)}&to=${day(6)}`;

async function addRow(page: Page) {
  const form = page.locator('.week-add');
  await form.getByLabel('Project').selectOption({ label: 'GRID' });
  await form.getByLabel('Role').selectOption({ label: 'Consultant' });
  await form.getByRole('button', { name: 'Add row' }).click();
}

/** The notice that says this. */
const said = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text });
/** The way back. */
const undo = (page: Page, done: RegExp) => page.getByRole('button', { name: done });
const anyUndo = (page: Page) => undo(page, /^Undo: /);

test.describe('somebody who records work', () => {
  test.use({ as: 'ines' });

  test('writes notes before the hours, which a reload keeps', async ({ page }) => {
    await open(page, `/time?week=${day(0)}`);
    await addRow(page);
    const notes = page.locator('#cell-0-0 + button');
    await expect(notes).toHaveText('+');
    await notes.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Notes').fill('Written before the hours');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
    await expect(notes).toHaveText('✎');
    await expect(page.getByText('notes without hours yet')).toBeVisible();
    await page.reload();
    await alive(page);
    await expect(page.getByText('notes without hours yet')).toBeVisible();
    await page.locator('#cell-0-0').fill('4');
    await page.locator('#cell-0-0').press('Tab');
    await kept(page, 'cell-0-0');
    await page.locator('#cell-0-1').fill('3');
    await page.locator('#cell-0-1').press('Tab');
    await kept(page, 'cell-0-1');
    await open(page, `/time?week=${day(0)}`);
    await expect(page.locator('.week-total')).toHaveText('7.00');
    await page.locator('#cell-0-0 + button').click();
    await expect(page.getByRole('dialog').getByLabel('Notes')).toHaveValue('Written before the hours');
  });

  test('takes a submission back from its notice, by keyboard', async ({ page }) => {
    await open(page, `/time?week=${day(0)}`);
    await page.getByRole('button', { name: 'Submit this week' }).click();
    await expect(said(page, '2 submitted.')).toBeVisible();
    await undo(page, /^Undo: 2 submitted/).focus();
    await page.keyboard.press('Enter');
    await expect(said(page, '2 recalled; they are drafts again.')).toBeVisible();
    await expect(anyUndo(page)).toHaveCount(0);
    await kept(page, 'cell-0-0');
    await page.getByRole('button', { name: 'Submit this week' }).click();
    await expect(said(page, '2 submitted.')).toBeVisible();
  });

  test('sees the days that no contract bills', async ({ page }) => {
    await open(page, '/time?week=2025-12-29'); // the contract begins on the Thursday
    await addRow(page);
    await expect(page.locator('.week td.outside')).toHaveCount(3);
    await expect(page.locator('.week td.outside').first()).toContainText('outside dates');
    await expect(page.locator('#cell-0-0')).toHaveAccessibleDescription('outside dates');
    await expect(page.locator('#cell-0-3')).toHaveAccessibleDescription('');
    await expect(page.locator('.week-outside')).toContainText('contracts cover this work, but not on this day');
  });
});

test.describe('an approver', () => {
  test('takes an approval back from its notice', async ({ page }) => {
    await open(page, `/approvals?${MINE}`);
    await expect(rows(page)).toHaveCount(2);
    await rows(page).first().getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await expect(said(page, '1 approved')).toBeVisible();
    await expect(rows(page)).toHaveCount(1);
    await undo(page, /^Undo: 1 approved/).click();
    await expect(said(page, '1 no longer approved')).toBeVisible();
    await expect(anyUndo(page)).toHaveCount(0);
    await expect(rows(page)).toHaveCount(2);
  });

  test('is asked before entries go back, and before a comment is lost', async ({ page }) => {
    await open(page, `/approvals?${MINE}`);
    await rows(page).first().getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Reject', exact: true }).click();
    const question = page.getByRole('dialog', { name: 'Reject', exact: true });
    await expect(question).toContainText('1 row');
    await question.getByRole('button', { name: 'Keep it as it is' }).click();
    await expect(rows(page)).toHaveCount(2);

    const comment = page.getByLabel('Comment', { exact: true });
    await comment.fill('Half a word');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Ledger' }).click();
    await page.getByRole('dialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Keep it as it is' }).click();
    await expect(comment).toHaveValue('Half a word');
    await comment.fill('');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Ledger' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ledger');
  });

  test('approves them after all', async ({ page }) => {
    await open(page, `/approvals?${MINE}`);
    await page.getByLabel('Select every row on this page').check();
    await page.getByLabel('Comment', { exact: true }).fill('Thank you');
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await expect(said(page, '2 approved')).toBeVisible();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Ledger' }).click(); // the comment went with them
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ledger');
  });
});

test.describe('whoever bills', () => {
  test.use({ as: 'bruno' });

  test('takes a mark back, and hears why where it is too late', async ({ page, context }) => {
    await open(page, `/billing/backlog?${MINE}&sort=date`);
    await expect(rows(page)).toHaveCount(2);
    const mark = async () => {
      await rows(page).first().getByRole('checkbox').check();
      await page.getByRole('button', { name: 'Ready to Invoice', exact: true }).click();
      await expect(said(page, '1 marked Ready to Invoice.')).toBeVisible();
    };
    await mark();
    await undo(page, /^Undo: 1 marked Ready/).click();
    await expect(said(page, '1 marked Not Ready to Invoice.')).toBeVisible();
    await expect(anyUndo(page)).toHaveCount(0);

    await mark();
    const other = await context.newPage();
    await open(other, `/billing/backlog?${MINE}&status=ready`);
    await expect(rows(other)).toHaveCount(1);
    await rows(other).first().getByRole('checkbox').check();
    await other.getByRole('button', { name: 'Create Invoice' }).click();
    await expect(said(other, '1 row is on drafts now.')).toBeVisible();
    await other.close();
    await undo(page, /^Undo: 1 marked Ready/).click();
    await expect(said(page, '0 marked Not Ready to Invoice.')).toContainText('1 row not changed: It is on the draft invoice');
  });

  test('puts back on a draft what was taken off it; a draft goes only after a question', async ({ page }) => {
    await open(page, `/billing/backlog?${MINE}&status=on_draft`);
    await cells(page, 'status').first().getByRole('link').click();
    await expect(page.getByRole('heading', { level: 1, name: /^Draft \d+ · / })).toBeVisible();
    await expect(rows(page)).toHaveCount(1);
    for (const act of ['Back to backlog', 'Back to backlog, Not Ready']) {
      await rows(page).first().getByRole('checkbox').check();
      await page.getByRole('button', { name: act, exact: true }).click();
      await expect(said(page, '1 detail went back to the backlog.')).toBeVisible();
      await expect(rows(page)).toHaveCount(0);
      await undo(page, /^Undo: 1 detail went back/).click();
      await expect(said(page, '1 detail is on the draft again.')).toBeVisible();
      await expect(rows(page)).toHaveCount(1);
      await expect(page.getByTestId('invoice-total')).toContainText('560.00'); // four hours: the head is read again too
    }
    // Edited here, it would come back as it was approved: that is asked about.
    await typeInto(rows(page).first(), 'notes', 'Agreed by phone');
    await expect(cells(page, 'notes').first()).toHaveText('Agreed by phone');
    await rows(page).first().getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Back to backlog', exact: true }).click();
    const question = page.getByRole('dialog', { name: 'Back to backlog', exact: true });
    await expect(question).toContainText('rows that were edited here');
    await question.getByRole('button', { name: 'Keep it as it is' }).click();
    await expect(rows(page)).toHaveCount(1);

    await page.getByRole('button', { name: 'Delete draft' }).click();
    await sure(page, 'Delete draft');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Invoices');
  });
});
