import { cells, expect, open, rows, sure, test, yes } from './support';

test('one entry is approved and its sales are in the backlog', async ({ page }) => {
  await open(page, '/approvals?project=PORTAL');
  const date = await cells(page, 'date').first().innerText();
  const before = await page.locator('.grid-summary > .grid-total').innerText();
  await rows(page).first().getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('1 approved; their unbilled sales are in the billing backlog.');
  await expect(page.locator('.grid-summary > .grid-total')).not.toHaveText(before);
  await page.getByRole('status').getByRole('link', { name: 'Go to the billing backlog' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Time and Material Billing Backlog');
  await open(page, `/billing/backlog?project=PORTAL&from=${date}&to=${date}`);
  await expect(rows(page)).toHaveCount(1);
});

test.describe('all that match', () => {
  test.use({ expected: /409/ });

  test('are approved only as many as were seen', async ({ page, context }) => {
    const query = '/approvals?state=submitted&project=BERTH';
    await open(page, query);
    await page.getByLabel('Select every row on this page').check();
    await page.getByRole('button', { name: 'Select all matching' }).click();
    const other = await context.newPage();
    await open(other, query);
    const before = await rows(other).count();
    expect(before).toBeGreaterThan(1);
    await rows(other).first().getByRole('checkbox').check();
    await other.getByRole('button', { name: 'Reject', exact: true }).click();
    await sure(other, 'Reject');
    await expect(other.getByRole('status').first()).toContainText('returned');
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await yes(page, 'Approve');
    await expect(page.getByRole('status').first()).toContainText('What you selected has changed');
    await expect(page.locator('.grid-total')).toBeVisible();
    await other.close();
  });
});

test('all matching of a project are approved at once', async ({ page }) => {
  await open(page, '/approvals?project=BERTH');
  const all = Number(/^(\d+) rows/.exec(await page.locator('.grid-summary > .grid-total').innerText())?.[1]);
  await page.getByLabel('Select every row on this page').check();
  await page.getByRole('button', { name: 'Select all matching' }).click();
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Approve', exact: true })).toContainText(new RegExp(`: ${all} rows · [\\d,.]+.h`));
  await yes(page, 'Approve');
  await expect(page.getByRole('status')).toContainText(`${all} approved`);
  await expect(page.locator('.empty')).toContainText('Nothing here. In all:');
});

test('before deciding, hours and type are edited; bad input is refused beside its field', async ({ page }) => {
  await open(page, '/approvals?project=GRID');
  const opener = rows(page).first().getByRole('button', { name: 'Edit' });
  await opener.click();
  const dialog = page.getByRole('dialog', { name: 'Before you decide' });
  const hours = dialog.getByLabel('Billable quantity');
  await hours.fill('three');
  await expect(hours).toHaveAttribute('aria-invalid', 'true');
  await expect(dialog.getByText('Billable quantity is not a number. Write it like 1234.56.')).toBeVisible();
  await hours.fill('1.25');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(cells(page, 'billable').first()).toHaveText('1.25');
});

test('entries go back to their authors with a comment', async ({ page }) => {
  await open(page, '/approvals?project=GRID');
  await rows(page).last().getByRole('checkbox').check();
  await page.getByLabel('Comment', { exact: true }).fill('Which part?');
  await page.getByRole('button', { name: 'Reject', exact: true }).click();
  await sure(page, 'Reject');
  await expect(page.getByRole('status')).toContainText('1 returned to their authors.');
  await open(page, '/approvals?state=returned&project=GRID&columns=date,project,state,comment');
  await expect(cells(page, 'comment').first()).toHaveText('Which part?');
});
