import { NOBODY, PASSWORD, expect, open, openContract, rows, submitSignIn, test } from './support';

test.describe('an accountant', () => {
  test.use({ as: 'anna' });

  test('reads billing but finds no button that changes it', async ({ page }) => {
    await openContract(page, 'K-2001');
    await expect(page.getByRole('button', { name: 'Create Invoice' })).toHaveCount(0);
    await open(page, '/billing/invoices?state=draft');
    await rows(page).first().getByRole('link').first().click();
    await expect(page.getByRole('heading', { level: 1, name: /^Draft \d+ · / })).toBeVisible();
    for (const name of ['Confirm', 'Edit header', 'Delete draft', 'Edit', 'Rename']) await expect(page.getByRole('button', { name: new RegExp(`^${name}`) })).toHaveCount(0);
    await open(page, '/billing/backlog');
    await expect(rows(page)).toHaveCount(50);
    await expect(page.getByRole('checkbox')).toHaveCount(0);
  });
});

test.describe('an administrator', () => {
  test.use({ as: 'ada', expected: /the server responded with a status of/ }); // a refusal, which the browser notes

  test('says where the company is, by a place', async ({ page }) => {
    await open(page, '/settings/company');
    const zone = page.getByRole('combobox', { name: /^Time zone/ });
    await expect(zone).toHaveValue('Europe/Berlin');
    const day = (timeZone: string) => new Intl.DateTimeFormat('sv-SE', { timeZone }).format(new Date());
    for (const place of ['Pacific/Auckland', 'Pacific/Pago_Pago', 'Europe/Berlin']) {
      await zone.fill(place);
      await page.getByRole('option', { name: place, exact: true }).click();
      const shown = page.waitForResponse(answer => answer.url().endsWith('/api/read_company'));
      await page.locator('footer').getByRole('button', { name: 'Save' }).click();
      await shown; // two of the places may have the same day
      await expect(zone).toHaveValue(place);
      await expect(page.getByText(`Today is ${day(place)} there.`)).toBeVisible();
    }
    await zone.fill('');
    await zone.press('Tab'); // what is offered lies over the button
    await page.locator('footer').getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'Time zone is missing' })).toBeVisible();
  });

  test('adds somebody, who is then refused politely', async ({ page, browser }) => {
    await open(page, '/settings/people');
    const opener = page.getByRole('button', { name: 'Add a person' });
    await opener.click();
    const dialog = page.getByRole('dialog', { name: 'Add a person' });
    await dialog.getByLabel('Name').fill('Rosa Time');
    await dialog.getByLabel('E-mail').fill('rosa@kestrel.example');
    await dialog.getByLabel('Password').fill('short');
    await dialog.getByLabel('Project manager').uncheck();
    await dialog.getByLabel('Resource').check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog.getByText('The password needs at least 10 characters. Any characters do.')).toBeVisible();
    await dialog.getByLabel('Password').fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('row', { name: /Rosa Time/ })).toContainText('Resource');

    const context = await browser.newContext({ storageState: NOBODY });
    const rosa = await context.newPage();
    await rosa.goto('/sign-in');
    await submitSignIn(rosa, 'rosa@kestrel.example', PASSWORD);
    // Somebody else chose her password: nothing else is open before she has one of her own.
    await expect(rosa).toHaveURL('/account');
    await expect(rosa.getByRole('navigation', { name: 'Main' })).toHaveCount(0);
    await open(rosa, '/time');
    await expect(rosa).toHaveURL('/account');
    await rosa.getByLabel('Password so far').fill(PASSWORD);
    await rosa.getByLabel('New password').fill('a password of her own');
    await rosa.getByRole('button', { name: 'Change', exact: true }).click();
    await expect(rosa).toHaveURL('/');
    await expect(rosa.getByRole('navigation', { name: 'Main' }).getByRole('link')).toHaveText(['Today', 'Time', 'Expenses', 'Material']);
    for (const path of ['/billing/backlog', '/billing/invoices', '/billing/invoices/1', '/contracts/1', '/ledger', '/approvals', '/settings/import', '/settings/people']) {
      expect((await open(rosa, path))?.status(), path).toBe(403);
      await expect(rosa.getByRole('heading', { level: 1 })).toHaveText('Not for your role');
      await expect(rosa.getByRole('link', { name: 'Go to Today' })).toBeVisible();
      await expect(rosa.locator('main table tbody tr')).toHaveCount(0);
    }
    await context.close();
  });
});
