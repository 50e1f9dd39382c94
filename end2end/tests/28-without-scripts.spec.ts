import { expect, rows, test } from './support';

// Rows of a list come in the page, never behind it for a script to put in their place.

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false, as: 'bruno', expected: / csp$/ }); // its scripts are not loaded

  for (const path of ['/billing/backlog', '/billing/invoices', '/contracts', '/billing/hub', '/approvals?state=', '/ledger', '/settings/customers', '/settings/projects']) {
    test(`${path} has its rows in the first answer, each time`, async ({ page, request }) => {
      for (let time = 0; time < 5; time++) {
        const text = await (await request.get(path)).text();
        expect(text).not.toContain('class="grid-loading"');
        expect(text.indexOf('data-row=')).toBeGreaterThan(0);
        expect(text.indexOf('data-row=')).toBeLessThan(text.indexOf('</main>'));
      }
      await page.goto(path);
      await expect(rows(page).first()).toBeVisible();
    });
  }

  for (const path of ['/background', '/contracts/1', '/billing/milestones', '/billing/retainers']) {
    test(`${path} leaves nothing of itself behind`, async ({ page }) => {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.locator('.grid-loading')).toHaveCount(0);
    });
  }
});
