import AxeBuilder from '@axe-core/playwright';
import { expect, expectNoSideways, kept, monday, open, test, type Page, type Person } from './support';

// R-INV-12: Today says by role what waits, and every figure leads to the list whose rows it counts.

const block = (page: Page, name: string) => page.locator(`[data-block="${name}"]`);
/** Until every block has its answer. */
const whole = (page: Page) => expect(page.locator('.today [aria-busy]')).toHaveCount(0);
/** Amounts with their currencies, in order. */
const amounts = (text: string) => [...text.matchAll(/([−-]?[\d,]+(?:\.\d+)?)\s*([A-Z]{3})\b/g)].map(([, amount, currency]) => `${amount} ${currency}`).sort();
const total = (page: Page) => page.locator('.grid-summary > .grid-total');

const BLOCKS: Record<string, string[]> = {
  maria: ['waits', 'unbilled', 'month', 'looks', 'runs', 'recent'],
  bruno: ['waits', 'unbilled', 'month', 'looks', 'confirmed', 'runs', 'recent'],
  anna: ['waits', 'unbilled', 'month', 'looks', 'confirmed', 'runs', 'recent'],
  ada: ['waits', 'unbilled', 'month', 'looks', 'runs', 'recent'],
  ines: ['waits'],
  petra: ['waits', 'runs'],
};

for (const [who, blocks] of Object.entries(BLOCKS)) {
  test.describe(who, () => {
    test.use({ as: who as Person });

    test('sees what their role may see, readable by all and on a phone', async ({ page }) => {
      await open(page, '/');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Today');
      await whole(page);
      const shown = await page.locator('[data-block]').evaluateAll(all => all.map(one => one.getAttribute('data-block')));
      expect(shown.sort()).toEqual([...blocks].sort());
      await expect(page.locator('main .refusal')).toHaveCount(0);
      // An empty block says so in a sentence.
      for (const name of blocks) await expect(block(page, name)).not.toHaveText(/^\s*$/);
      const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`)).toEqual([]);
      for (const width of [1440, 768, 390]) {
        await page.setViewportSize({ width, height: 844 });
        await expectNoSideways(page);
      }
    });
  });
}

test.describe('figures', () => {
  test.use({ as: 'bruno' });

  test('of unbilled work are what their lists come to', async ({ page }) => {
    test.slow(); // it opens each list
    await open(page, '/');
    await whole(page);
    const figures = await page.getByTestId('unbilled').getByRole('link').evaluateAll(all =>
      all.map(one => ({ href: one.getAttribute('href')!, text: (one as HTMLElement).innerText })),
    );
    expect(figures.length).toBeGreaterThan(2);
    for (const { href, text } of figures) {
      expect(amounts(text).length, href).toBeGreaterThan(0);
      await open(page, href);
      await expect.poll(async () => amounts(await total(page).innerText()), href).toEqual(amounts(text));
    }
  });

  test('of what waits count the rows of their lists', async ({ page }) => {
    await open(page, '/');
    await whole(page);
    const lines = await block(page, 'waits').getByRole('link').evaluateAll(all =>
      all.map(one => ({ href: one.getAttribute('href')!, text: (one as HTMLElement).innerText })),
    );
    for (const { href, text } of lines) {
      const count = /^[\d,]+/.exec(text)?.[0];
      expect(count, text).toBeTruthy();
      await open(page, href);
      await expect(total(page), href).toHaveText(new RegExp(`^${count} rows?\\b`));
    }
  });
});

test.describe('who approves', () => {
  test.use({ as: 'petra' });

  test('is led to what waits for them', async ({ page }) => {
    await open(page, '/');
    const waits = block(page, 'waits').getByRole('link', { name: /to approve$/ });
    if (await waits.count()) {
      const count = /^[\d,]+/.exec(await waits.innerText())![0];
      await waits.click();
      await expect(page).toHaveURL(/state=submitted/);
      await expect(total(page)).toHaveText(new RegExp(`^${count} rows?\\b`));
    } else {
      await expect(block(page, 'waits')).toContainText('Nothing waits for you.');
    }
  });
});

test.describe('who records time', () => {
  test.use({ as: 'ines' });

  test('is led to the week with something to submit', async ({ page }) => {
    const start = monday(11);
    await open(page, `/time?week=${start}`);
    const form = page.locator('.week-add');
    await form.getByLabel('Project').selectOption({ label: 'GRID' });
    await form.getByLabel('Role').selectOption({ label: 'Consultant' });
    await form.getByRole('button', { name: 'Add row' }).click();
    await page.locator('#cell-0-0').fill('2');
    await page.locator('#cell-0-0').press('Tab');
    await kept(page, 'cell-0-0');
    await open(page, '/');
    const week = block(page, 'waits').getByRole('listitem').filter({ hasText: start });
    await expect(week).toContainText('1 entry to submit');
    await week.getByRole('link').click();
    await expect(page).toHaveURL(`/time?week=${start}`);
    await expect(page.locator('#cell-0-0')).toHaveValue('2');
  });
});
