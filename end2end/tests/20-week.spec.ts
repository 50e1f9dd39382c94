import { expect, monday, open, test, type Page } from './support';

/** Holds every save of a cell until it is let go; answers how many have come, and the way to let them go. */
async function held(page: Page) {
  const waiting: (() => void)[] = [];
  const state = { came: 0, isOpen: false };
  await page.route('**/api/record_entry', async route => {
    state.came += 1;
    if (!state.isOpen) await new Promise<void>(resolve => waiting.push(resolve));
    await route.continue();
  });
  return {
    came: () => state.came,
    letGo() {
      state.isOpen = true;
      waiting.splice(0).forEach(go => go());
    },
  };
}

async function addRow(page: Page, project: string, role: string) {
  const form = page.locator('.week-add');
  await form.getByLabel('Project').selectOption({ label: project });
  await form.getByLabel('Role').selectOption({ label: role });
  await form.getByRole('button', { name: 'Add row' }).click();
}

test.describe('somebody who types quickly', () => {
  test.use({ as: 'ines', expected: /the server responded with a status of/ });

  test('keeps the last of what they typed into a cell, and is not told that somebody else changed it', async ({ page }) => {
    await open(page, `/time?week=${monday(7)}`);
    await addRow(page, 'GRID', 'Consultant');
    const saves = await held(page);
    const cell = page.locator('#cell-0-0');
    await cell.fill('4');
    await cell.press('Tab');
    await expect.poll(saves.came).toBe(1);
    for (const typed of ['5', '6', '7']) {
      await cell.fill(typed);
      await cell.press('Tab');
    }
    await expect(page.getByRole('button', { name: 'Submit this week' })).toBeDisabled();
    expect(saves.came(), 'one save at a time').toBe(1);
    saves.letGo();
    await expect.poll(saves.came).toBe(2);
    await expect(page.getByRole('button', { name: 'Submit this week' })).toBeEnabled();
    await expect(page.getByText('Somebody else changed this')).toHaveCount(0);
    await expect(page.getByRole('alert')).toHaveCount(0);
    await open(page, `/time?week=${monday(7)}`);
    await expect(cell).toHaveValue('7');
    await expect(page.locator('.week-total')).toHaveText('7.00');
  });

  test('finds what was typed after a reload, marked, to be saved or discarded', async ({ page }) => {
    const week = `/time?week=${monday(8)}`;
    await open(page, week);
    await addRow(page, 'GRID', 'Consultant');
    const cell = page.locator('#cell-0-1');
    await cell.fill('6');
    await page.reload();
    await expect(page.locator('html[data-alive]')).toBeAttached();
    await expect(cell).toHaveValue('6');
    const bar = page.getByRole('status').filter({ hasText: '1 cell was typed before the page was loaded anew' });
    await expect(bar).toBeVisible();
    await expect(page.getByText('not saved yet', { exact: true })).toBeVisible();
    await bar.getByRole('button', { name: 'Save' }).click();
    await expect(bar).toBeHidden();
    await page.reload();
    await expect(page.locator('html[data-alive]')).toBeAttached();
    await expect(cell).toHaveValue('6');
    await expect(bar).toBeHidden();

    await cell.fill('1,500');
    await cell.press('Tab');
    await expect(page.getByRole('alert').filter({ hasText: 'Write 1500 or 1.5' })).toBeVisible();
    await page.reload();
    await expect(page.locator('html[data-alive]')).toBeAttached();
    await expect(cell).toHaveValue('1,500');
    await expect(page.getByText('kept: 6.00')).toBeVisible();
    await bar.getByRole('button', { name: 'Discard' }).click();
    await expect(cell).toHaveValue('6');
    await page.reload();
    await expect(page.locator('html[data-alive]')).toBeAttached();
    await expect(cell).toHaveValue('6');
    await expect(bar).toBeHidden();
  });
});
