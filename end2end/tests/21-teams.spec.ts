import { cells, expect, open, rows, test } from './support';

test.describe('an approver of one project', () => {
  test.use({ as: 'petra' });

  test('sees what is done there, and neither other projects nor costs', async ({ page }) => {
    await open(page, '/approvals?state=approved&columns=project,person,hours,unit_cost');
    await expect(rows(page)).not.toHaveCount(0);
    expect(new Set(await cells(page, 'project').allInnerTexts())).toEqual(new Set(['CARE']));
    expect(new Set(await cells(page, 'unit_cost').allInnerTexts())).toEqual(new Set(['']));
    await open(page, '/approvals?state=approved&project=GRID');
    await expect(rows(page)).toHaveCount(0);
  });
});

test('a project manager sees the team, and lists that open on own projects', async ({ page }) => {
  await open(page, '/');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Approvals' }).click();
  await expect(page).toHaveURL(/team=Maria%20Winter/);
  await expect(page.getByLabel('Project team')).toHaveValue('Maria Winter');
  await open(page, '/settings/projects');
  const row = rows(page).filter({ hasText: 'CARE' });
  await expect(row).toContainText('Maria Winter');
  await expect(row).toContainText('Petra Holm');
  await row.getByRole('button', { name: 'Team' }).click();
  const dialog = page.getByRole('dialog', { name: 'Team of CARE' });
  await expect(dialog.getByLabel('Project manager')).toHaveValue(/\d+/);
  await expect(dialog.getByLabel('Approvers: Petra Holm')).toBeChecked();
  await expect(dialog.getByLabel('Approvers: Ines Calder')).toBeDisabled();
});

test.describe('an administrator', () => {
  test.use({ as: 'ada' });

  test('sees who of the files is who signs in', async ({ page }) => {
    await open(page, '/settings/people');
    const row = page.getByRole('row', { name: /^Ines Calder/ }).last();
    await expect(row).toContainText('the same name');
    await expect(row.getByLabel('Signs in as: Ines Calder')).toHaveValue(/\d+/);
    await expect(page.getByLabel('Signs in as: Tomasz Rook')).toHaveValue('');
  });
});
