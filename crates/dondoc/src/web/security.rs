//! What browsers are told to forbid, and the check that a write comes from our own pages.

use axum::extract::Request;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::Problem;
use super::session::Token;
use super::visit::Visit;

const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Not `no-referrer`: with it browsers send `Origin: null` with our own forms.
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Puts the headers on every answer. Nothing is kept by a browser or a proxy unless its handler says so.
pub(crate) async fn headers(request: Request, next: Next) -> Response {
    let is_https = request.extensions().get::<Visit>().is_some_and(|visit| visit.is_https);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    if is_https {
        let for_a_year = HeaderValue::from_static("max-age=31536000");
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(for_a_year);
    }
    response
}

/// Refuses a write that another site has made a browser send.
pub(crate) async fn own_origin(request: Request, next: Next) -> Response {
    let is_write = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if is_write && !comes_from_here(request.headers()) {
        return Problem::foreign_origin().into_response();
    }
    next.run(request).await
}

/// Browsers say where a request was made: `Sec-Fetch-Site` on https and on the machine itself, `Origin` everywhere. A
/// bearer token is never sent by a browser on its own. What says nothing at all is a program, which has no cookies.
fn comes_from_here(headers: &HeaderMap) -> bool {
    let word = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if Token::of(headers).is_some_and(|token| token.by_bearer) {
        return true;
    }
    if let Some(site) = word(HeaderName::from_static("sec-fetch-site")) {
        return site == "same-origin" || site == "none";
    }
    if let Some(origin) = word(header::ORIGIN) {
        let host = origin.split_once("://").map(|(_, host)| host);
        return host.is_some() && host == word(header::HOST);
    }
    !headers.contains_key(header::COOKIE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_come_from_our_own_pages() {
        let check = |pairs: &[(&'static str, &'static str)]| {
            let headers = pairs
                .iter()
                .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
            comes_from_here(&headers.collect())
        };
        let own = ("host", "dondoc.example:8080");
        assert!(check(&[
            own,
            ("sec-fetch-site", "same-origin"),
            ("cookie", "session=x")
        ]));
        assert!(check(&[
            own,
            ("origin", "http://dondoc.example:8080"),
            ("cookie", "session=x")
        ]));
        assert!(check(&[
            own,
            ("authorization", "Bearer x"),
            ("origin", "https://elsewhere.example")
        ]));
        assert!(check(&[own]), "a program without cookies");

        assert!(!check(&[
            own,
            ("sec-fetch-site", "cross-site"),
            ("cookie", "session=x")
        ]));
        assert!(!check(&[own, ("sec-fetch-site", "same-site"), ("cookie", "session=x")]));
        assert!(!check(&[
            own,
            ("origin", "https://elsewhere.example"),
            ("cookie", "session=x")
        ]));
        assert!(
            !check(&[own, ("origin", "http://dondoc.example"), ("cookie", "session=x")]),
            "another port"
        );
        assert!(!check(&[own, ("origin", "null"), ("cookie", "session=x")]));
        assert!(
            !check(&[own, ("cookie", "session=x")]),
            "a cookie without any word of where"
        );
        assert!(!check(&[
            own,
            ("authorization", "Basic x"),
            ("sec-fetch-site", "cross-site")
        ]));
    }
}
