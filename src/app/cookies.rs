//! Who is signed in, and on which device, as the browser keeps it.

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};

/// The session token in the request's cookies.
pub fn token(headers: &HeaderMap, https: bool) -> Option<String> {
    cookie_value(headers, cookie_name(https))
}

/// A token of ours in the request's cookies.
pub fn cookie_value(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(n, value)| {
            *n == name && value.len() == 64 && value.bytes().all(|b| b.is_ascii_hexdigit())
        })
        .map(|(_, value)| value.to_owned())
}

/// How long a browser is known that nobody signs in from, in seconds: 400 days, the longest that
/// browsers keep a cookie.
pub const DEVICE_LIFE: u32 = 400 * 24 * 60 * 60;

pub fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-billwright" } else { "billwright" }
}

pub fn device_name(https: bool) -> &'static str {
    if https { "__Host-billwright-device" } else { "billwright-device" }
}

pub fn cookie(name: &str, token: &str, https: bool, max_age: Option<u32>) -> String {
    let secure = if https { "; Secure" } else { "" };
    let max_age = max_age.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{max_age}")
}

pub fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}
