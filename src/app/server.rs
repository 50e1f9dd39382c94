//! The server: routes, the layers around them, start and stop.

pub mod answers;
pub mod client;
mod health;
pub mod listen;
mod live;
mod origin;
pub mod plain;
pub mod rows_first;
pub mod site;
pub mod web;

use super::{
    cookies,
    demo::demo_company,
    document::{Program, document, follows_content},
    forms,
    home::Home,
    knocks::Knocks,
    owner, rights,
    router::App,
    worker,
};
use crate::{
    access::{self, commands::RequestKey, model::SignedIn},
    batches::commands::Live,
    language::{reader, server as language},
    platform::{
        config::Config,
        database::{Database, Shares},
        failure::Failure,
        jobs::Pace,
    },
    ui::{paths, version::HEADER as VERSION_HEADER},
    vocabulary::{
        call::{KEY_HEADER, LEFT_HEADER, PAGE_HEADER},
        failure::ApiError,
        refusal::Refusal,
    },
};
use answers::{BODY_LIMIT, answer, failed, http_encoded, status_of, statuses};
use axum::{
    Extension, Router,
    body::Body,
    extract::{DefaultBodyLimit, Request},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use leptos::{config::LeptosOptions, prelude::provide_context};
use leptos_axum::{LeptosRoutes, generate_route_list};
use listen::Silence;
use site::site_root;
use std::sync::Arc;
use tower_http::{
    compression::{
        CompressionLayer,
        predicate::{NotForContentType, Predicate, SizeAbove},
    },
    csrf::CsrfLayer,
    limit::RequestBodyLimitLayer,
    services::{ServeDir, ServeFile},
    timeout::RequestBodyTimeoutLayer,
};
use web::Web;

/// What requests under way get to end in, once told to stop.
const GRACE: std::time::Duration = std::time::Duration::from_secs(10);

/// Serves until told to stop; then stops the private PostgreSQL too.
pub async fn serve(config: &Config) -> Result<bool, Failure> {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| "billwright=info,warn".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    if let Some(contradiction) = config.contradiction() {
        return Err(Failure::Fault(contradiction.into()));
    }
    if let Some(warning) = config.warning() {
        eprintln!("billwright: warning: {warning}");
        tracing::warn!("{warning}");
    }
    // Take the port first: a second server on it should say so before it touches anything.
    let listener = tokio::net::TcpListener::bind(config.addr).await.map_err(|error| {
        Failure::Fault(format!(
            "{} can't be listened on ({error}); choose another with BILLWRIGHT_ADDR",
            config.addr
        ))
    })?;
    let stop = stop_signal()?;
    let home = Home::open(config).await?;
    let answer = listen(config, &home, listener, stop).await;
    home.close().await?;
    answer
}

async fn listen(
    config: &Config,
    home: &Home,
    listener: tokio::net::TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<bool, Failure> {
    let sign_ins = demo_company(config, home).await?;
    let database = home.serve(Shares::of(config.connections)).await?;
    let addr = listener.local_addr().map_err(|error| Failure::Fault(error.to_string()))?;
    println!("Billwright is at http://{addr}");
    if let Some((_, password)) = sign_ins.first() {
        println!("Demo sign-ins, all with the password {password}:");
        for (email, _) in &sign_ins {
            println!("  {email}");
        }
    }
    let (stopping, mut stopped) = tokio::sync::watch::channel(false);
    tokio::spawn(async move {
        stop.await;
        stopping.send_replace(true);
    });
    let worker = worker::jobs().start(&database, Pace::SERVER, stopped.clone()).await?;
    worker::keep(&database).await?;
    let (mut last_call, mut ending) = (stopped.clone(), stopped.clone());
    let app = routes_for(&database, config, Silence::SERVER, stopped.clone());
    let serving = listen::serve(listener, app, Silence::SERVER, async move {
        // An error means the signal can no longer come; then nobody asks to stop.
        let _ = stopped.wait_for(|stop| *stop).await;
    });
    let outcome = tokio::select! {
        () = serving => Ok(true),
        failure = home.guard() => Err(failure),
        () = async { let _ = last_call.wait_for(|stop| *stop).await; tokio::time::sleep(GRACE).await } => Ok(true),
    };
    if *ending.borrow_and_update() {
        // What is under way ends, or goes on elsewhere; a worker that died has said so.
        let _ = worker.await;
    } else {
        worker.abort();
    }
    // Where the database is lost nothing of it ends in order: whoever still waits for a connection
    // would be waited for.
    if outcome.is_ok() {
        database.close().await;
    }
    outcome
}

/// Ctrl-C or SIGTERM.
fn stop_signal() -> Result<impl Future<Output = ()> + Send + 'static, Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let fault = |error: std::io::Error| Failure::Fault(error.to_string());
    let (mut interrupt, mut terminate) = (
        signal(SignalKind::interrupt()).map_err(fault)?,
        signal(SignalKind::terminate()).map_err(fault)?,
    );
    Ok(async move {
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
    })
}

/// Every route with every layer: what tests call too.
pub fn routes(database: &Database, config: &Config) -> Router {
    // Nobody says when it stops.
    let (_, never) = tokio::sync::watch::channel(false);
    routes_for(database, config, Silence::SERVER, never)
}

/// The same, for clients who may be silent for so long, until the server stops.
pub fn routes_for(
    database: &Database,
    config: &Config,
    silence: Silence,
    stop: tokio::sync::watch::Receiver<bool>,
) -> Router {
    let options = leptos_options(config);
    let program = Arc::new(Program::of(&options.site_root));
    let version = HeaderValue::from_str(&program.version)
        .unwrap_or_else(|_| HeaderValue::from_static(env!("CARGO_PKG_VERSION")));
    let web = Arc::new(Web {
        database: database.clone(),
        https: config.https,
        version,
        proxies: config.proxies(),
        knocks: Knocks::default(),
        last_answer: web::LastAnswer::default(),
        live: Live::until(stop),
    });
    let context = {
        let database = database.clone();
        move || {
            provide_context(database.clone());
            provide_context(reader::current());
        }
    };
    let page = move || document(&program);
    let api = Router::new()
        .leptos_routes_with_context(
            &options,
            generate_route_list(App),
            context.clone(),
            page.clone(),
        )
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        .layer(middleware::from_fn(rows_first::rows_first))
        .layer(middleware::from_fn(statuses));
    let site = std::path::PathBuf::from(site_root(config));
    let file = |name: &str| ServeFile::new(site.join(name));
    Router::new()
        .merge(api)
        .route("/sign-in", post(forms::sign_in).layer(DefaultBodyLimit::max(64 << 10)))
        .route("/sign-out", post(forms::sign_out))
        .route("/settings/import", post(forms::upload_import).layer(DefaultBodyLimit::disable()))
        .route(paths::LIVE, get(live::live))
        .route("/health", get(health::health))
        .route("/ready", get(health::ready))
        .fallback(leptos_axum::render_app_async_with_context(context, page))
        .layer(middleware::from_fn(owner::alone))
        .merge(language::files())
        .nest_service(
            "/pkg",
            ServeDir::new(site.join("pkg")).precompressed_br().precompressed_gzip(),
        )
        .route_service("/favicon.svg", file("favicon.svg"))
        .route_service("/robots.txt", file("robots.txt"))
        .layer(Extension(web.clone()))
        .layer(middleware::from_fn_with_state(web.clone(), gate))
        .layer(middleware::from_fn(origin::known))
        .layer(CsrfLayer::new())
        .layer(RequestBodyTimeoutLayer::new(silence.body))
        .layer(middleware::from_fn(language::in_theirs))
        .layer(middleware::from_fn_with_state(web, headers))
        .layer(CompressionLayer::new().compress_when(is_packed()))
        .with_state(options)
}

/// What is worth packing: not what is small, is packed already, or must not be gathered first.
fn is_packed() -> impl Predicate {
    SizeAbove::new(1024)
        .and(NotForContentType::const_new("application/wasm"))
        .and(NotForContentType::SSE)
}

fn leptos_options(config: &Config) -> LeptosOptions {
    LeptosOptions::builder()
        .output_name("billwright")
        .site_root(site_root(config))
        .site_pkg_dir("pkg")
        .site_addr(config.addr)
        .build()
}

/// Finds out who is asking, and turns away whoever may not: server functions by the access table,
/// pages by a session. Everything not named here is denied.
async fn gate(
    axum::extract::State(web): axum::extract::State<Arc<Web>>,
    mut request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    if path.starts_with("/pkg/")
        || matches!(path.as_str(), "/favicon.svg" | "/robots.txt" | "/health" | "/ready")
    {
        return next.run(request).await;
    }
    let who = match cookies::token(request.headers(), web.https) {
        None => None,
        Some(token) => match access::commands::session(&web.database, &token).await {
            Ok(who) => who,
            Err(failure) => return failed(&path, &failure.into()),
        },
    };
    if let Some(refused) = refuse(&request, &path, who.as_ref()) {
        return refused;
    }
    let left = who.as_ref().map(|who| who.session_left);
    if let Some(who) = who {
        request.extensions_mut().insert(who);
    }
    if let Some(key) = header_of(&request, KEY_HEADER).map(str::to_owned) {
        request.extensions_mut().insert(RequestKey(key));
    }
    let mut response = next.run(request).await;
    if let Some(left) = left {
        response.headers_mut().insert(LEFT_HEADER, HeaderValue::from(left));
    }
    response
}

fn header_of<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

fn refuse(request: &Request, path: &str, who: Option<&SignedIn>) -> Option<Response> {
    // A form can't send headers: what it posts says whose page it is, which `forms` looks at. Nor can
    // whoever follows a stream, which says nothing of anybody's.
    let form = match path {
        "/settings/import" if request.method() == Method::POST => Some("upload_import"),
        paths::LIVE => Some("follow_background"),
        _ => None,
    };
    match (path.strip_prefix("/api/").or(form), who) {
        (Some(_), None) => Some(answer(StatusCode::UNAUTHORIZED, &ApiError::SignedOut)),
        (Some(function), Some(who))
            if who.password_must_change
                && !access::rules::may_before_the_password_is_changed(function) =>
        {
            Some(answer(StatusCode::FORBIDDEN, &ApiError::Refused(Refusal::PasswordMustChange)))
        }
        (None, Some(who))
            if who.password_must_change
                && !matches!(path, paths::ACCOUNT | "/sign-in" | "/sign-out") =>
        {
            Some(Redirect::to(paths::ACCOUNT).into_response())
        }
        (Some(function), Some(who)) if form.is_some() => (!rights::may(&who.roles, function))
            .then(|| answer(StatusCode::FORBIDDEN, &ApiError::Forbidden)),
        (Some(function), Some(who)) => {
            let admitted = access::rules::admit(
                who,
                (function, rights::allowed(function)),
                header_of(request, PAGE_HEADER),
                header_of(request, KEY_HEADER),
            );
            admitted.err().map(|error| answer(status_of(&error), &error))
        }
        (None, None) if path != "/sign-in" && path != "/sign-out" => {
            let next = request.uri().path_and_query().map(|p| p.as_str()).unwrap_or("/");
            let next: String = http_encoded(next);
            Some(Redirect::to(&format!("/sign-in?next={next}")).into_response())
        }
        _ => None,
    }
}

/// Headers of every answer, errors and assets included. The pages' own Content-Security-Policy
/// carries a nonce and is set by the shell; everything else runs nothing.
async fn headers(
    axum::extract::State(web): axum::extract::State<Arc<Web>>,
    request: Request,
    next: Next,
) -> Response<Body> {
    let path = request.uri().path();
    let (is_asset, is_lasting) = (
        path.starts_with("/pkg/") || path == "/favicon.svg",
        path.starts_with("/pkg/") && follows_content(path),
    );
    let mut response = next.run(request).await;
    let is_there = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    let headers = response.headers_mut();
    let mut set = |name: header::HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    );
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "same-origin");
    set(header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    // What is named by its content is asked for once; of other files, always whether they changed.
    set(
        header::CACHE_CONTROL,
        if is_lasting && is_there {
            "public, max-age=31536000, immutable"
        } else if is_asset {
            "no-cache"
        } else {
            "no-store"
        },
    );
    headers.insert(header::HeaderName::from_static(VERSION_HEADER), web.version.clone());
    if web.https {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
    response
}
