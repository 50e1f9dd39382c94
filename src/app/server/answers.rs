//! What is answered to what went wrong: its status, its words, and when to try again.

use super::plain::{self, RETRY_AFTER};
use crate::vocabulary::{failure::ApiError, refusal::Refusal, texts::texts};
use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;

/// Largest body of a server function.
pub const BODY_LIMIT: usize = 1 << 20;

/// What could not be answered: said to programs as they read it, to people on a page that leads
/// back to `path`.
pub fn failed(path: &str, error: &ApiError) -> Response {
    if path.starts_with("/api/") {
        return answer(status_of(error), error);
    }
    let t = texts();
    plain::page(status_of(error), &error.sentence(t), (path, t.plain_again))
}

/// The typed answer that a server function's caller reads.
pub fn answer(status: StatusCode, error: &ApiError) -> Response {
    let body = serde_json::to_string(error).unwrap_or_default();
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::HeaderName::from_static(SERVER_FN_ERROR_HEADER), "/"),
    ];
    let mut response = (status, headers, body).into_response();
    say_when_to_try_again(&mut response);
    response
}

/// Leptos answers whatever a server function did not do with 500. What was refused is the caller's
/// to mend, not ours.
pub async fn statuses(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR
        || !response.headers().contains_key(SERVER_FN_ERROR_HEADER)
    {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, BODY_LIMIT).await.unwrap_or_default();
    if let Ok(error) = serde_json::from_slice(&bytes) {
        parts.status = status_of(&error);
    }
    let mut response = Response::from_parts(parts, Body::from(bytes));
    say_when_to_try_again(&mut response);
    response
}

fn say_when_to_try_again(response: &mut Response) {
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
    }
}

pub fn status_of(error: &ApiError) -> StatusCode {
    match error {
        ApiError::Refused(Refusal::InputUnreadable | Refusal::CallIncomplete)
        | ApiError::Unreachable => StatusCode::BAD_REQUEST,
        ApiError::Refused(Refusal::NotFound) => StatusCode::NOT_FOUND,
        ApiError::Refused(
            Refusal::Outdated | Refusal::SelectionChanged { .. } | Refusal::PageOfAnother { .. },
        ) => StatusCode::CONFLICT,
        ApiError::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        ApiError::SignedOut => StatusCode::UNAUTHORIZED,
        ApiError::Forbidden => StatusCode::FORBIDDEN,
        ApiError::Busy => StatusCode::SERVICE_UNAVAILABLE,
        ApiError::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// A path as a query value.
pub fn http_encoded(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'.') {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}
