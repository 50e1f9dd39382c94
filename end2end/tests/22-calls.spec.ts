import { PASSWORD, PEOPLE, alive, expect, open, submitSignIn, test, type Page } from './support';

const dialogNamed = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });

/** The dialog of one customer, by its name. */
async function editCustomer(page: Page, name: string) {
  await open(page, '/settings/customers');
  await page.getByRole('row').filter({ hasText: name }).getByRole('button', { name: 'Edit' }).click();
  return dialogNamed(page, 'Edit customer');
}

async function addCustomer(page: Page, name: string) {
  await open(page, '/settings/customers');
  await page.getByRole('button', { name: 'Add a customer' }).click();
  const dialog = dialogNamed(page, 'Add a customer');
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  return dialog;
}

test.describe('somebody who keeps the books', () => {
  test.use({ as: 'bruno' });

  test('of two windows on one customer the second is told', async ({ page, context }) => {
    const added = await addCustomer(page, 'Two Windows Ltd');
    await added.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('status').first()).toContainText('Saved');
    const other = await context.newPage();
    const first = await editCustomer(page, 'Two Windows Ltd');
    const second = await editCustomer(other, 'Two Windows Ltd');
    await first.getByLabel('Payment terms (days)').fill('14');
    await first.getByRole('button', { name: 'Save' }).click();
    await expect(first).toBeHidden();
    await second.getByLabel('Payment terms (days)').fill('60');
    await second.getByRole('button', { name: 'Save' }).click();
    await expect(second.getByRole('alert')).toContainText('Somebody else changed this');
    await other.close();
  });

  test.describe('signed out meanwhile', () => {
    test.use({ expected: /401/ });

    test('the form is kept, and its button pressed again after signing in', async ({ page, context }) => {
      const form = await addCustomer(page, 'Kept While Away Ltd');
      await context.clearCookies();
      await form.getByRole('button', { name: 'Save' }).click();
      const dialog = dialogNamed(page, 'You are signed out');
      await expect(dialog).toBeVisible();
      await expect(dialog.getByRole('link', { name: 'Go to the sign-in page' })).toHaveAttribute('href', /\/sign-in\?next=%2Fsettings%2Fcustomers/);
      await submitSignIn(dialog as unknown as Page, PEOPLE.bruno, 'not the password');
      await expect(dialog.getByRole('alert')).toContainText('do not match');
      await submitSignIn(dialog as unknown as Page, PEOPLE.bruno, PASSWORD);
      await expect(dialog).toBeHidden();
      await expect(form.getByLabel('Name', { exact: true })).toHaveValue('Kept While Away Ltd');
      await form.getByRole('button', { name: 'Save' }).click();
      await expect(form).toBeHidden();
      await expect(page.getByRole('cell', { name: 'Kept While Away Ltd', exact: true })).toBeVisible();
    });
  });

  test.describe('before a session ends for good', () => {
    test.use({ expected: /422/ });

    test('it is said over the page, and signing in there goes on', async ({ page }) => {
      const form = await addCustomer(page, 'Kept Before The End Ltd');
      await form.getByLabel('Payment terms (days)').fill('soon');
      // The server says that less than two minutes are left.
      await page.route('**/api/save_customer', async route => {
        const answer = await route.fetch();
        await route.fulfill({ response: answer, headers: { ...answer.headers(), 'billwright-session-left': '100' } });
      }, { times: 1 });
      await form.getByRole('button', { name: 'Save' }).click();
      const dialog = dialogNamed(page, 'You will be signed out soon');
      await expect(dialog).toContainText('A session lasts 12 hours');
      await submitSignIn(dialog as unknown as Page, PEOPLE.bruno, PASSWORD);
      await expect(dialog).toBeHidden();
      await expect(form.getByLabel('Name', { exact: true })).toHaveValue('Kept Before The End Ltd');
      await form.getByLabel('Payment terms (days)').fill('30');
      await form.getByRole('button', { name: 'Save' }).click();
      await expect(form).toBeHidden();
      await expect(dialog).toBeHidden(); // a new session has all its life before it
    });
  });

  test.describe('signed out with nothing typed', () => {
    test.use({ expected: /401/ });

    test('the page that could not be read is read after signing in', async ({ page, context }) => {
      await open(page, '/settings/customers');
      await context.clearCookies();
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Prices' }).click();
      const dialog = dialogNamed(page, 'You are signed out');
      await expect(dialog).toBeVisible();
      await submitSignIn(dialog as unknown as Page, PEOPLE.bruno, PASSWORD);
      await expect(dialog).toBeHidden();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Prices');
      await expect(page.locator('.grid tbody tr').first()).toBeVisible();
      await expect(page.getByText('You are signed out')).toHaveCount(0);
    });
  });

  test.describe('a lost answer', () => {
    test.use({ expected: /save_customer|ERR_FAILED/ });

    test('the write is sent again under its key, and done once', async ({ page }) => {
      const form = await addCustomer(page, 'Once & Only Ltd');
      const keys: string[] = [];
      page.on('request', request => {
        if (request.url().endsWith('/api/save_customer')) keys.push(request.headers()['billwright-key'] ?? '');
      });
      // The server hears it and does it; the answer is lost.
      await page.route('**/api/save_customer', async route => {
        await route.fetch();
        await route.abort();
      }, { times: 1 });
      await form.getByRole('button', { name: 'Save' }).click();
      await expect(form).toBeHidden();
      await expect(page.getByRole('cell', { name: 'Once & Only Ltd', exact: true })).toHaveCount(1);
      expect(keys).toHaveLength(2);
      expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
      expect(keys[1]).toBe(keys[0]);
    });
  });

  test.describe('another person in the same browser', () => {
    test.use({ expected: /409/ });

    test('a page that was left open does nothing for them', async ({ page, context }) => {
      const form = await addCustomer(page, 'Of Nobody Ltd');
      const other = await context.newPage();
      await other.goto('/sign-in');
      await alive(other);
      await submitSignIn(other, PEOPLE.maria, PASSWORD);
      await expect(other).toHaveURL('/');
      await form.getByRole('button', { name: 'Save' }).click();
      const dialog = dialogNamed(page, 'Somebody else has signed in');
      await expect(dialog).toBeVisible();
      await dialog.getByRole('button', { name: 'Reload' }).click();
      await alive(page);
      await expect(page.getByText('Maria', { exact: false }).first()).toBeVisible();
      await expect(page.getByRole('cell', { name: 'Of Nobody Ltd' })).toHaveCount(0);
      await other.close();
    });
  });
});
