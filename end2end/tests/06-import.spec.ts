import { alive, cells, expect, open, rows, sure, test, type Page } from './support';

test.use({ as: 'ada' });

const HEADER = 'Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,Approved?,First Name,Last Name,Roles,Employee?,Billable Rate,Billable Amount,Cost Rate,Cost Amount,Currency,External Reference URL';
const row = (date: string, hours: string, notes: string) => `${date},,Grid control rollout,GRID,Analysis,${notes},${hours},Yes,No,Yes,Ines,Calder,Consultant,Yes,,,62.50,,EUR,`;
const sheet = (...lines: string[]) => [HEADER, ...lines, ''].join('\n');

async function upload(page: Page, name: string, text: string) {
  await open(page, '/settings/import');
  await page.getByLabel('Files').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.getByRole('button', { name: 'Look at these files' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('What these files would add');
  await alive(page);
}

const good = sheet(row('2026-01-12', '3.50', 'Imported in a test'), row('2026-01-13', '2.25', 'Imported in a test'));

test('a bad file is refused with file, line, column and reason; nothing is written', async ({ page }) => {
  await upload(page, 'bad.csv', sheet(row('2026-01-12', '3.50', 'Refused'), row('12th of January', '3.50', 'Refused'), row('2026-01-12', 'many', 'Refused')));
  await expect(page.getByRole('heading', { name: /^2 errors/ })).toBeVisible();
  const problem = page.locator('tbody tr.bad').first();
  await expect(problem.locator('td')).toHaveText(['Error', 'bad.csv', '3', 'Date', 'Not a date, or not in the order of the file\'s other days. Write it like 2026-11-20, between 1990 and 2199.']);
  await expect(page.locator('tbody tr.bad').nth(1).locator('td')).toHaveText(['Error', 'bad.csv', '4', 'Hours', 'Not a number. Write it like 1234.56.']);
  await expect(page.getByRole('button', { name: 'Import', exact: true })).toBeDisabled();
  await page.getByRole('button', { name: 'Throw away' }).click();
  await sure(page, 'Throw away');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Import');
  await open(page, '/approvals?state=&notes=Refused');
  await expect(rows(page)).toHaveCount(0);
});

test('a good file comes in', async ({ page }) => {
  await upload(page, 'good.csv', good);
  await expect(page.getByText('No problems found.')).toBeVisible();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('Imported 2 rows; 0 entries approved.');
  await open(page, '/approvals?state=&notes=Imported in a test');
  await expect(rows(page)).toHaveCount(2);
  await expect(cells(page, 'state').first()).toHaveText('Submitted');
});

test('the same file once more adds nothing', async ({ page }) => {
  await upload(page, 'good.csv', good);
  await expect(page.locator('tbody tr').first().locator('td')).toHaveText(['good.csv', '2', '0', '2', '0', 'decimal mark: point; days: year-month-day']);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('Imported 0 rows; 0 entries approved.');
  await open(page, '/approvals?state=&notes=Imported in a test');
  await expect(rows(page)).toHaveCount(2);
});

test('what can be read two ways is asked about, and hours changed in their source too', async ({ page }) => {
  const day = (date: string, hours: string) => sheet(row(date, hours, 'Read two ways'));
  await upload(page, 'days.csv', day('02/03/2026', '1.25'));
  await expect(page.locator('tbody tr.bad')).toContainText('This can be 2026-03-02 or 2026-02-03');
  await page.getByLabel('Order of days').selectOption('dmy');
  await expect(page.getByText('decimal mark: point; days: day/month/year')).toBeVisible();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('Imported 1 row');
  await upload(page, 'days.csv', day('2026-03-02', '2.25'));
  await expect(page.locator('tbody tr.bad')).toContainText('Changed in its source: 1.25 h here, 2.25 h there.');
  await page.getByLabel('Rows changed in their source').selectOption('take');
  await expect(page.locator('tbody tr.bad')).toHaveCount(0);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('Imported 0 rows');
  await open(page, '/approvals?state=&notes=Read two ways');
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText('2.25');
});

test('bad rows are left out when somebody says so', async ({ page }) => {
  await upload(page, 'some.csv', sheet(row('2026-03-03', '1.50', 'One good row'), row('2026-03-03', '-1.00', 'One bad row')));
  await expect(page.locator('tbody tr.bad')).toContainText("Negative hours can't be billed.");
  await expect(page.getByRole('button', { name: 'Import', exact: true })).toBeDisabled();
  await page.getByLabel('Leave out the 1 rows that have errors').check();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('Imported 1 row');
});
