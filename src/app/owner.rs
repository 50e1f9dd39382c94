//! One reactive owner per request. The framework keeps "the current owner" per thread and leaves a
//! page's there when the page has begun to wait: another request on that thread would take that
//! page's headers, its status, its preloads.

use axum::{extract::Request, middleware::Next, response::Response};
use leptos::prelude::Owner;
use std::{
    pin::Pin,
    task::{Context, Poll},
};

/// The layer around everything that the framework answers.
pub async fn alone(request: Request, next: Next) -> Response {
    Alone { owner: None, inner: Box::pin(next.run(request)) }.await
}

/// A future that sees only the owner that it has set itself.
struct Alone<F> {
    owner: Option<Owner>,
    inner: Pin<Box<F>>,
}

impl<F: Future> Future for Alone<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let others = swap(self.owner.take());
        let outcome = self.inner.as_mut().poll(cx);
        self.owner = swap(others);
        outcome
    }
}

/// Makes `owner` the thread's; the answer is whose it was.
fn swap(owner: Option<Owner>) -> Option<Owner> {
    let before = Owner::current();
    match (owner, &before) {
        (Some(owner), _) => owner.set(),
        (None, Some(before)) => before.clone().unset(),
        (None, None) => {}
    }
    before
}
