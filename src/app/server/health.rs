//! Whether all is well, for load balancers: `/health` says that this program runs, `/ready` that
//! its database answers too.

use super::{plain, web::Web};
use axum::{
    Extension,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// How long the database gets to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long an answer holds: however often anybody asks, the database is asked about once a second.
const HOLDS: Duration = Duration::from_secs(1);

/// Alive: this program answers. Asks nobody else.
pub async fn health() -> &'static str {
    "ok"
}

/// Ready: the database answers, on a connection of its own.
pub async fn ready(Extension(web): Extension<Arc<Web>>) -> Response {
    let mut last = web.last_answer.lock().await;
    let answers = match *last {
        Some((at, answers)) if at.elapsed() < HOLDS => answers,
        _ => web.database.answers(PATIENCE).await,
    };
    *last = Some((Instant::now(), answers));
    if answers {
        "ready".into_response()
    } else {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            [(header::RETRY_AFTER, plain::RETRY_AFTER)],
            "the database does not answer",
        )
            .into_response()
    }
}
