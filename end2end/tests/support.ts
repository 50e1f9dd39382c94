import { test as base, expect, request, type APIRequestContext, type Locator, type Page } from '@playwright/test';

export { expect };
export type { Page, Locator };

/** The people of the demo company. */
export const PEOPLE = {
  maria: 'maria.projects@kestrel.example', // project manager and approver
  bruno: 'bruno.billing@kestrel.example', // billing administrator
  anna: 'anna.accounts@kestrel.example', // accountant: reads
  ada: 'ada.admin@kestrel.example', // administrator
  ines: 'ines.calder@kestrel.example', // records her work
  petra: 'petra.approver@kestrel.example', // approves on one project
};
export const PASSWORD = 'billwright-demo';
export type Person = keyof typeof PEOPLE;
type State = Awaited<ReturnType<APIRequestContext['storageState']>>;

const sessions = new Map<Person, State>();

/** Fills in the form and sends it. */
export async function submitSignIn(page: Page, email: string, password: string) {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** A session of somebody, made once and shared by the tests. */
async function session(who: Person, baseURL?: string): Promise<State> {
  let state = sessions.get(who);
  if (!state) {
    const client = await request.newContext({ baseURL });
    const answer = await client.post('/sign-in', { form: { email: PEOPLE[who], password: PASSWORD }, maxRedirects: 0 });
    expect(answer.headers().location).toBe('/');
    state = await client.storageState();
    sessions.set(who, state);
    await client.dispose();
  }
  return state;
}

/** The day it is where the demo company is, as noon in UTC: its week is that of the pages, at any hour. */
export function today(): Date {
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' }).format(new Date());
  return new Date(`${day}T12:00:00Z`);
}

/** The Monday so many weeks from the present week's, or a day so many days after it. */
export function monday(weeks: number, days = 0): string {
  const day = today();
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7) + 7 * weeks + days);
  return day.toISOString().slice(0, 10);
}

/** Nobody's session. */
export const NOBODY: State = { cookies: [], origins: [] };

/** What must never be said while anybody uses the product. */
export function watch(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', error => problems.push(`exception: ${error.message}`));
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(`${message.type()}: ${message.text()} (${page.url()})`);
  });
  page.on('requestfailed', request => {
    const reason = request.failure()?.errorText ?? '';
    if (reason !== 'net::ERR_ABORTED') problems.push(`failed: ${request.url()} ${reason}`); // aborted: the page was left
  });
  return problems;
}

/** `page` belongs to `as`; a test fails if its page complains about anything not expected. */
export const test = base.extend<{ as: Person; expected: RegExp | null }>({
  as: ['maria', { option: true }],
  expected: [null, { option: true }],
  storageState: async ({ baseURL, as }, use) => use(await session(as, baseURL)),
  page: async ({ page, expected }, use) => {
    const problems = watch(page);
    await use(page);
    expect(problems.filter(problem => !expected?.test(problem))).toEqual([]);
  },
});

/** Until the program in the browser has taken the page over. */
export async function alive(page: Page) {
  await expect(page.locator('html[data-alive]')).toBeAttached();
}

export async function open(page: Page, path: string) {
  const answer = await page.goto(path);
  await alive(page);
  return answer;
}

/** The rows of the page's list. */
export function rows(page: Page): Locator {
  return page.locator('.grid tbody tr');
}

/** The cells of one column, by its name in the URL. */
export function cells(page: Page, column: string): Locator {
  return page.locator(`.grid tbody td[data-column="${column}"]`);
}

/** Types into a cell that is edited where it stands, and leaves it by Enter. */
export async function typeInto(row: Locator, column: string, text: string) {
  const cell = row.locator(`td[data-column="${column}"]`);
  await cell.locator('.cell').click();
  const field = cell.locator('.cell-editor');
  if ((await field.evaluate(element => element.tagName)) === 'SELECT') await field.selectOption(text);
  else await field.fill(text);
  await field.press('Enter');
}

/** What an invoice has behind a tab. */
export async function tab(page: Page, name: string) {
  await page.locator('.tabs').getByRole('link', { name: new RegExp(`^${name}`) }).click();
}

/** The link to a contract's page, by its number. */
export async function openContract(page: Page, number: string) {
  await open(page, `/contracts?contract=${number}`);
  await page.getByRole('link', { name: number, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(`^${number}`) })).toBeVisible();
}

/** The first draft of the list: what is done next is done there, and not on the list that it leads away from. */
export async function openFirstDraft(page: Page) {
  await rows(page).first().getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1, name: /^Draft \d+ · / })).toBeVisible();
}

/** Takes everything Ready on a contract to drafts, and opens the first. */
export async function createDraft(page: Page, contract: string) {
  await openContract(page, contract);
  await page.getByRole('button', { name: 'Create Invoice' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Create Invoice' }).click();
  await dialog.getByRole('link', { name: /^Open Draft/ }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: /^Draft \d+ · / })).toBeVisible();
}

/** Confirm on a draft: its button names the total. */
export const CONFIRM = /^Confirm [\d,.−]+.[A-Z]{3}$/;

/** Says yes to the question that an act on all that match asks. */
export async function yes(page: Page, act: string) {
  const question = page.getByRole('dialog', { name: act, exact: true });
  await expect(question).toContainText('All that match');
  await question.getByRole('button', { name: act, exact: true }).click();
}

/** Says yes to the question that an act asks which can't be taken back. */
export async function sure(page: Page, act: string) {
  await page.getByRole('dialog', { name: act, exact: true }).getByRole('button', { name: act, exact: true }).click();
}

/** What is typed into a cell of the week is kept. */
export async function kept(page: Page, cell: string) {
  await expect(page.locator('.week-cell').filter({ has: page.locator(`#${cell}`) })).toHaveAttribute('data-state', 'draft');
}

/** Selects all that matches and marks it Ready to Invoice. */
export async function markAllReady(page: Page, query: string) {
  await open(page, `/billing/backlog?${query}`);
  await page.getByLabel('Select every row on this page').check();
  await page.getByRole('button', { name: 'Select all matching' }).click();
  await page.getByRole('button', { name: 'Ready to Invoice', exact: true }).click();
  await yes(page, 'Ready to Invoice');
  await expect(page.getByRole('status')).toContainText('marked Ready to Invoice.');
}

/** Nothing is wider than the window. */
export async function expectNoSideways(page: Page) {
  const [content, room] = await page.evaluate(() => [document.scrollingElement!.scrollWidth, window.innerWidth]);
  expect(content, `width of ${page.url()}`).toBeLessThanOrEqual(room);
}

/** "1,234.50 EUR" as cents, so that nothing is rounded. */
export function cents(text: string): number {
  const number = /[−-]?[\d,]+\.\d\d/.exec(text)?.[0] ?? '';
  const digits = Number(number.replace(/[^\d]/g, ''));
  return /^[−-]/.test(number) ? -digits : digits;
}

/** Brings in files of the book and approved work, as an administrator does; `approved` is what is told of its entries. */
export async function bringIn(page: Page, book: Record<string, string>, approved: string) {
  await open(page, '/settings/import');
  const files = Object.entries(book).map(([name, text]) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) }));
  await page.getByLabel('Files').setInputFiles(files);
  await page.getByRole('button', { name: 'Look at these files' }).click();
  await expect(page.getByText('No problems found.')).toBeVisible();
  await alive(page);
  await page.getByRole('checkbox', { name: /^Approve rows marked Approved/ }).check();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('status')).toContainText(approved);
}

/** The files of a contract of a test's own, with approved work: so many hours of a consultant on each day from 2026-02-02 on. */
export function workOf(contract: string, project: string, hours: string[]): Record<string, string> {
  const days = hours.map((hours, at) => `2026-02-0${at + 2},,${project} works,${project},Works,For a test,${hours},Yes,No,Yes,Ines,Calder,Consultant,Yes,,,62.50,,EUR,\n`);
  return {
    'contracts.csv': `contract,name,primary_customer,currency,start_date,requested_delivery_date,status
${contract},${project} works,Nordlicht Energie GmbH,EUR,2026-01-01,,Confirmed
`,
    'contract_lines.csv': `contract,line,name,billing_method,project,transaction_classes,contracted_amount,not_to_exceed
${contract},1,Works,Time and Material,${project},Time,,
`,
    'contract_line_customers.csv': `contract,line,customer,billing_split_percent,is_rounding,not_to_exceed
${contract},1,Nordlicht Energie GmbH,100,yes,
`,
    'work.csv': `Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,Approved?,First Name,Last Name,Roles,Employee?,Billable Rate,Billable Amount,Cost Rate,Cost Amount,Currency,External Reference URL
${days.join('')}`,
  };
}

/** Says how many rows a company does at once. */
export async function doesAtOnce(page: Page, rows: string) {
  await open(page, '/settings/company');
  const setting = page.locator('form.setting');
  await setting.getByRole('textbox').fill(rows);
  await setting.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Kept.')).toBeVisible();
  await page.reload();
  await expect(setting.getByRole('textbox')).toHaveValue(rows);
}
