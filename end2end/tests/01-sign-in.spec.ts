import { NOBODY, PASSWORD, PEOPLE, expect, rows, submitSignIn, test } from './support';

test.describe('signed out', () => {
  test.use({ storageState: NOBODY });

  test('a page asks to sign in first, then goes on to itself', async ({ page }) => {
    await page.goto('/billing/backlog?status=ready&sort=amount');
    await expect(page).toHaveURL(/\/sign-in\?next=/);
    await submitSignIn(page, PEOPLE.maria, PASSWORD);
    await expect(page).toHaveURL('/billing/backlog?status=ready&sort=amount');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Time and Material Billing Backlog');
  });

  test('a wrong password and an unknown e-mail get the same answer', async ({ page }) => {
    await page.goto('/sign-in');
    const said: string[] = [];
    for (const email of [PEOPLE.anna, 'nobody@kestrel.example']) {
      await submitSignIn(page, email, 'not the password');
      await expect(page).toHaveURL(/error=failed/);
      said.push(await page.getByRole('alert').innerText());
    }
    expect(said[0]).toBe('E-mail and password do not match. Check both and try again.');
    expect(said[1]).toBe(said[0]);
  });

  test('somebody else’s site is no place to go on to', async ({ page }) => {
    await page.goto('/sign-in?next=//evil.example/');
    await submitSignIn(page, PEOPLE.anna, PASSWORD);
    await expect(page).toHaveURL('/');
  });
});

test('signing out ends the session: its cookie is dead', async ({ browser }) => {
  const context = await browser.newContext({ storageState: NOBODY });
  const page = await context.newPage();
  await page.goto('/sign-in');
  await submitSignIn(page, PEOPLE.anna, PASSWORD);
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  const before = await context.cookies();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL('/sign-in');
  await context.addCookies(before);
  await page.goto('/billing/backlog');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  const answer = await context.request.post('/api/list_backlog', { data: { query: {} }, maxRedirects: 0 });
  expect(answer.status()).toBe(401);
  await context.close();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false, expected: / csp$/ }); // its scripts are not loaded

  test('the backlog is there to read and its filters work', async ({ page }) => {
    await page.context().clearCookies();
    await page.goto('/billing/backlog');
    await submitSignIn(page, PEOPLE.maria, PASSWORD);
    // Now and then the server sends the rows behind the page, for a script to put in their place: then the page is asked for again.
    const listed = () =>
      expect(async () => {
        if ((await rows(page).count()) === 0) await page.reload();
        await expect(rows(page).first()).toBeVisible({ timeout: 1_000 });
      }).toPass();
    await listed();
    await expect(rows(page)).toHaveCount(50);
    await page.getByLabel('Project', { exact: true }).fill('PORTAL');
    await page.getByRole('button', { name: 'Filter' }).click();
    await expect(page).toHaveURL(/project=PORTAL/);
    await listed();
    await expect(page.locator('td[data-column="project"]').first()).toHaveText('PORTAL');
    for (const text of await page.locator('td[data-column="project"]').allInnerTexts()) expect(text).toBe('PORTAL');
    await page.getByRole('link', { name: 'Amount' }).click();
    await expect(page).toHaveURL(/sort=amount/);
    await page.getByRole('link', { name: 'Invoices', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Invoices');
  });

  test('on a phone the menu opens and closes', async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/');
    const link = page.getByRole('link', { name: 'Ledger' });
    await expect(link).toBeHidden();
    await page.getByText('Menu', { exact: true }).click();
    await expect(link).toBeVisible();
    await link.click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ledger');
    await expect(link).toBeHidden();
  });
});
