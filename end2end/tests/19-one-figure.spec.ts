import { cents, expect, open, openContract, rows, test, type Page } from './support';

// What is ready and what is not is one figure, on the contract's page, in the list of contracts, on the hub and on the
// Today, after every act. Milestones and retainers count.
test.describe.configure({ mode: 'serial' });
test.use({ as: 'bruno' });

const tile = async (page: Page, name: string) => {
  const tile = page.locator('.tile').filter({ has: page.getByText(name, { exact: true }) });
  await expect(tile.locator('strong')).not.toBeEmpty();
  return cents((await tile.innerText()).split('\n').find(line => /EUR/.test(line)) ?? '0.00');
};
const cell = async (page: Page, path: string, number: string, column: string) => {
  await open(page, `${path}?contract=${number}`);
  const text = await rows(page).filter({ hasText: number }).first().locator(`td[data-column="${column}"]`).innerText();
  return cents(text === '–' ? '0.00' : text);
};

async function agree(page: Page, number: string) {
  const all = [];
  for (const [name, column] of [['Not Ready to Invoice', 'not_ready'], ['Ready to Invoice', 'ready']] as const) {
    await openContract(page, number);
    const shown = await tile(page, name);
    expect(await cell(page, '/contracts', number, column), `${number}: ${name} in the list of contracts`).toBe(shown);
    expect(await cell(page, '/billing/hub', number, column), `${number}: ${name} on the hub`).toBe(shown);
    // Today adds all contracts up, as the hub's rows do.
    await open(page, '/');
    const sum = await tile(page, name);
    await open(page, '/billing/hub?size=200&currency=EUR');
    const texts = await page.locator(`.grid tbody tr > td[data-column="${column}"]`).allInnerTexts();
    expect(texts.map(text => (text === '–' ? 0 : cents(text))).reduce((sum, one) => sum + one, 0), `${name} on Today`).toBe(sum);
    all.push(shown);
  }
  return all;
}

test('before anything, after marking, and after a retainer', async ({ page }) => {
  test.slow(); // it looks at four pages three times
  const before = await agree(page, 'K-2005');
  await openContract(page, 'K-2005');
  const open_milestone = page.locator('tr[data-milestone]').filter({ has: page.getByRole('button', { name: /^Ready to Invoice/ }) }).first();
  const name = (await open_milestone.getAttribute('data-milestone')) ?? '';
  await open_milestone.getByRole('button', { name: /^Ready to Invoice/ }).click();
  await expect(page.locator(`tr[data-milestone="${name}"]`).getByRole('button', { name: /^Not Ready to Invoice/ })).toBeVisible();
  // Live on the page itself, and everywhere else.
  await expect.poll(() => tile(page, 'Ready to Invoice')).toBeGreaterThan(before[1] ?? 0);
  const marked = await agree(page, 'K-2005');
  expect(marked[0]! + marked[1]!).toBe(before[0]! + before[1]!);

  await openContract(page, 'K-2005');
  await page.getByRole('button', { name: 'New retainer' }).click();
  const dialog = page.getByRole('dialog', { name: 'New retainer' });
  await dialog.getByRole('textbox', { name: /^Description/ }).fill('One figure');
  await dialog.getByLabel(/^Invoice date/).fill('2026-01-05');
  await dialog.getByRole('textbox', { name: /^Amount/ }).fill('123.45');
  const customer = dialog.getByRole('combobox', { name: /^Customer/ });
  if (await customer.count()) await customer.selectOption({ index: 1 });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('tr[data-retainer="One figure"]')).toBeVisible();
  await expect.poll(() => tile(page, 'Not Ready to Invoice')).toBe(marked[0]! + 12345);
  expect(await agree(page, 'K-2005')).toEqual([marked[0]! + 12345, marked[1]]);
});

test('the ledger adds no cost to sales, the backlog no hours to anything else', async ({ page }) => {
  await open(page, '/ledger');
  await expect(page.locator('.grid-summary')).toContainText(/rows · Cost [\d,.−]+.EUR .*· Unbilled sales [\d,.−]+.EUR/);
  await open(page, '/billing/backlog?status=posted');
  await expect(rows(page).first().locator('td[data-column="status"]')).toHaveText('Customer Invoice Posted');
  await open(page, '/billing/backlog');
  await expect(page.locator('td[data-column="status"]').filter({ hasText: 'Posted' })).toHaveCount(0);
  await expect(page.locator('.grid-summary')).toContainText(/rows · [\d,.]+.h/);
});

test('a billing administrator reaches Correct entries', async ({ page }) => {
  await open(page, '/');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Approvals' }).click();
  await page.getByLabel('Status').selectOption('Approved');
  await expect(page).toHaveURL(/state=approved/);
  await expect(page.locator('td[data-column="state"]').filter({ hasNotText: 'Approved' })).toHaveCount(0);
  await rows(page).first().getByRole('checkbox').check();
  await expect(page.getByRole('button', { name: 'Approve', exact: true })).toHaveCount(0);
  await page.getByRole('button', { name: 'Correct…' }).click();
  await expect(page.getByRole('dialog', { name: 'Correct entries' })).toBeVisible();
});
