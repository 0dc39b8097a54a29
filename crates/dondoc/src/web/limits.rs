//! How much and how long: bodies of requests, and the time an answer may take.

use std::time::Duration;

use axum::body::{Bytes, HttpBody};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::Problem;

/// The largest form.
pub(crate) const FORM_BYTES: usize = 1024 * 1024;
/// The largest form with files.
pub(crate) const UPLOAD_BYTES: usize = 25 * 1024 * 1024;
/// What is still read, and thrown away, of a body that is too large: a browser shows the answer only after it has sent
/// everything, and an error of its own when the connection is closed before.
const DISCARDED_BYTES: usize = 200 * 1024 * 1024;

/// The time an answer may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// The time it may take with files in the request, which may come over a weak line.
const UPLOAD_WITHIN: Duration = Duration::from_mins(5);

/// The limit of the body of a route, as an extension of its requests.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Body(pub usize);

/// Lets the forms of a route bring files: `.route_layer(from_fn(limits::uploads))` on the router of the feature.
pub(crate) async fn uploads(mut request: Request, next: Next) -> Response {
    request.extensions_mut().insert(Body(UPLOAD_BYTES));
    next.run(request).await
}

/// Ends what takes too long.
pub(crate) async fn in_time(request: Request, next: Next) -> Response {
    let is_multipart = request
        .headers()
        .get(axum::http::header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"multipart/"));
    let time = if is_multipart { UPLOAD_WITHIN } else { ANSWER_WITHIN };
    let answer = tokio::time::timeout(time, next.run(request)).await;
    answer.unwrap_or_else(|_| Problem::too_slow().into_response())
}

/// Reads a body.
///
/// # Errors
/// When it is larger than the limit, or the connection breaks.
pub(crate) async fn read(mut body: axum::body::Body, limit: usize) -> Result<Bytes, Problem> {
    let mut read = Vec::new();
    let mut total: usize = 0;
    loop {
        let frame = std::future::poll_fn(|context| std::pin::Pin::new(&mut body).poll_frame(context)).await;
        let Some(frame) = frame else { break };
        let Ok(data) = frame.map_err(|_| Problem::unreadable())?.into_data() else {
            continue;
        };
        total = total.saturating_add(data.len());
        if total <= limit {
            read.extend_from_slice(&data);
        } else if total <= DISCARDED_BYTES {
            read = Vec::new();
        } else {
            break;
        }
    }
    if total > limit {
        return Err(Problem::too_large(limit));
    }
    Ok(Bytes::from(read))
}
