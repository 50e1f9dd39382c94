//! A line of text with what it may mean below it.

use super::search::Search;
use crate::{
    ui::field::{labelled, refused},
    vocabulary::{
        choices::Choices,
        failure::ApiError,
        refusal::Field,
        texts::{fill, texts},
    },
};
use leptos::{ev::KeyboardEvent, prelude::*, task::spawn_local};
use std::sync::atomic::{AtomicUsize, Ordering};

/// How a line of text is called, and what is said of it.
pub(super) struct Line {
    pub(super) field: Field,
    pub(super) label: String,
    pub(super) error: Signal<Option<ApiError>>,
    pub(super) hint: Option<&'static str>,
}

/// What is typed, and what it may mean.
#[derive(Clone, Copy)]
pub(super) struct Lookup {
    typed: RwSignal<String>,
    search: Search,
    /// Words of one's own are as good as what is offered, and what is taken is written as its key.
    is_free: bool,
    found: RwSignal<Result<Choices, ApiError>>,
    /// What was asked last, while it is.
    asked: StoredValue<Option<String>>,
    /// The text that was answered.
    answered: RwSignal<Option<String>>,
    pub(super) is_open: RwSignal<bool>,
    active: RwSignal<Option<usize>>,
    /// Given when it is first opened: once on the page, and only in the browser.
    id: RwSignal<String>,
}

static NEXT: AtomicUsize = AtomicUsize::new(1);

impl Lookup {
    pub(super) fn new(typed: RwSignal<String>, search: Search, is_free: bool) -> Self {
        Self {
            typed,
            search,
            is_free,
            found: RwSignal::new(Ok(Choices::default())),
            asked: StoredValue::new(None),
            answered: RwSignal::new(None),
            is_open: RwSignal::new(false),
            active: RwSignal::new(None),
            id: RwSignal::new(String::new()),
        }
    }

    /// Asks what the text may mean, one question after another: what is typed meanwhile is asked for
    /// as it stands then.
    fn ask(self, settle: impl Fn() + Copy + 'static) {
        if self.asked.with_value(Option::is_some) {
            return;
        }
        spawn_local(async move {
            while let Some(typed) = self.typed.try_get_untracked() {
                if self.answered.get_untracked().as_ref() == Some(&typed) {
                    break;
                }
                self.asked.set_value(Some(typed.clone()));
                let Some(answer) = self.search.0.try_with_value(|ask| ask(typed.clone())) else {
                    return; // the field is gone
                };
                let answer = answer.await;
                if self.found.try_set(answer).is_some() {
                    return;
                }
                self.answered.set(Some(typed));
                self.active.set(None);
            }
            let _ = self.asked.try_set_value(None);
            settle();
        });
    }

    fn open(self, settle: impl Fn() + Copy + 'static) {
        if self.id.with_untracked(String::is_empty) {
            self.id.set(format!("offers-{}", NEXT.fetch_add(1, Ordering::Relaxed)));
        }
        self.is_open.set(true);
        self.answered.set(None); // what there is may have changed
        self.ask(settle);
    }

    fn close(self) {
        self.is_open.set(false);
        self.active.set(None);
    }

    fn offers(self) -> Vec<(String, String)> {
        self.found.with(|found| found.as_ref().map(|all| all.offered.clone()).unwrap_or_default())
    }

    /// Nothing is being asked.
    pub(super) fn rests(self) -> bool {
        self.answered.get().is_some_and(|answered| answered == self.typed.get())
    }

    /// The one that is marked; else the one of that name, or the only one that the text can mean.
    pub(super) fn meant(self) -> Option<(String, String)> {
        let offers = untrack(|| self.offers());
        match self.active.get_untracked() {
            Some(at) => offers.into_iter().nth(at),
            None if self.is_free || !self.is_answered() => None,
            None if offers.len() == 1 => offers.into_iter().next(),
            None => self.found.with_untracked(|found| {
                found.as_ref().ok()?.named(&self.typed.get_untracked()).cloned()
            }),
        }
    }

    fn is_answered(self) -> bool {
        let typed = self.typed.get_untracked();
        !typed.trim().is_empty() && self.answered.get_untracked().as_ref() == Some(&typed)
    }

    fn step(self, forward: bool) {
        let count = untrack(|| self.offers()).len();
        if count == 0 {
            return;
        }
        let next = match (self.active.get_untracked(), forward) {
            (None, true) => 0,
            (None, false) => count - 1,
            (Some(at), true) => (at + 1) % count,
            (Some(at), false) => (at + count - 1) % count,
        };
        self.active.set(Some(next));
    }

    fn option_id(self, at: usize) -> String {
        format!("{}-{at}", self.id.get())
    }

    /// The line and its offers; `take` is given what was taken, `settle` is told that there are
    /// other words or other offers.
    pub(super) fn view(
        self,
        Line { field, label, error, hint }: Line,
        take: impl Fn((String, String)) + Copy + Send + Sync + 'static,
        settle: impl Fn() + Copy + Send + Sync + 'static,
    ) -> AnyView {
        let refusal = refused(field, error);
        let called = StoredValue::new(label.clone());
        let take = move |offer: (String, String)| {
            let (key, name) = offer.clone();
            self.answered.set(Some(if self.is_free { key } else { name }));
            take(offer);
            self.close();
        };
        let typing = move |e: leptos::ev::Event| {
            self.typed.set(event_target_value(&e));
            settle();
            if is_focused(&e) {
                self.open(settle);
            } else {
                self.ask(settle); // typed before the program came
            }
        };
        let key = move |e: KeyboardEvent| self.key(&e, take, settle);
        let left = move |_| {
            self.close();
            settle();
        };
        let input = view! {
            <input
                type="text"
                role="combobox"
                autocomplete="off"
                aria-autocomplete="list"
                aria-expanded=move || self.is_open.get().to_string()
                aria-controls=move || self.is_open.get().then(|| self.id.get())
                aria-activedescendant=move || self.active.get().map(|at| self.option_id(at))
                aria-invalid=move || refusal().is_some().to_string()
                placeholder=hint
                value=self.typed.get_untracked()
                prop:value=move || self.typed.get()
                on:input=typing
                on:click=move |_| self.open(settle)
                on:keydown=key
                on:blur=left
            />
        };
        view! {
            <div class="lookup">
                {labelled(label, input, refusal)}
                {move || self.is_open.get().then(|| self.popup(called.get_value(), take))}
            </div>
        }
        .into_any()
    }

    fn key(
        self,
        e: &KeyboardEvent,
        take: impl Fn((String, String)),
        settle: impl Fn() + Copy + 'static,
    ) {
        let is_open = self.is_open.get_untracked();
        match e.key().as_str() {
            "ArrowDown" | "ArrowUp" => {
                e.prevent_default();
                if is_open { self.step(e.key() == "ArrowDown") } else { self.open(settle) }
            }
            "Enter" if is_open => {
                if let Some(meant) = self.meant() {
                    e.prevent_default(); // the form is sent by the next one
                    take(meant);
                }
            }
            "Escape" if is_open => {
                // Of a dialog this one closes the offers alone.
                e.prevent_default();
                e.stop_propagation();
                self.close();
            }
            _ => {}
        }
    }

    fn popup(
        self,
        label: String,
        take: impl Fn((String, String)) + Copy + Send + Sync + 'static,
    ) -> AnyView {
        let one = move |(at, offer): (usize, (String, String))| {
            let name = offer.1.clone();
            view! {
                <li
                    role="option"
                    id=self.option_id(at)
                    aria-selected=move || (self.active.get() == Some(at)).to_string()
                    on:click=move |_| take(offer.clone())
                >
                    {name}
                </li>
            }
        };
        let said = move || {
            let t = texts();
            self.found.with(|found| match found {
                Err(error) => error.sentence(t),
                Ok(_) if self.answered.with(Option::is_none) => String::new(),
                Ok(all) if all.offered.is_empty() => t.lookup_nothing.to_owned(),
                Ok(all) if all.has_more => {
                    fill(t.lookup_more, &[("count", &all.offered.len().to_string())])
                }
                Ok(_) => String::new(),
            })
        };
        // The line keeps the focus while somebody presses on an offer.
        view! {
            <div class="offers" on:mousedown=|e| e.prevent_default()>
                <ul role="listbox" id=move || self.id.get() aria-label=label>
                    {move || self.offers().into_iter().enumerate().map(one).collect_view()}
                </ul>
                <small role="status">{said}</small>
            </div>
        }
        .into_any()
    }
}

/// Whether somebody is in the line that an event is of.
#[cfg(feature = "hydrate")]
fn is_focused(event: &leptos::ev::Event) -> bool {
    let target = event_target::<web_sys::Element>(event);
    document().active_element().is_some_and(|active| active == target)
}

#[cfg(not(feature = "hydrate"))]
fn is_focused(_: &leptos::ev::Event) -> bool {
    false
}
