import { NOBODY, PASSWORD, PEOPLE, expect, open, submitSignIn, test } from './support';

test.describe('an administrator', () => {
  test.use({ as: 'ada', expected: /the server responded with a status of/ }); // a refusal, which the browser notes

  test('gives somebody a new password, which ends what they had open and is changed at once', async ({ page, browser }) => {
    const name = `Otto Vergess ${Date.now()}`; // one of this test's own: the others keep their passwords
    const email = `${name.toLowerCase().replaceAll(' ', '.')}@kestrel.example`;
    await open(page, '/settings/people');
    await page.getByRole('button', { name: 'Add a person' }).click();
    const adding = page.getByRole('dialog', { name: 'Add a person' });
    await adding.getByLabel('Name').fill(name);
    await adding.getByLabel('E-mail').fill(email);
    await adding.getByLabel('Password').fill(PASSWORD);
    await adding.getByLabel('Project manager').uncheck();
    await adding.getByLabel('Resource').check();
    await adding.getByRole('button', { name: 'Save' }).click();
    await expect(adding).toBeHidden();

    const context = await browser.newContext({ storageState: NOBODY });
    const otto = await context.newPage();
    await otto.goto('/sign-in');
    await submitSignIn(otto, email, PASSWORD);
    await expect(otto).toHaveURL('/account');
    await open(otto, '/account');
    await otto.getByLabel('Password so far').fill(PASSWORD);
    await otto.getByLabel('New password').fill('one that he forgets');
    await otto.getByRole('button', { name: 'Change', exact: true }).click();
    await expect(otto).toHaveURL('/');

    await expect(page.getByRole('row').filter({ hasText: PEOPLE.ada }).getByRole('button', { name: /^New password/ })).toHaveCount(0); // one's own is on My account
    await page.getByRole('button', { name: `New password ${name}`, exact: true }).click();
    const dialog = page.getByRole('dialog', { name: `New password for ${name}` });
    const field = dialog.getByRole('textbox', { name: /^New password/ });
    await field.fill('short');
    await dialog.getByRole('button', { name: 'Set password' }).click();
    await expect(dialog.getByText('The password needs at least 10 characters. Any characters do.')).toBeVisible();
    await dialog.getByRole('button', { name: 'Suggest one' }).click();
    await expect(field).toHaveValue(/^[0-9a-z]{4}(-[0-9a-z]{4}){3}$/);
    const given = await field.inputValue();
    await dialog.getByRole('button', { name: 'Set password' }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('status').filter({ hasText: `${name} has a new password` })).toBeVisible();

    await otto.goto('/time');
    await expect(otto).toHaveURL(/\/sign-in\?next=/); // what was open is no longer
    await submitSignIn(otto, email, 'one that he forgets');
    await expect(otto.getByRole('alert')).toContainText('do not match');
    await submitSignIn(otto, email, given);
    await expect(otto).toHaveURL('/account');
    await expect(otto.getByText('Somebody else chose your password.')).toBeVisible();
    await context.close();
  });
});
