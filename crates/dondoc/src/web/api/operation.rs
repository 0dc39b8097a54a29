//! Operations: what each takes and gives, said where it is mounted.

use axum::handler::Handler;
use axum::http::{Method, StatusCode};
use axum::routing::{MethodFilter, on};
use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::{JsonSchema, Schema};

use super::description::Description;
use crate::web::app::Shared;
use crate::web::problem::ProblemJson;
use crate::web::routes::Router;

/// Writes the schema of a type, or a reference to it.
type Described = fn(&mut SchemaGenerator) -> Schema;

/// One operation of the API.
///
/// ```ignore
/// api.add(
///     Operation::post("/api/tasks/{task}/reports", "task-report")
///         .tag("tasks")
///         .path::<TaskPath>()
///         .input::<NewReport>()
///         .created::<ReportView>()
///         .conflicts(),
///     report,
/// );
/// ```
///
/// Its sentence is the string `api-op-task-report`.
#[derive(Clone)]
pub(crate) struct Operation {
    /// Method.
    pub method: Method,
    /// Path with its parameters in braces.
    pub path: &'static str,
    /// Stable name, in kebab case.
    pub id: &'static str,
    /// What it belongs to.
    pub tag: &'static str,
    /// Whether it answers without a session.
    pub is_open: bool,
    /// Whether it can meet a newer version or a rule of the office (409).
    pub has_conflicts: bool,
    /// Media type of the request body.
    pub takes: &'static str,
    /// Media type of the answer.
    pub gives: &'static str,
    /// Status of success.
    pub success: StatusCode,
    pub(super) path_type: Option<Described>,
    pub(super) query_type: Option<Described>,
    pub(super) input_type: Option<Described>,
    pub(super) output_type: Option<Described>,
}

impl Operation {
    fn new(method: Method, path: &'static str, id: &'static str) -> Self {
        Self {
            method,
            path,
            id,
            tag: "system",
            is_open: false,
            has_conflicts: false,
            takes: "application/json",
            gives: "application/json",
            success: StatusCode::NO_CONTENT,
            path_type: None,
            query_type: None,
            input_type: None,
            output_type: None,
        }
    }

    /// Asks.
    pub(crate) fn get(path: &'static str, id: &'static str) -> Self {
        Self::new(Method::GET, path, id)
    }

    /// Acts or adds.
    pub(crate) fn post(path: &'static str, id: &'static str) -> Self {
        Self::new(Method::POST, path, id)
    }

    /// Writes over.
    pub(crate) fn put(path: &'static str, id: &'static str) -> Self {
        Self::new(Method::PUT, path, id)
    }

    /// Takes away.
    pub(crate) fn delete(path: &'static str, id: &'static str) -> Self {
        Self::new(Method::DELETE, path, id)
    }

    /// What it belongs to: the string `api-tag-<tag>` names it.
    pub(crate) fn tag(mut self, tag: &'static str) -> Self {
        self.tag = tag;
        self
    }

    /// It answers without a session.
    pub(crate) fn open(mut self) -> Self {
        self.is_open = true;
        self
    }

    /// It may answer 409: another version, or a rule of the office.
    pub(crate) fn conflicts(mut self) -> Self {
        self.has_conflicts = true;
        self
    }

    /// The parameters of the path: a struct with one field a parameter.
    pub(crate) fn path<T: JsonSchema>(mut self) -> Self {
        self.path_type = Some(T::json_schema);
        self
    }

    /// The query: a struct with one field a parameter.
    pub(crate) fn query<T: JsonSchema>(mut self) -> Self {
        self.query_type = Some(T::json_schema);
        self
    }

    /// The body of the request, in JSON.
    pub(crate) fn input<T: JsonSchema>(mut self) -> Self {
        self.input_type = Some(SchemaGenerator::subschema_for::<T>);
        self
    }

    /// The answer, in JSON.
    pub(crate) fn output<T: JsonSchema>(mut self) -> Self {
        self.output_type = Some(SchemaGenerator::subschema_for::<T>);
        self.success = StatusCode::OK;
        self
    }

    /// The answer when something was made.
    pub(crate) fn created<T: JsonSchema>(self) -> Self {
        let mut operation = self.output::<T>();
        operation.success = StatusCode::CREATED;
        operation
    }

    /// The answer is a file.
    pub(crate) fn file(mut self, media_type: &'static str) -> Self {
        self.gives = media_type;
        self.success = StatusCode::OK;
        self
    }

    /// Statuses that tell of problems.
    pub(crate) fn problems(&self) -> Vec<StatusCode> {
        let is_write = !matches!(self.method, Method::GET);
        let takes_body = self.input_type.is_some();
        let may = [
            (StatusCode::BAD_REQUEST, takes_body || self.query_type.is_some()),
            (StatusCode::UNAUTHORIZED, !self.is_open),
            (StatusCode::FORBIDDEN, !self.is_open || is_write),
            (StatusCode::NOT_FOUND, self.path_type.is_some()),
            (StatusCode::CONFLICT, self.has_conflicts || !self.is_open),
            (StatusCode::PAYLOAD_TOO_LARGE, takes_body),
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, takes_body),
            (
                StatusCode::UNPROCESSABLE_ENTITY,
                takes_body || is_write || self.query_type.is_some(),
            ),
            (StatusCode::TOO_MANY_REQUESTS, is_write),
            (StatusCode::INTERNAL_SERVER_ERROR, true),
            (StatusCode::SERVICE_UNAVAILABLE, true),
        ];
        may.into_iter()
            .filter(|(_, may)| *may)
            .map(|(status, _)| status)
            .collect()
    }
}

/// Collects operations: mounts and describes them.
pub(crate) struct Api {
    router: Router,
    operations: Vec<Operation>,
}

impl Api {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        Self {
            router: Router::new(),
            operations: Vec::new(),
        }
    }

    /// Adds an operation and what answers it.
    pub(crate) fn add<H, T>(&mut self, operation: Operation, handler: H)
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        debug_assert!(
            operation.path.starts_with("/api/"),
            "{} is not under /api/",
            operation.path
        );
        let filter = MethodFilter::try_from(operation.method.clone()).unwrap_or(MethodFilter::GET);
        let router = std::mem::take(&mut self.router);
        self.router = router.route(operation.path, on(filter, handler));
        self.operations.push(operation);
    }

    /// The routes, and the description of all of them.
    pub(super) fn finish(self) -> (Router, Description) {
        let mut settings = SchemaSettings::draft2020_12();
        settings.definitions_path = "/components/schemas".into();
        let mut generator = settings.into_generator();
        generator.subschema_for::<ProblemJson>();
        (self.router, Description::new(self.operations, generator))
    }
}
