//! What no browser of ours sends is turned away before anybody looks who is signed in.

use super::answers::answer;
use crate::vocabulary::{failure::ApiError, refusal::Refusal};
use axum::{
    extract::Request,
    http::{HeaderName, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses writes that bring a cookie but not where they come from (every browser says one or the
/// other), and calls that are not JSON: a form on another site can send anything but that.
pub async fn known(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let writes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let nameless = !headers.contains_key(header::ORIGIN) && !headers.contains_key(SEC_FETCH_SITE);
    if writes && nameless && headers.contains_key(header::COOKIE) {
        return answer(StatusCode::FORBIDDEN, &ApiError::Forbidden);
    }
    if writes
        && request.uri().path().starts_with("/api/")
        && !is_json(headers.get(header::CONTENT_TYPE))
    {
        return answer(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            &ApiError::Refused(Refusal::InputUnreadable),
        );
    }
    next.run(request).await
}

fn is_json(content_type: Option<&header::HeaderValue>) -> bool {
    let text = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.split(';')
        .next()
        .is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json"))
}
