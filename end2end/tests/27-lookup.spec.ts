import AxeBuilder from '@axe-core/playwright';
import { expect, open, test, type Page } from './support';

// What there is too much of for a list is looked up as one types: by the keyboard or the pointer, before and after the program answers.

const zone = (page: Page) => page.getByRole('combobox', { name: /^Time zone/ });
const offers = (page: Page) => page.getByRole('listbox', { name: 'Time zone' }).getByRole('option');
const save = (page: Page) => page.locator('footer').getByRole('button', { name: 'Save' });

test.describe('a choice of many', () => {
  test.use({ as: 'ada', expected: /the server responded with a status of/ }); // a refusal, which the browser notes

  test('shows what is chosen, and is chosen by the keyboard alone', async ({ page }) => {
    await open(page, '/settings/company');
    await expect(zone(page)).toHaveValue('Europe/Berlin');
    await expect(zone(page)).toHaveAttribute('aria-expanded', 'false');
    await zone(page).focus();
    await expect(offers(page)).toHaveCount(0); // passing by opens nothing
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('america/');
    await expect(offers(page)).toHaveCount(10);
    await expect(page.getByText('The first 10. Type more of the name to find others.')).toBeVisible();
    await page.keyboard.type('arg');
    await expect(offers(page).first()).toHaveText(/^America\/Argentina\//);
    await page.keyboard.press('ArrowDown');
    const marked = await offers(page).first().getAttribute('id');
    await expect(zone(page)).toHaveAttribute('aria-activedescendant', marked ?? '');
    await expect(offers(page).first()).toHaveAttribute('aria-selected', 'true');
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
    const first = (await offers(page).first().textContent()) ?? '';
    await page.keyboard.press('Enter');
    await expect(zone(page)).toHaveValue(first);
    await expect(offers(page)).toHaveCount(0);
    await zone(page).fill('Europe/Berlin');
    await page.keyboard.press('Tab');
    await expect(zone(page)).toHaveAttribute('aria-invalid', 'false');
  });

  test('is as good as typed; what names nothing is refused at its field', async ({ page }) => {
    await open(page, '/settings/company');
    await zone(page).fill('Europe/Nowhere');
    await expect(page.getByText('Nothing of that name.')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByText('Nothing of that name.')).toHaveCount(0);
    await page.keyboard.press('Tab');
    const alert = page.getByRole('alert').filter({ hasText: 'Time zone' });
    await expect(alert).toBeVisible();
    await expect(zone(page)).toHaveAttribute('aria-invalid', 'true');
    await expect(zone(page)).toHaveValue('Europe/Nowhere'); // to be mended
    await save(page).click();
    await expect(alert).toBeVisible();
    // The only one that a text can mean is meant, written in whatever way.
    await zone(page).fill('pago_');
    await expect(offers(page)).toHaveText(['Pacific/Pago_Pago']);
    await page.keyboard.press('Tab');
    await expect(zone(page)).toHaveValue('Pacific/Pago_Pago');
    await expect(alert).toHaveCount(0);
    await zone(page).fill('europe/berlin');
    await save(page).click();
    await expect(zone(page)).toHaveValue('Europe/Berlin');
    await expect(page.getByText('Saved.')).toBeVisible();
  });

  test('typed before the program answers is found once it does', async ({ page }) => {
    let letGo = () => {};
    const gate = new Promise<void>(done => (letGo = done));
    await page.route(/\/pkg\/billwright\.[0-9a-f]+\.js$/, async route => {
      await gate;
      await route.continue();
    });
    await page.goto('/settings/company', { waitUntil: 'domcontentloaded' });
    await zone(page).fill('Europe/Berlin');
    letGo();
    await expect(page.locator('html[data-alive]')).toBeAttached();
    await save(page).click();
    await expect(page.getByText('Saved.')).toBeVisible();
    await expect(zone(page)).toHaveValue('Europe/Berlin');
  });
});

test.describe('a contract', () => {
  test.use({ as: 'bruno' });

  test('is found by a part of its name, from the server, in each line by itself', async ({ page }) => {
    await open(page, '/journals');
    const line = (place: number) => page.getByRole('group', { name: `Line ${place}` });
    await page.getByRole('button', { name: 'Add a line' }).click();
    for (const place of [1, 2]) await line(place).getByRole('combobox', { name: /^Transaction class/ }).selectOption('Retainer');
    const contract = line(2).getByRole('combobox', { name: /^Contract/ });
    await contract.fill('K-200');
    await page.getByRole('option', { name: /^K-2001 · / }).click();
    await expect(contract).toHaveValue('K-2001');
    await expect(line(1).getByRole('combobox', { name: /^Contract/ })).toHaveValue('');
    await expect(page.getByRole('option', { name: /^K-/ })).toHaveCount(0);
  });
});
