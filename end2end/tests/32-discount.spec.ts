import { CONFIRM, bringIn, cells, cents, createDraft, expect, markAllReady, open, openContract, rows, test, typeInto, type Page } from './support';

// A line takes 10 % off its sales and adds 2 %: these tests follow one another, on a contract of their own.
test.describe.configure({ mode: 'serial' });

const CONTRACT = 'K-6003';
const BOOK = {
  'contracts.csv': `contract,name,primary_customer,currency,start_date,requested_delivery_date,status
${CONTRACT},Lock survey,Nordlicht Energie GmbH,EUR,2026-01-01,,Confirmed
`,
  'contract_lines.csv': `contract,line,name,billing_method,project,transaction_classes,contracted_amount,not_to_exceed,discount_percent,fee_percent
${CONTRACT},1,Lock time,Time and Material,LOCK,Time,,,10,2
`,
  'contract_line_customers.csv': `contract,line,customer,billing_split_percent,is_rounding,not_to_exceed
${CONTRACT},1,Nordlicht Energie GmbH,100,yes,
`,
};
const HEADER = 'Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,Approved?,First Name,Last Name,Roles,Employee?,Billable Rate,Billable Amount,Cost Rate,Cost Amount,Currency,External Reference URL';
/** Four hours of a consultant at 140: 560.00, less 56.00, with 11.20. */
const SHEET = `${HEADER}\n2026-02-02,,Lock survey,LOCK,Analysis,Soundings in the lock,4.00,Yes,No,Yes,Ines,Calder,Consultant,Yes,,,62.50,,EUR,\n`;

const total = async (page: Page) => cents(await page.getByTestId('invoice-total').innerText());
const SAID = /515\.20\D*560\.00 − 10 % \+ 2 %/; // one beneath the other
const IN_WORDS = '560.00 − 10 % discount 56.00 + 2 % fee 11.20';

test.describe('an administrator', () => {
  test.use({ as: 'ada' });

  test('brings a line with a discount and a fee, and approved work on it', async ({ page }) => {
    await bringIn(page, { ...BOOK, 'lock.csv': SHEET }, '1 entry approved.');
    await openContract(page, CONTRACT);
    for (const said of [/Discount\s*10 %/, /Fee\s*2 %/]) await expect(page.getByRole('main')).toContainText(said);
  });
});

test.describe('a billing administrator', () => {
  test.use({ as: 'bruno', expected: /the server responded with a status of/ }); // refusals, which the browser notes

  test('types both on a line by time and material; a wrong percentage is refused beside its field', async ({ page }) => {
    await open(page, '/contracts/new');
    await page.getByRole('button', { name: 'Add a line' }).click();
    const line = page.locator('[data-line="1"]');
    await line.getByLabel('Discount %').fill('101');
    await line.getByLabel('Fee %').fill('two');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(line.getByText('Discount % lies between 0 and 100 %, with at most four decimals.')).toBeVisible();
    await expect(line.getByText('Fee % is not a number.')).toBeVisible();
    await line.getByLabel('Billing method').selectOption('Fixed Price');
    await expect(line.getByLabel('Discount %')).toHaveCount(0);
  });

  test('sees what was taken off and added wherever the sale stands; both follow the quantity', async ({ page }) => {
    await open(page, `/billing/backlog?contract=${CONTRACT}`);
    await expect(cells(page, 'amount')).toHaveText(SAID);
    await expect(cells(page, 'amount').getByTitle(IN_WORDS)).toBeVisible();
    await markAllReady(page, `contract=${CONTRACT}&status=not_ready`);
    await createDraft(page, CONTRACT);
    await expect(cells(page, 'amount')).toHaveText(SAID);
    await expect(cells(page, 'amount').getByTitle(IN_WORDS)).toBeVisible();
    await expect.poll(() => total(page)).toBe(51520);
    await typeInto(rows(page).first(), 'quantity', '3');
    await expect.poll(() => total(page)).toBe(38640);
    await expect(cells(page, 'amount')).toHaveText(/386\.40/);
    await page.getByRole('button', { name: CONFIRM }).click();
    const dialog = page.getByRole('dialog', { name: /^Confirm / });
    await expect(dialog).toContainText('386.40');
    await dialog.getByRole('button', { name: /one-way$/ }).click();
    await expect(page.getByRole('heading', { level: 1, name: /^INV-/ })).toBeVisible();
    await expect.poll(() => total(page)).toBe(38640);
    await open(page, `/ledger?contract=${CONTRACT}&type=billed_sales`);
    await expect(cells(page, 'amount').filter({ hasText: '386.40' })).toHaveCount(1);
  });
});
