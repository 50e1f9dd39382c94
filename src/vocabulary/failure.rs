//! How anything ends that does not end well: a `Refusal` is a business no; a fault is ours.

use super::refusal::Refusal;
use leptos::server_fn::{
    Bytes, ContentType, Decodes, Encodes, Format, FormatType,
    codec::Post,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned, de::Error as _};
use std::fmt;

/// What a server function answers instead of a result; typed on both sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ApiError {
    /// A business no, said beside the control that caused it.
    Refused(Refusal),
    /// Nobody is signed in, or the session has ended.
    SignedOut,
    /// The role does not allow it.
    Forbidden,
    /// Nothing is wrong with what was asked, but rows, connections or the database itself are not
    /// to be had at the moment.
    Busy,
    /// Ours: logged under this reference.
    Fault(String),
    /// The answer did not arrive.
    Unreachable,
}

impl FromServerFnError for ApiError {
    type Encoder = JsonText;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Self::Unreachable,
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => Self::Refused(Refusal::InputUnreadable),
            ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_)
            | ServerFnErrorErr::MiddlewareError(_)
            | ServerFnErrorErr::ServerError(_)
            | ServerFnErrorErr::Serialization(_) => Self::Unreachable,
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence(super::texts::texts()))
    }
}

impl std::error::Error for ApiError {}

impl ApiError {
    /// What the user reads.
    pub fn sentence(&self, t: &super::texts::Texts) -> String {
        match self {
            Self::Refused(refusal) => refusal.sentence(t),
            Self::SignedOut => t.failure_signed_out.to_owned(),
            Self::Forbidden => t.failure_forbidden.to_owned(),
            Self::Busy => t.failure_busy.to_owned(),
            Self::Fault(reference) => {
                super::texts::fill(t.failure_fault, &[("reference", reference)])
            }
            Self::Unreachable => t.failure_unreachable.to_owned(),
        }
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// How calls are posted and answered.
pub type Json = Post<JsonText>;

/// JSON, read from text as what the document brings is: the browser's program then has one reader
/// for each type, where bytes would need a second.
#[derive(Debug)]
pub struct JsonText;

impl ContentType for JsonText {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonText {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonText {
    type Error = serde_json::Error;

    fn encode(output: &T) -> Result<Bytes, serde_json::Error> {
        serde_json::to_vec(output).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for JsonText {
    type Error = serde_json::Error;

    fn decode(bytes: Bytes) -> Result<T, serde_json::Error> {
        serde_json::from_str(std::str::from_utf8(&bytes).map_err(serde_json::Error::custom)?)
    }
}
