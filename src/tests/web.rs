//! The server as a browser meets it, without a network: requests into `routes`, answers out of it.

use super::fixtures::World;
use crate::{
    access,
    app::server::routes,
    platform::config::Config,
    vocabulary::{
        call::{KEY_HEADER, PAGE_HEADER},
        words::Role,
    },
};
use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use clap::Parser;
use http_body_util::BodyExt;
use tower::ServiceExt;

/// A world with a server before it.
pub struct Site {
    /// What is behind it.
    pub world: World,
    /// Every route with every layer.
    app: Router,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    /// How it went.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, as text.
    pub text: String,
}

impl Answer {
    /// A header as text.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    config: Config,
}

/// The settings of a server that nobody set up.
pub fn config() -> Config {
    Line::parse_from(["billwright"]).config
}

impl Site {
    /// A server before a world.
    pub fn new(world: World) -> Self {
        Self::with(world, &config())
    }

    /// A server with other settings.
    pub fn with(world: World, config: &Config) -> Self {
        let app = routes(&world.database, config);
        Self { world, app }
    }

    /// Sends a request.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.app.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// Opens a page, signed in or not.
    pub async fn get(&self, path: &str, token: Option<&str>) -> Answer {
        self.send(as_browser(Method::GET, path, token).body(Body::empty()).expect("a request"))
            .await
    }

    /// Calls a server function as our page does: it says whose it is, and draws a key for each act.
    pub async fn call(
        &self,
        function: &str,
        token: Option<&str>,
        body: impl Into<Bytes>,
    ) -> Answer {
        let page = match token {
            Some(token) => self.page_of(token).await,
            None => None,
        };
        self.call_as(function, token, page.as_deref(), Some(&drawn()), as_seen(body.into())).await
    }

    /// Calls a server function under a key.
    pub async fn call_under(
        &self,
        key: &str,
        function: &str,
        token: &str,
        body: impl Into<Bytes>,
    ) -> Answer {
        let page = self.page_of(token).await;
        self.call_as(function, Some(token), page.as_deref(), Some(key), body).await
    }

    /// Calls a server function, saying whose page it is and under which key, or not.
    pub async fn call_as(
        &self,
        function: &str,
        token: Option<&str>,
        page: Option<&str>,
        key: Option<&str>,
        body: impl Into<Bytes>,
    ) -> Answer {
        let body = body.into();
        let mut request = as_browser(Method::POST, &format!("/api/{function}"), token)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/json");
        for (name, value) in [(PAGE_HEADER, page), (KEY_HEADER, key)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let request = request.header(header::CONTENT_LENGTH, body.len());
        self.send(request.body(Body::from(body)).expect("a request")).await
    }

    /// Whose page somebody sees who is signed in, as its calls say it.
    pub async fn page_of(&self, token: &str) -> Option<String> {
        let who = access::commands::session(&self.world.database, token).await.ok().flatten()?;
        Some(who.page().to_string())
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, token: Option<&str>, form: &str) -> Answer {
        let request = as_browser(Method::POST, path, token)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(form.to_owned())).expect("a request")).await
    }

    /// Somebody of the company with these roles, signed in: their token.
    pub async fn sign_in(&self, name: &str, roles: &[Role]) -> String {
        self.world.session(&format!("{name}@example.org"), roles).await
    }
}

/// A body whose selections say what was seen of them, as a page's do: so many rows, in their first
/// version.
fn as_seen(body: Bytes) -> Bytes {
    fn look(value: &mut serde_json::Value) {
        let serde_json::Value::Object(fields) = value else { return };
        for (name, value) in fields.iter_mut() {
            let rows = value.get("Rows").and_then(|rows| rows.as_array()).map(Vec::len);
            if name == "selection" && (rows.is_some() || value.get("Matching").is_some()) {
                let versions = vec![1; rows.unwrap_or_default()];
                *value = serde_json::json!({"Seen": [value.take(), {"count": rows.unwrap_or_default(), "versions": versions}]});
            } else {
                look(value);
            }
        }
    }
    match serde_json::from_slice::<serde_json::Value>(&body) {
        Ok(mut value) if body.len() < 10_000 => {
            look(&mut value);
            value.to_string().into()
        }
        Ok(_) | Err(_) => body,
    }
}

/// A key that nobody else draws.
pub fn drawn() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

/// A request as a browser on our own page makes it.
pub fn as_browser(method: Method, path: &str, token: Option<&str>) -> axum::http::request::Builder {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "billwright.example")
        .header("sec-fetch-site", "same-origin");
    if let Some(token) = token {
        request = request.header(header::COOKIE, format!("other=1; billwright={token}"));
    }
    request
}
