import { cents, expect, markAllReady, open, rows, test, today } from './support';

test('the hub leads from a line to its rows, and rows to a draft', async ({ page }) => {
  await markAllReady(page, 'contract=K-2001&status=not_ready');
  await open(page, '/billing/hub?contract=K-2001');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Billing Hub');
  await page.getByRole('link', { name: 'Lines of K-2001' }).click();
  await expect(page).toHaveURL(/[?&]open=\d+/);
  const unfold = page.getByRole('link', { name: 'Lines of K-2001' });
  await expect(unfold).toHaveAttribute('aria-expanded', 'true');
  await expect(unfold).toBeFocused();
  await open(page, `${page.url()}&columns=number,name,ready,time`);
  const time = page.locator('tr.unfolded').first().locator('td[data-column="time"] a');
  const amount = cents(await time.innerText());
  expect(amount).toBeGreaterThan(0);
  await time.click();
  await expect(page).toHaveURL(/\/billing\/backlog\?contract_id=\d+&line=\d+&status=open&billing_type=chargeable&class=time/);
  await expect.poll(async () => cents((await page.locator('.grid-summary > .grid-total').innerText()).split('·').at(-1) ?? '')).toBe(amount);

  await rows(page).nth(0).getByRole('checkbox').check();
  await rows(page).nth(1).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Create Invoice' }).click();
  await expect(page.getByRole('status')).toContainText('2 rows are on drafts now.');
  const draft = page.getByRole('link', { name: /^Open Draft/ });
  const made = await draft.innerText();
  await open(page, '/billing/backlog?contract=K-2001&status=ready&billing_type=chargeable');
  await rows(page).nth(0).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Add to Invoice' }).click();
  await expect(page.getByRole('status')).toContainText('1 row is on drafts now.');
  await expect(draft).toHaveText(made);
  await draft.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Draft \d+ · /);
  await expect(rows(page)).toHaveCount(3);
  await page.getByRole('button', { name: 'Delete draft' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete draft' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Invoices');
});

test('a contract chosen on the hub is invoiced whole', async ({ page }) => {
  await open(page, '/billing/hub?contract=K-2001&has=ready');
  await rows(page).first().getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Create Project Invoices' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create Project Invoices' });
  await expect(dialog.getByTestId('to-draft').getByRole('listitem')).toHaveText([/^K-2001 · .+: [\d,.]+\sEUR$/]);
  const said = (await dialog.getByTestId('to-draft').getByRole('listitem').locator('strong').innerText()).trim();
  // Another day is asked for anew, before anything is created.
  await expect(dialog.getByLabel(/^Invoice date/)).toHaveValue(today().toISOString().slice(0, 10));
  await dialog.getByLabel(/^Invoice date/).fill('1999-01-01');
  await expect(dialog).toContainText('No draft would be created.');
  await expect(dialog.getByRole('button', { name: /^Create/ })).toBeDisabled();
  await dialog.getByLabel(/^Invoice date/).fill('');
  await dialog.getByRole('button', { name: 'Create 1 draft' }).click();
  await expect(page.getByRole('status')).toContainText('1 draft created.');
  await page.getByRole('link', { name: /^Open Draft/ }).click();
  await expect(page.getByTestId('invoice-total')).toContainText(said.replace(/\sEUR/, '')); // what was said is what came
  await page.getByRole('button', { name: 'Delete draft' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete draft' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Invoices');
});

test('lines have the columns of their contract, and unfold without losing the place', async ({ page }) => {
  await open(page, '/billing/hub?size=20');
  const heads = page.locator('.grid thead th[data-column]');
  const names = await heads.evaluateAll(all => all.map(one => one.getAttribute('data-column')));
  for (const number of ['K-2004', 'K-2005']) {
    await page.getByRole('link', { name: `Lines of ${number}` }).click();
    await expect(page.getByRole('link', { name: `Lines of ${number}` })).toHaveAttribute('aria-expanded', 'true');
  }
  const of = (number: string) => page.locator(`tr:has(a:text-is("${number}")) + tr.unfolded`);
  await expect(of('K-2004')).toBeVisible();
  await expect(of('K-2005')).toBeVisible();
  const cellsOf = await of('K-2004').locator('td[data-column]').evaluateAll(all => all.map(one => one.getAttribute('data-column')));
  expect(cellsOf).toEqual(names);
  const right = async (row: string) => page.locator(row).locator('td[data-column="ready"]').first().evaluate(cell => cell.getBoundingClientRect().right);
  expect(await right('tr:has(a:text-is("K-2004"))')).toBe(await right('tr.unfolded'));
  // A limit that is used says how far, and leads to it.
  await expect(page.locator('tr:has(a:text-is("K-2004")) td[data-column="limit"] a')).toHaveText(/^\d+\s%$/);
  // A reload shows the same; a second click folds.
  await page.reload();
  await expect(of('K-2004')).toBeVisible();
  await page.getByRole('link', { name: 'Lines of K-2004' }).press('Enter');
  await expect(of('K-2004')).toHaveCount(0);
  await expect(of('K-2005')).toBeVisible();
  await page.goBack();
  await expect(of('K-2004')).toBeVisible();
});

test('milestones stand with their line, and lead to their list', async ({ page }) => {
  await open(page, '/billing/hub?contract=K-2005');
  await page.getByRole('link', { name: 'Lines of K-2005' }).click();
  const line = page.locator('tr.unfolded').first();
  await expect(line).toContainText('Completed Milestones');
  await open(page, `${page.url()}&columns=number,name,milestones`);
  const milestones = line.locator('td[data-column="milestones"] a');
  const amount = cents(await milestones.innerText());
  expect(amount).toBeGreaterThan(0);
  await milestones.click();
  await expect(page).toHaveURL(/\/billing\/milestones\?contract_id=\d+&status=open&line=\d+/);
  await expect.poll(async () => cents((await page.locator('.grid-summary > .grid-total').innerText()).split('·').at(-1) ?? '')).toBe(amount);
});

test.describe('an accountant', () => {
  test.use({ as: 'anna' });
  test('sees the hub and invoices nothing', async ({ page }) => {
    await open(page, '/billing/hub');
    await page.getByRole('link', { name: /^Lines of/ }).first().click();
    await expect(page.locator('tr.unfolded').first()).toBeVisible();
    await expect(page.getByRole('checkbox')).toHaveCount(0);
  });
});
