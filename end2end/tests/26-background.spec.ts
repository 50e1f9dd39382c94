import { doesAtOnce, expect, open, rows, test, yes } from './support';

test.describe.serial('acts on more rows than a company does at once', () => {
  test.describe('an administrator', () => {
    test.use({ as: 'ada', expected: /the server responded with a status of/ });

    test('says how many that are', async ({ page }) => {
      await open(page, '/settings/company');
      const setting = page.locator('form.setting');
      await setting.getByRole('textbox').fill('many');
      await setting.getByRole('button', { name: 'Save' }).click();
      await expect(setting.getByText(/must be a whole number from 0 to/)).toBeVisible();
      await doesAtOnce(page, '3');
    });
  });

  test('go on in the background, are followed, and survive a reload', async ({ page }) => {
    await open(page, '/billing/backlog?status=open');
    await page.getByLabel('Select every row on this page').check();
    await page.getByRole('button', { name: 'Select all matching' }).click();
    await page.getByRole('button', { name: 'Reevaluate Not-to-Exceed Status' }).click();
    await yes(page, 'Reevaluate Not-to-Exceed Status');
    await expect(page.getByRole('status')).toContainText(/^Begun: 0 of [\d,]+ rows so far\./);
    await page.getByRole('link', { name: 'Watch how far it has come' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Reevaluate/);
    await expect(page.getByText('Nothing is going on.')).toBeVisible();
    const begun = page.url();
    await open(page, begun);
    await expect(page.getByText('Nothing is going on.')).toBeVisible();
    await page.getByRole('link', { name: 'In the background' }).first().click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('In the background');
    await rows(page).first().getByRole('link').first().click();
    await expect(page).toHaveURL(begun);
  });

  test.describe('an administrator', () => {
    test.use({ as: 'ada' });

    test('says it again', async ({ page }) => {
      await doesAtOnce(page, '1000');
    });
  });
});
