//! What goes on in the background, as it moves: a stream of server-sent events that says no more
//! than that. What has moved a page asks by its functions, and sees as much as its reader may.

use super::web::Web;
use crate::access::model::SignedIn;
use axum::{
    Extension,
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures::StreamExt;
use std::{convert::Infallible, sync::Arc, time::Duration};

/// Ends with what goes on, with the session, or with the server.
pub async fn live(
    Extension(web): Extension<Arc<Web>>,
    Extension(who): Extension<SignedIn>,
) -> Response {
    let lasts = Duration::from_secs(who.session_left);
    let moves = web.live.moves(&web.database, who.company_id, lasts);
    let events = moves.map(|()| Ok::<_, Infallible>(Event::default().data("moved")));
    // A proxy that gathers what it passes on would keep each word to itself.
    let unbuffered = [("x-accel-buffering", "no")];
    (unbuffered, Sse::new(events).keep_alive(KeepAlive::default())).into_response()
}
