//! The session door: the cookie or the bearer token that says who asks, and [`Signed`], what a handler gets of it.
//!
//! What a token is worth is decided behind [`App::acting`](super::app::App::acting); nothing here looks into it.

use std::fmt;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method};
use domain::id::RequestId;
use domain::rights::{Acting, Right};
use office::sign_in::Visitor;
use uuid::Uuid;

use super::app::Shared;
use super::navigation::Section;
use super::page::Page;
use super::problem::Problem;
use super::visit::Visit;

/// Name of the session cookie over https. The prefix makes browsers refuse it from anywhere else.
const SECURE_COOKIE: &str = "__Host-session";
/// Its name over http, which is for the machine itself and closed networks.
const PLAIN_COOKIE: &str = "session";

/// A session token as it was sent. It never appears in a log.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token {
    secret: String,
    /// Whether it came in `Authorization: Bearer` and not as a cookie.
    pub by_bearer: bool,
}

impl Token {
    /// A token just made for a browser.
    pub(crate) fn new(secret: String) -> Self {
        Self {
            secret,
            by_bearer: false,
        }
    }

    /// The secret itself, for the office to look up.
    pub(crate) fn secret(&self) -> &str {
        &self.secret
    }

    /// The token of a request; a bearer token goes before a cookie.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        if let Some(header) = headers.get(AUTHORIZATION) {
            let (scheme, secret) = header.to_str().ok()?.split_once(' ')?;
            return scheme.eq_ignore_ascii_case("bearer").then(|| Self {
                secret: secret.trim().to_owned(),
                by_bearer: true,
            });
        }
        let secret = cookie(headers, SECURE_COOKIE).or_else(|| cookie(headers, PLAIN_COOKIE))?;
        (!secret.is_empty()).then(|| Self::new(secret.to_owned()))
    }

    /// The `Set-Cookie` that makes a browser keep it.
    pub(crate) fn kept(&self, is_https: bool) -> HeaderValue {
        let (name, secure) = cookie_name(is_https);
        // No lifetime: the cookie ends with the browser, the session by the clock of the server.
        set_cookie(&format!(
            "{name}={}; Path=/; HttpOnly; SameSite=Lax{secure}",
            self.secret
        ))
    }

    /// The `Set-Cookie` that makes a browser forget it.
    pub(crate) fn forgotten(is_https: bool) -> HeaderValue {
        let (name, secure) = cookie_name(is_https);
        set_cookie(&format!("{name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{secure}"))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

fn cookie_name(is_https: bool) -> (&'static str, &'static str) {
    if is_https {
        (SECURE_COOKIE, "; Secure")
    } else {
        (PLAIN_COOKIE, "")
    }
}

/// A `Set-Cookie` value; one that cannot be sent sets nothing.
pub(crate) fn set_cookie(written: &str) -> HeaderValue {
    HeaderValue::from_str(written).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// The value of a cookie.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// Somebody signed in, as pages and operations get them.
#[derive(Clone)]
pub(crate) struct Signed {
    /// Who.
    pub who: Who,
    /// The token they came with.
    pub token: Token,
    /// The rest of the request that pages need.
    pub visit: Visit,
    visitor: Visitor,
}

impl Signed {
    /// The person with a right they hold.
    ///
    /// # Errors
    /// When they do not hold it.
    pub(crate) fn may<R: Right>(&self) -> Result<Acting<R>, Problem> {
        self.acting()?.may().map_err(|_| Problem::not_allowed())
    }

    /// The same for one sending of a form, or of a request with an `Idempotency-Key`.
    ///
    /// # Errors
    /// When they do not hold it.
    pub(crate) fn may_as<R: Right>(&self, request: Option<Uuid>) -> Result<Acting<R>, Problem> {
        Ok(self.may()?.sent_as(request.map(RequestId)))
    }

    /// Whether they hold a right: to show or leave out what only its holders use.
    pub(crate) fn holds<R: Right>(&self) -> bool {
        self.may::<R>().is_ok()
    }

    /// The person without any right.
    ///
    /// # Errors
    /// While the password is one that somebody else knows.
    pub(crate) fn acting(&self) -> Result<&Acting, Problem> {
        Ok(self.visitor.acting()?)
    }

    /// The person and their session.
    pub(crate) fn visitor(&self) -> &Visitor {
        &self.visitor
    }

    /// The frame of a page in a section of the navigation.
    pub(crate) fn page(&self, section: Section) -> Page {
        Page::new(&self.visit).at(section)
    }
}

/// What a page shows of the person signed in, and what decides on their navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Who {
    /// Name to sign in with.
    pub login: String,
    /// Name on screen.
    pub name: String,
    /// The word of the role: `clerk`.
    pub role: String,
    /// Name of their agency, when they work for one.
    pub agency: Option<String>,
    /// The password was set by somebody else and has to be changed before anything else.
    pub must_change_password: bool,
}

/// Pages that somebody who must change the password may still use.
const WITHOUT_OWN_PASSWORD: [&str; 5] = ["/account", "/sign-out", "/display", "/api/account", "/api/session"];

impl<S> FromRequestParts<S> for Signed
where
    S: Send + Sync,
    Shared: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let app = Shared::from_ref(state);
        let visit = Visit::of(parts);
        let who = match Token::of(&parts.headers) {
            None => None,
            Some(token) => app.visitor(&token).await?.map(|visitor| (visitor, token)),
        };
        let Some((visitor, token)) = who else {
            let is_page_asked_for = !visit.is_api && (parts.method == Method::GET || parts.method == Method::HEAD);
            return Err(if is_page_asked_for {
                Problem::sign_in_first(&visit.path)
            } else {
                Problem::signed_out()
            });
        };
        let who = app.who(&visitor).await?;
        visit.met(&who);
        let path = parts.uri.path();
        let is_free = WITHOUT_OWN_PASSWORD.contains(&path)
            || ["/account/", "/api/account/"].iter().any(|free| path.starts_with(free));
        if who.must_change_password && !is_free {
            return Err(if visit.is_api {
                Problem::rule("password-first")
            } else {
                Problem::elsewhere("/account/password")
            });
        }
        Ok(Self {
            who,
            token,
            visit,
            visitor,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(axum::http::HeaderName, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.clone(), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn a_token_is_taken_from_the_right_place() {
        let of = |pairs: &[_]| Token::of(&headers(pairs));
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[(COOKIE, "a=b; session=xyz")]), Some(Token::new("xyz".to_owned())));
        assert_eq!(
            of(&[(COOKIE, "session=x; __Host-session=y")]),
            Some(Token::new("y".to_owned()))
        );
        assert_eq!(of(&[(COOKIE, "mysession=x")]), None);
        assert_eq!(of(&[(COOKIE, "session=")]), None);
        let bearer = of(&[(AUTHORIZATION, "Bearer abc"), (COOKIE, "session=x")]).unwrap();
        assert!(bearer.by_bearer && bearer.secret() == "abc");
        assert_eq!(of(&[(AUTHORIZATION, "Basic abc"), (COOKIE, "session=x")]), None);
    }

    #[test]
    fn cookies_are_as_strict_as_the_door_allows() {
        let token = Token::new("abc".to_owned());
        assert_eq!(
            token.kept(true),
            "__Host-session=abc; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(token.kept(false), "session=abc; Path=/; HttpOnly; SameSite=Lax");
        assert!(Token::forgotten(true).to_str().unwrap().contains("Max-Age=0; Secure"));
        assert_eq!(format!("{token:?}"), "Token(…)");
    }
}
