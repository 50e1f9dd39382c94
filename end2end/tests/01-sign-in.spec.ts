import { NOBODY, PASSWORD, PEOPLE, expect, open, rows, submitSignIn, test } from './support';

test.describe('signed out', () => {
  test.use({ storageState: NOBODY });

  test('a page asks to sign in first, then goes on to itself', async ({ page }) => {
    await page.goto('/billing/backlog?status=ready&sort=contract');
    await expect(page).toHaveURL(/\/sign-in\?next=/);
    await submitSignIn(page, PEOPLE.maria, PASSWORD);
    await expect(page).toHaveURL('/billing/backlog?status=ready&sort=contract');
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
  await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible();
  const before = await context.cookies();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL('/sign-in');
  await context.addCookies(before);
  await page.goto('/billing/backlog');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  const ask = (headers: Record<string, string>) => context.request.post('/api/list_backlog', { data: { query: {} }, maxRedirects: 0, headers });
  expect((await ask({ 'sec-fetch-site': 'same-origin' })).status()).toBe(401);
  expect((await ask({})).status()).toBe(403); // a cookie from nowhere
  await context.close();
});

test.describe('one’s own account', () => {
  test.use({ as: 'bruno', expected: /the server responded with a status of/ }); // a refusal, which the browser notes

  test('a wrong password so far, a common new one and another session', async ({ page, browser }) => {
    const context = await browser.newContext({ storageState: NOBODY, userAgent: 'Somewhere else' });
    const elsewhere = await context.newPage();
    await elsewhere.goto('/sign-in');
    await submitSignIn(elsewhere, PEOPLE.bruno, PASSWORD);
    await open(page, '/');
    await page.getByRole('link', { name: /Bruno Falk/ }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('My account');
    const change = async (old: string, fresh: string) => {
      await page.getByLabel('Password so far').fill(old);
      await page.getByLabel('New password').fill(fresh);
      await page.getByRole('button', { name: 'Change', exact: true }).click();
    };
    await change('not mine', 'a few words of my own');
    await expect(page.getByText('This is not your password so far. Type it again.')).toBeVisible();
    await change(PASSWORD, 'password123');
    await expect(page.getByText(/^This password is among those that are tried first/)).toBeVisible();
    await change(PASSWORD, PASSWORD);
    await expect(page.getByText('The new password is the old one. Choose another.')).toBeVisible();
    await expect(page.getByRole('row', { name: /Here, now/ })).toHaveCount(1);
    await page.getByRole('row', { name: /Somewhere else/ }).getByRole('button', { name: 'End' }).click();
    await expect(page.getByRole('row', { name: /Somewhere else/ })).toHaveCount(0);
    await elsewhere.goto('/billing/backlog');
    await expect(elsewhere).toHaveURL(/\/sign-in\?next=/);
    await context.close();
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false, expected: / csp$/ }); // its scripts are not loaded

  test('the backlog is there to read and its filters work', async ({ page }) => {
    await page.context().clearCookies();
    await page.goto('/billing/backlog');
    await submitSignIn(page, PEOPLE.maria, PASSWORD);
    await expect(rows(page)).toHaveCount(50);
    await page.getByLabel('Project', { exact: true }).fill('PORTAL');
    await page.getByRole('button', { name: 'Filter' }).click();
    await expect(page).toHaveURL(/project=PORTAL/);
    await expect(rows(page).first()).toBeVisible();
    await expect(page.locator('td[data-column="project"]').first()).toHaveText('PORTAL');
    for (const text of await page.locator('td[data-column="project"]').allInnerTexts()) expect(text).toBe('PORTAL');
    await page.getByRole('columnheader', { name: 'Date' }).getByRole('link').click();
    await expect(page).toHaveURL(/sort=date/);
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
