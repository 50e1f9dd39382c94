//! The loop that takes connections in: each is served on its own, headers have to arrive in time,
//! and when the server stops, requests under way end first.

use axum::{Router, extract::ConnectInfo};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use std::{io, net::SocketAddr, time::Duration};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

/// How long a client may be silent.
#[derive(Clone, Copy, Debug)]
pub struct Silence {
    /// Until the headers of a request are in, whole.
    pub headers: Duration,
    /// Between two pieces of a body.
    pub body: Duration,
}

impl Silence {
    /// What a server bears. Browsers connect ahead, and use such a connection for up to 20 seconds.
    pub const SERVER: Self =
        Self { headers: Duration::from_secs(30), body: Duration::from_secs(30) };
}

/// How long to stand back when no connection can be taken in: too many are open.
const FULL: Duration = Duration::from_secs(1);

/// Serves until told to stop, then until the requests under way have ended.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    silence: Silence,
    stop: impl Future<Output = ()>,
) {
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(silence.headers);
    let graceful = GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    if !is_the_client_s(&error) {
                        tracing::error!("no connection can be taken in: {error}");
                        tokio::time::sleep(FULL).await;
                    }
                    continue;
                }
            },
            () = &mut stop => break,
        };
        let connection = graceful.watch(
            server.serve_connection(TokioIo::new(prompt(stream)), service(app.clone(), peer)),
        );
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!("a connection ended early: {error}");
            }
        });
    }
    drop(listener);
    graceful.shutdown().await;
}

/// The routes for one connection, which know who is at its other end.
fn service(
    app: Router,
    peer: SocketAddr,
) -> TowerToHyperService<
    impl tower::Service<
        hyper::Request<hyper::body::Incoming>,
        Response = axum::response::Response,
        Error = std::convert::Infallible,
        Future = impl Future<Output = Result<axum::response::Response, std::convert::Infallible>> + Send,
    > + Clone
    + Send,
> {
    TowerToHyperService::new(app.map_request(
        move |request: hyper::Request<hyper::body::Incoming>| {
            let mut request = request.map(axum::body::Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            request
        },
    ))
}

/// Pages are streamed in small pieces: without this each would wait for the last one's
/// acknowledgement.
fn prompt(stream: TcpStream) -> TcpStream {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!("no TCP_NODELAY: {error}");
    }
    stream
}

fn is_the_client_s(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}
