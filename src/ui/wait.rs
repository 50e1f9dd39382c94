//! What waits for the server: what is asked, and what is shown once the answer has come. Behind
//! pointers: the framework would compile all that waits anew for each question and each content.

use futures::future::BoxFuture;
use leptos::{
    prelude::*,
    server::codee::{Decoder, Encoder},
};
use serde::{Serialize, de::DeserializeOwned};

/// An answer that a page waits for.
pub type Awaiting<T> = Resource<T, InDocument>;

/// How answers come with the document: written by the server, read by the browser. Neither is
/// compiled with what only the other does.
pub struct InDocument;

impl<T: Serialize> Encoder<T> for InDocument {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(answer: &T) -> Result<String, serde_json::Error> {
        serde_json::to_string(answer)
    }
}

impl<T: DeserializeOwned> Decoder<T> for InDocument {
    type Error = serde_json::Error;
    type Encoded = str;

    #[cfg(not(feature = "ssr"))]
    fn decode(text: &str) -> Result<T, serde_json::Error> {
        serde_json::from_str(text)
    }

    #[cfg(feature = "ssr")]
    fn decode(_: &str) -> Result<T, serde_json::Error> {
        Err(serde::de::Error::custom("the server reads no document"))
    }
}

/// Shows its content once all that it reads has come; while anything is read anew, what it showed
/// stays.
#[component]
pub fn Awaited(
    /// What stands there until it has come for the first time.
    #[prop(optional, into)]
    fallback: ViewFnOnce,
    children: Children,
) -> impl IntoView {
    view! { <Transition fallback>{children()}</Transition> }
}

/// What is read of something that changes.
type Of<S> = Box<dyn Fn() -> S + Send + Sync>;
/// What the server is asked about it.
type Question<S, T> = Box<dyn Fn(S) -> BoxFuture<'static, T> + Send + Sync>;

/// Asks now, and again whenever `of` changes.
pub fn awaited<S, T, A>(
    of: impl Fn() -> S + Send + Sync + 'static,
    ask: impl Fn(S) -> A + Send + Sync + 'static,
) -> Awaiting<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    A: Future<Output = T> + Send + 'static,
{
    resource(Box::new(of), Box::new(move |of| Box::pin(ask(of))), false)
}

/// The same, and nothing of the page is sent before the first answer: what it is called, or whether it is
/// there, depends on it.
pub fn awaited_first<S, T, A>(
    of: impl Fn() -> S + Send + Sync + 'static,
    ask: impl Fn(S) -> A + Send + Sync + 'static,
) -> Awaiting<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    A: Future<Output = T> + Send + 'static,
{
    resource(Box::new(of), Box::new(move |of| Box::pin(ask(of))), true)
}

fn resource<S, T>(of: Of<S>, ask: Question<S, T>, is_first: bool) -> Awaiting<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
{
    Awaiting::new_with_options(of, ask, is_first)
}
