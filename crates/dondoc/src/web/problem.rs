//! What goes wrong, told in the reader's words: a page with a way back, or `application/problem+json` for the API.
//!
//! A handler returns a [`Problem`]; the middleware [`told`] knows the reader and writes the answer. Each problem has a
//! stable code, and the code is the key of its strings: `problem-<code>-title` and `problem-<code>-text`.

use std::borrow::Cow;

use askama::Template;
use axum::extract::Request;
use axum::http::header::{self, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;

use super::form::FieldError;
use super::language::{IntoArgument, Language, Message};
use super::page::{Page, go_to};
use super::session::Token;
use super::visit::Visit;

/// Problems that the web itself knows, with their status. Rules of the office add theirs through [`Problem::rule`].
pub(crate) const KNOWN: [(&str, StatusCode); 14] = [
    ("unreadable", StatusCode::BAD_REQUEST),
    ("signed-out", StatusCode::UNAUTHORIZED),
    ("not-allowed", StatusCode::FORBIDDEN),
    ("foreign-origin", StatusCode::FORBIDDEN),
    ("not-found", StatusCode::NOT_FOUND),
    ("wrong-method", StatusCode::METHOD_NOT_ALLOWED),
    ("conflict", StatusCode::CONFLICT),
    ("too-large", StatusCode::PAYLOAD_TOO_LARGE),
    ("wrong-type", StatusCode::UNSUPPORTED_MEDIA_TYPE),
    ("invalid", StatusCode::UNPROCESSABLE_ENTITY),
    ("too-many", StatusCode::TOO_MANY_REQUESTS),
    ("internal", StatusCode::INTERNAL_SERVER_ERROR),
    ("not-set-up", StatusCode::SERVICE_UNAVAILABLE),
    ("too-slow", StatusCode::SERVICE_UNAVAILABLE),
];

/// One row of the table that shows a second editor what has changed meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Difference {
    /// Name of the field, in the reader's words or as a key of a string.
    pub field: String,
    /// What the reader wanted to write.
    pub yours: String,
    /// What somebody else has written meanwhile.
    pub theirs: String,
}

/// What somebody had typed in a field when their form could not be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Typed {
    /// Label of the field, in the reader's words.
    pub field: String,
    /// What stood in it.
    pub words: String,
}

/// A link that leads out of a problem.
#[derive(Debug, Clone)]
pub(crate) struct WayBack {
    /// Where.
    pub address: String,
    /// Key of its words.
    pub key: &'static str,
}

/// See the module.
#[derive(Debug, Clone)]
pub(crate) struct Problem(Box<Told>);

#[derive(Debug, Clone)]
struct Told {
    status: StatusCode,
    code: Cow<'static, str>,
    arguments: Vec<(Cow<'static, str>, super::language::Argument)>,
    fields: Vec<FieldError>,
    differences: Vec<Difference>,
    typed: Vec<Typed>,
    back: Option<WayBack>,
    retry_after_s: Option<u64>,
    /// Not a problem to tell but somewhere else to go.
    elsewhere: Option<String>,
}

impl Problem {
    fn new(status: StatusCode, code: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Told {
            status,
            code: code.into(),
            arguments: Vec::new(),
            fields: Vec::new(),
            differences: Vec::new(),
            typed: Vec::new(),
            back: None,
            retry_after_s: None,
            elsewhere: None,
        }))
    }

    fn known(code: &'static str) -> Self {
        let status = KNOWN
            .iter()
            .find(|(known, _)| *known == code)
            .map(|(_, status)| *status);
        Self::new(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), code)
    }

    /// An address, a query or a body that does not mean anything.
    pub(crate) fn unreadable() -> Self {
        Self::known("unreadable")
    }

    /// Nobody is signed in, or no longer.
    pub(crate) fn signed_out() -> Self {
        Self::known("signed-out")
    }

    /// The same where a page was asked for: sign in, then go on there.
    pub(crate) fn sign_in_first(path: &str) -> Self {
        let query = serde_urlencoded::to_string([("next", path)]).unwrap_or_default();
        Self::elsewhere(&format!("/sign-in?{query}"))
    }

    /// Not here but there.
    pub(crate) fn elsewhere(path: &str) -> Self {
        let mut problem = Self::new(StatusCode::SEE_OTHER, "elsewhere");
        problem.0.elsewhere = Some(path.to_owned());
        problem
    }

    /// The right is missing.
    pub(crate) fn not_allowed() -> Self {
        Self::known("not-allowed")
    }

    /// A write that another site has made the browser send.
    pub(crate) fn foreign_origin() -> Self {
        Self::known("foreign-origin")
    }

    /// There is no such thing, or not for this reader.
    pub(crate) fn not_found() -> Self {
        Self::known("not-found")
    }

    /// The address exists, but not for this method.
    pub(crate) fn wrong_method() -> Self {
        Self::known("wrong-method")
    }

    /// Somebody else has changed the same thing meanwhile.
    pub(crate) fn conflict(differences: Vec<Difference>) -> Self {
        let mut problem = Self::known("conflict");
        problem.0.differences = differences;
        problem
    }

    /// The same with what stood in the form, so that nothing typed is lost.
    pub(crate) fn having_typed(mut self, typed: Vec<Typed>) -> Self {
        self.0.typed = typed;
        self
    }

    /// More was sent than is taken.
    pub(crate) fn too_large(limit_bytes: usize) -> Self {
        Self::known("too-large").with("limit", limit_bytes / (1024 * 1024))
    }

    /// The body is of a kind that is not read here.
    pub(crate) fn wrong_type() -> Self {
        Self::known("wrong-type")
    }

    /// Fields that cannot be taken. Pages show them at the fields instead.
    pub(crate) fn invalid(fields: Vec<FieldError>) -> Self {
        let mut problem = Self::known("invalid");
        problem.0.fields = fields;
        problem
    }

    /// Too many attempts.
    pub(crate) fn too_many(retry_after_s: u64) -> Self {
        let mut problem = Self::known("too-many").with("minutes", retry_after_s.div_ceil(60).max(1));
        problem.0.retry_after_s = Some(retry_after_s);
        problem
    }

    /// The program is not set up yet.
    pub(crate) fn not_set_up() -> Self {
        Self::known("not-set-up")
    }

    /// It took too long.
    pub(crate) fn too_slow() -> Self {
        Self::known("too-slow")
    }

    /// Something failed that the reader cannot help. It is logged here, once, and not told.
    pub(crate) fn internal(error: impl Into<anyhow::Error>) -> Self {
        tracing::error!(error = format!("{:#}", error.into()), "a request failed");
        Self::known("internal")
    }

    /// A rule of the office refuses: `Problem::rule("task-closed")`. Status 409.
    pub(crate) fn rule(code: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::CONFLICT, code)
    }

    /// The same with one more argument of its strings.
    pub(crate) fn with(mut self, name: &'static str, value: impl IntoArgument) -> Self {
        self.0.arguments.push((name.into(), value.into_argument()));
        self
    }

    /// The same with the link that leads out of it.
    pub(crate) fn back_to(mut self, address: impl Into<String>, key: &'static str) -> Self {
        self.0.back = Some(WayBack {
            address: address.into(),
            key,
        });
        self
    }

    /// Faults at fields, for a form that comes back; any other error stays a problem.
    pub(crate) fn at_fields(error: office::Error) -> Result<Vec<FieldError>, Self> {
        match error {
            office::Error::Invalid(faults) => Ok(faults.into_iter().map(FieldError::from).collect()),
            other => Err(other.into()),
        }
    }

    /// The code.
    pub(crate) fn code(&self) -> &str {
        &self.0.code
    }

    fn sentence(&self, part: &str) -> Message {
        let key = format!("problem-{}-{part}", self.0.code);
        Message {
            key: key.into(),
            arguments: self.0.arguments.clone(),
        }
    }
}

/// What the office answers instead of a result, as the web tells it. A conflict gets its differences from whoever knows
/// what was edited.
impl From<office::Error> for Problem {
    fn from(error: office::Error) -> Self {
        use office::Error;
        match error {
            Error::NotSignedIn("must-change-password") => Self::rule("password-first"),
            Error::NotSignedIn(_) => Self::signed_out(),
            Error::Refused(_) => Self::not_allowed(),
            Error::NotTheirs(_) => Self::new(StatusCode::FORBIDDEN, "not-theirs"),
            Error::Invalid(faults) => Self::invalid(faults.into_iter().map(FieldError::from).collect()),
            Error::NotPossible { code, args } => {
                let mut problem = Self::rule(code);
                problem.0.arguments = args
                    .into_iter()
                    .map(|(name, value)| (name.into(), value.into_argument()))
                    .collect();
                problem
            }
            Error::Overtaken { .. } => Self::conflict(Vec::new()),
            Error::NotFound(_) => Self::not_found(),
            Error::TooMany { wait_s } => Self::too_many(wait_s),
            Error::Secret => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "secret"),
            Error::Full => Self::new(StatusCode::INSUFFICIENT_STORAGE, "disk-full"),
            Error::Busy => Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy"),
            Error::Failed(error) => Self::internal(error),
        }
    }
}

/// The problem travels to [`told`] in the extensions: here nobody knows the language of the reader.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.0.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The page of a problem.
#[derive(Template)]
#[template(path = "error/problem.html")]
struct ProblemPage<'p> {
    page: Page,
    title: String,
    text: String,
    status: u16,
    code: &'p str,
    fields: &'p [FieldError],
    differences: &'p [Difference],
    typed: &'p [Typed],
    back: WayBack,
}

/// A problem as the API tells it (RFC 9457).
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub(crate) struct ProblemJson {
    /// Where the code is explained.
    pub r#type: String,
    /// What happened, in the reader's language.
    pub title: String,
    /// The status of the answer.
    pub status: u16,
    /// The stable code.
    pub code: String,
    /// What to do about it, in the reader's language.
    pub detail: String,
    /// Fields that cannot be taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<ProblemField>,
    /// What somebody else has changed meanwhile.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<Difference>,
}

/// A field that cannot be taken.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ProblemField {
    /// Name of the field.
    pub field: String,
    /// The stable code.
    pub code: String,
    /// What is wrong, in the reader's language.
    pub message: String,
}

/// Writes the answers of all problems, as the reader reads: page or JSON, in their language.
pub(crate) async fn told(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let visit = Visit::of(&parts);
    let token = Token::of(&parts.headers);
    let is_head = parts.method == Method::HEAD;
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else {
        return response;
    };
    if let Some(path) = &problem.0.elsewhere {
        return go_to(path);
    }
    let mut answer = if visit.is_api {
        json(&problem, visit.display.language)
    } else {
        page(&problem, &visit)
    };
    *answer.status_mut() = problem.0.status;
    if let Some(seconds) = problem.0.retry_after_s {
        answer
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if problem.0.status == StatusCode::UNAUTHORIZED {
        answer
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if problem.code() == "signed-out" && token.is_some_and(|token| !token.by_bearer) {
        answer
            .headers_mut()
            .append(header::SET_COOKIE, Token::forgotten(visit.is_https));
    }
    // `Allow` and the like stay.
    for (name, value) in response.headers() {
        if name == header::ALLOW {
            answer.headers_mut().insert(name.clone(), value.clone());
        }
    }
    if is_head {
        *answer.body_mut() = axum::body::Body::empty();
    }
    answer
}

fn json(problem: &Problem, language: Language) -> Response {
    let told = &problem.0;
    let fields = told.fields.iter().map(|error| ProblemField {
        field: error.field.clone(),
        code: error.message.key.to_string(),
        message: error.message.said(language),
    });
    let body = ProblemJson {
        r#type: format!("/api#problem-{}", told.code),
        title: problem.sentence("title").said(language),
        status: told.status.as_u16(),
        code: told.code.to_string(),
        detail: problem.sentence("text").said(language),
        fields: fields.collect(),
        differences: told.differences.clone(),
    };
    let body = serde_json::to_string(&body).unwrap_or_default();
    ([(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
}

fn page(problem: &Problem, visit: &Visit) -> Response {
    let told = &problem.0;
    let page = Page::new(visit);
    let language = page.language();
    let is_signed_out = told.status == StatusCode::UNAUTHORIZED;
    let back = told.back.clone().unwrap_or_else(|| match visit.who() {
        None if is_signed_out => WayBack {
            address: "/sign-in".to_owned(),
            key: "problem-sign-in",
        },
        _ => WayBack {
            address: "/".to_owned(),
            key: "problem-back",
        },
    });
    let rendered = ProblemPage {
        title: problem.sentence("title").said(language),
        text: problem.sentence("text").said(language),
        status: told.status.as_u16(),
        code: &told.code,
        fields: &told.fields,
        differences: &told.differences,
        typed: &told.typed,
        back,
        page,
    }
    .render();
    match rendered {
        Ok(html) => Html(html).into_response(),
        Err(error) => {
            tracing::error!(%error, "the page of a problem was not written");
            problem.code().to_owned().into_response()
        }
    }
}
