//! Paths, queries and JSON bodies, which answer in the reader's words when they do not mean anything.
#![expect(clippy::disallowed_types, reason = "these are the wrappers that are used instead")]

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::form::FieldError;
use super::limits;
use super::problem::Problem;

/// The parameters of a path. One that does not parse names nothing that exists.
pub(crate) struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|path| Self(path.0)).map_err(|_| Problem::not_found())
    }
}

/// The query of an address.
pub(crate) struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let query = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        query.map(|query| Self(query.0)).map_err(|_| Problem::unreadable())
    }
}

/// A JSON body, taken and given.
pub(crate) struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let media_type = parts
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let media_type = media_type
            .unwrap_or_default()
            .split(';')
            .next()
            .unwrap_or_default()
            .trim();
        if media_type != "application/json" && !media_type.ends_with("+json") {
            return Err(Problem::wrong_type());
        }
        let limit = parts
            .extensions
            .get::<limits::Body>()
            .map_or(limits::FORM_BYTES, |limit| limit.0);
        let bytes = limits::read(body, limit).await?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            let what = FieldError::new("body", "form-not-json").with("reason", error.to_string());
            Problem::invalid(vec![what])
        })
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => ([(header::CONTENT_TYPE, "application/json")], body).into_response(),
            Err(error) => Problem::internal(error).into_response(),
        }
    }
}

/// `Idempotency-Key`: the same write sent twice acts once. A UUID; without the header every sending is its own.
pub(crate) struct Once(pub Option<Uuid>);

impl<S: Send + Sync> FromRequestParts<S> for Once {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(header) = parts.headers.get("idempotency-key") else {
            return Ok(Self(None));
        };
        let key = header
            .to_str()
            .ok()
            .and_then(|key| key.trim().trim_matches('"').parse().ok());
        key.map(|key| Self(Some(key)))
            .ok_or_else(|| Problem::invalid(vec![FieldError::new("Idempotency-Key", "form-not-a-key")]))
    }
}
