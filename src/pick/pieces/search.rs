//! What a text may mean, asked for.

use crate::vocabulary::{choices::Choices, failure::ApiError};
use leptos::prelude::*;
use std::pin::Pin;

type Asked = Pin<Box<dyn Future<Output = Result<Choices, ApiError>>>>;

/// Says what a text may mean.
#[derive(Clone, Copy)]
pub struct Search(pub(super) StoredValue<Box<dyn Fn(String) -> Asked + Send + Sync>>);

impl Search {
    /// By asking the server.
    pub fn by<F>(ask: impl Fn(String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Choices, ApiError>> + 'static,
    {
        Self(StoredValue::new(Box::new(move |text| Box::pin(ask(text)))))
    }

    /// Among what is at hand.
    pub(super) fn among(choices: Signal<Choices>) -> Self {
        Self::by(move |text| {
            let found = choices.with_untracked(|all| all.holding(&text));
            async move { Ok(found) }
        })
    }
}
