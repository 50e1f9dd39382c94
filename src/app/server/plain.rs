//! The page of a server that can't give its own: said in plain HTML, with when to come back.

use crate::{language::reader::current, vocabulary::texts::texts};
use axum::{
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};

/// When to try again what was refused because the server is busy, in seconds.
pub const RETRY_AFTER: &str = "3";

/// A page that says one sentence and leads to where to go on.
pub fn page(status: StatusCode, sentence: &str, way_out: (&str, &str)) -> Response {
    let (address, words) = way_out;
    let (title, language) = (texts().plain_title, current().tag());
    let html = format!(
        "<!DOCTYPE html><html lang=\"{language}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title></head><body><main><h1>{title}</h1><p role=\"alert\">{}</p><p><a href=\"{}\">{}</a></p></main></body></html>",
        escaped(sentence),
        escaped(address),
        escaped(words)
    );
    let mut response = (status, Html(html)).into_response();
    if matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, axum::http::HeaderValue::from_static(RETRY_AFTER));
    }
    response
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
