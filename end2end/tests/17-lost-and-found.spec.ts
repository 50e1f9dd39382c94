import { alive, bringIn, expect, markAllReady, open, openContract, openFirstDraft, rows, test, workOf } from './support';

// Nothing that goes wrong on the way ends the work, and nothing typed is lost without a question.

const PART = /\/pkg\/ledger\.[0-9a-f]+\.wasm$/;

test.describe('a part of the program', () => {
  test.use({ expected: /Failed to fetch|net::ERR_|TypeError|failed:|404/ });

  test('that does not come is no end: the page comes in full', async ({ page }) => {
    await open(page, '/billing/invoices');
    await page.evaluate(() => document.documentElement.setAttribute('data-same-document', ''));
    await page.route(PART, route => route.abort(), { times: 1 });
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Ledger' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ledger');
    await expect(page).toHaveURL('/ledger');
    await alive(page);
    await expect(page.locator('html[data-same-document]')).toHaveCount(0); // another document
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Project Contracts' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Project Contracts');
  });

  test('of an older build, which is gone, is no end either', async ({ page }) => {
    await open(page, '/billing/invoices');
    await page.evaluate(() => document.documentElement.setAttribute('data-same-document', ''));
    await page.route(PART, route => route.fulfill({ status: 404, body: '' }), { times: 1 });
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Ledger' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ledger');
    await alive(page);
    await expect(page.locator('html[data-same-document]')).toHaveCount(0);
  });

  test('that never comes is said, with a way on, and the page no longer pretends to work', async ({ page }) => {
    await open(page, '/billing/invoices');
    await page.route(PART, route => route.abort());
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Ledger' }).click();
    const banner = page.getByRole('alertdialog', { name: 'This page has stopped' });
    await expect(banner).toBeVisible();
    await expect(page.locator('.frame')).toHaveAttribute('inert', '');
    await page.keyboard.press('Escape');
    await expect(banner).toBeVisible();
    await page.unroute(PART);
    await banner.getByRole('link', { name: 'Reload' }).click();
    await alive(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ledger');
    await expect(page.locator('[inert]')).toHaveCount(0);
  });

  test('a click without network says so, leaves the page as it is, and goes on once there is one', async ({ page, context }) => {
    await open(page, '/contracts');
    await page.getByLabel('Customer', { exact: true }).fill('Nordlicht');
    await context.setOffline(true);
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Approvals' }).click();
    const question = page.getByRole('dialog', { name: 'You are offline' });
    await expect(question).toBeVisible();
    await expect(page.getByRole('heading', { level: 1, includeHidden: true })).toHaveText('Project Contracts');
    await expect(page).toHaveURL('/contracts');
    await context.setOffline(false);
    await question.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Approvals');
  });
});

test.describe('a panic', () => {
  test.use({ expected: /panicked|RuntimeError|unreachable|hydration error/ });

  test('shows a banner over a page that is inert, and Reload goes on', async ({ page }) => {
    // The program takes over a document that is not the one it drew: it stops.
    await page.route('/billing/invoices', async route => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: (await answer.text()).replace('<header class="side">', 'Not drawn by it.$&') });
    });
    await page.goto('/billing/invoices');
    const banner = page.getByRole('alertdialog', { name: 'This page has stopped' });
    await expect(banner).toBeVisible();
    await expect(page.locator('.frame')).toHaveAttribute('inert', '');
    await page.unroute('/billing/invoices');
    await banner.getByRole('link', { name: 'Reload' }).click();
    await alive(page);
    await expect(banner).toHaveCount(0);
    await expect(rows(page).first()).toBeVisible();
  });
});

test('a new version says that it is ready', async ({ page }) => {
  await open(page, '/billing/invoices');
  await page.route('**/api/read_drafts', async route => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, headers: { ...answer.headers(), 'billwright-version': 'another' } });
  });
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Today' }).click();
  const notice = page.locator('.version').filter({ hasText: 'A new version of Billwright is ready.' });
  await expect(notice).toBeVisible();
  await page.unrouteAll({ behavior: 'wait' });
  await notice.getByRole('button', { name: 'Reload' }).click();
  await alive(page);
  await expect(notice).toHaveCount(0);
});

test.describe('what is typed', () => {
  test.use({ as: 'bruno' });

  test('in a contract is asked about by links, Back and the window', async ({ page }) => {
    await open(page, '/contracts');
    await page.getByRole('link', { name: 'New contract' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('New contract');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Ledger' }).click(); // nothing typed: nothing asked
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ledger');
    await page.goBack();
    await page.getByLabel('Name', { exact: true }).fill('Half a contract');
    const question = page.getByRole('dialog', { name: 'Leave without saving?' });
    const stay = question.getByRole('button', { name: 'Keep it as it is' });

    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Invoices' }).click();
    await expect(stay).toBeFocused();
    await stay.click();
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Half a contract');

    await page.evaluate(() => history.back());
    await stay.click();
    await expect(page).toHaveURL('/contracts/new');
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Half a contract');

    page.once('dialog', dialog => {
      expect(dialog.type()).toBe('beforeunload');
      return dialog.dismiss();
    });
    await page.evaluate(() => location.reload());
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Half a contract');

    await page.evaluate(() => history.back());
    await question.getByRole('button', { name: 'Leave without saving' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Project Contracts');
  });

  test('in a dialog is asked about by Escape, twice, and by its ✕; typed back it is nothing', async ({ page }) => {
    await open(page, '/settings/customers');
    await page.getByRole('button', { name: 'Add a customer' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a customer' });
    await dialog.getByLabel('Name', { exact: true }).fill('Half a customer');
    const question = page.getByRole('dialog', { name: 'Leave without saving?' });
    for (let again = 0; again < 2; again++) {
      await page.keyboard.press('Escape');
      await expect(question).toBeVisible();
      await page.keyboard.press('Escape'); // no answer is no
      await expect(question).toBeHidden();
      await expect(dialog.getByLabel('Name', { exact: true })).toHaveValue('Half a customer');
    }
    await dialog.getByRole('button', { name: 'Close' }).click();
    await question.getByRole('button', { name: 'Keep it as it is' }).click();
    await dialog.getByLabel('Name', { exact: true }).fill('');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });

  test('a price goes only after a question that names it', async ({ page }) => {
    await open(page, '/settings/prices');
    await rows(page).first().getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('dialog', { name: 'Edit price' }).getByRole('button', { name: 'Delete price' }).click();
    const question = page.getByRole('dialog', { name: 'Delete price', exact: true });
    await expect(question).toContainText(/\d\d\d\d-\d\d-\d\d to \d\d\d\d-\d\d-\d\d/);
    await question.getByRole('button', { name: 'Keep it as it is' }).click();
    await expect(page.getByRole('dialog', { name: 'Edit price' })).toBeVisible();
  });

  test('all that match come off a draft only after a question with their count and sum', async ({ page }) => {
    await open(page, '/billing/invoices?state=draft');
    await openFirstDraft(page);
    await page.getByLabel('Select every row on this page').check();
    await page.getByRole('button', { name: 'Select all matching' }).click();
    await page.getByRole('button', { name: 'Back to backlog', exact: true }).click();
    const question = page.getByRole('dialog', { name: 'Back to backlog' });
    await expect(question).toContainText(/Take [\d,]+ rows? ·( [\d,.]+\sh ·)? [\d,.]+\s[A-Z]{3} off the draft\?/);
    const before = await rows(page).count();
    await question.getByRole('button', { name: 'Keep it as it is' }).click();
    await page.reload();
    await expect(rows(page)).toHaveCount(before);
  });
});

// A contract of their own: the second test follows the first.
test.describe.serial('what is ready', () => {
  const CONTRACT = 'K-6005';

  test.describe('an administrator', () => {
    test.use({ as: 'ada' });

    test('brings a contract with approved work', async ({ page }) => {
      await bringIn(page, workOf(CONTRACT, 'WEIR', ['4.00']), '1 entry approved.');
    });
  });

  test('after Create Invoice, the figures are the new ones, however its dialog is closed', async ({ page }) => {
    await markAllReady(page, `contract=${CONTRACT}&status=not_ready`);
    await openContract(page, CONTRACT);
    const drafts = page.locator('.tile').filter({ hasText: 'On drafts' });
    const before = (await drafts.textContent()) ?? '';
    await page.getByRole('button', { name: 'Create Invoice' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Create Invoice' }).click();
    await expect(page.getByRole('dialog').getByRole('status')).toContainText('created.');
    await expect(drafts).not.toHaveText(before);
    await page.keyboard.press('Escape');
    await expect(drafts).not.toHaveText(before);
  });
});
