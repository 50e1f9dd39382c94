given => {
  const root = document.documentElement;
  // What was done before the program answers, in order; once is enough for each control.
  const kept = new Map();

  function keep(event, target, act) {
    if (event.cancelable) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    kept.set(target, act);
    target.setAttribute('data-kept', '');
    root.setAttribute('data-busy', '');
  }

  // A form with an address of its own is sent by the browser, with or without a program; so are links.
  const isSent = form => form?.hasAttribute('action');

  const before = {
    click(event) {
      const button = event.target.closest?.('button, input[type=button], input[type=submit]');
      if (!button || button.disabled || (button.type === 'submit' && isSent(button.form))) return;
      keep(event, button, () => button.click());
    },
    submit(event) {
      const form = event.target;
      if (!isSent(form)) keep(event, form, () => form.requestSubmit());
    },
    // What is typed, ticked or chosen stands there at once; the program is told, and puts nothing else in its place.
    input: noted,
    change: noted,
  };

  function noted(event) {
    const field = event.target;
    if (!field.matches?.('input:not([type=file]), select, textarea')) return;
    const {value, checked} = field;
    const isTick = field.type === 'checkbox' || field.type === 'radio';
    kept.set(field, () => {
      if (isTick) field.checked = checked;
      else field.value = value;
      for (const name of ['input', 'change']) field.dispatchEvent(new Event(name, {bubbles: true}));
    });
  }

  for (const name in before) addEventListener(name, before[name], true);

  function alive() {
    for (const name in before) removeEventListener(name, before[name], true);
    root.removeAttribute('data-busy');
    for (const [target, act] of kept) {
      target.removeAttribute('data-kept');
      if (target.isConnected) act();
    }
    kept.clear();
    remember(memory => memory.removeItem(ASKED));
    // Where one goes next is fetched while nothing else is to do, unless data is dear.
    if (!navigator.connection?.saveData) setTimeout(() => idle(fetchParts), 2000);
  }

  new MutationObserver((_, observer) => {
    if (!root.hasAttribute('data-alive')) return;
    observer.disconnect();
    alive();
  }).observe(root, {attributeFilter: ['data-alive']});

  const idle = act => (window.requestIdleCallback ?? setTimeout)(act);

  // One after another: what somebody asks for meanwhile comes first.
  async function fetchParts() {
    for (const href of given.parts) {
      if (document.querySelector(`link[href="${href}"]`)) continue;
      const link = Object.assign(document.createElement('link'), {rel: 'prefetch', as: 'fetch', crossOrigin: 'anonymous', href});
      await new Promise(done => {
        link.onload = link.onerror = done;
        document.head.append(link);
      });
    }
  }

  // Where the window remembers what it asked for in full; the program does the same for its parts.
  const ASKED = 'billwright-in-full';

  function remember(act) {
    try {
      return act(sessionStorage);
    } catch {
      return null; // a window without memory
    }
  }

  // The program did not come: the page is asked for once more, and then a person decides. It stays readable.
  function failed(error) {
    console.error(error);
    if (document.getElementById('stopped')) return; // it came, and has stopped
    const here = location.pathname + location.search;
    const asked = remember(memory => memory.getItem(ASKED) === here || (memory.setItem(ASKED, here), false));
    if (asked === false && navigator.onLine) return location.reload();
    for (const element of document.body.children) element.setAttribute('inert', '');
    const dialog = Object.assign(document.createElement('dialog'), {id: 'stopped', className: 'stopped', role: 'alertdialog', ariaLabel: given.title});
    dialog.setAttribute('closedby', 'none');
    const link = Object.assign(document.createElement('a'), {className: 'button primary', href: here, rel: 'external', textContent: given.reload});
    const text = (tag, textContent) => Object.assign(document.createElement(tag), {textContent});
    dialog.append(text('strong', given.title), text('p', given.explained), link);
    document.body.append(dialog);
    dialog.showModal();
  }

  // What the page says is a file of its own, in the page's language. Without it the program did not come.
  async function fetchTexts() {
    const answer = await fetch(given.texts);
    if (!answer.ok) throw new Error(`${given.texts} failed: ${answer.status}`);
    return answer.text();
  }

  const parsed = new Promise(done => (document.readyState === 'loading' ? addEventListener('DOMContentLoaded', done) : done()));
  // The program is compiled while the page still comes.
  const program = Promise.all([import(given.script), WebAssembly.compileStreaming(fetch(given.module)), fetchTexts(), parsed]);
  program.then(([script, module, texts]) => script.default({module_or_path: module}).then(() => script.hydrate(texts))).catch(error => parsed.then(() => failed(error)));
}
