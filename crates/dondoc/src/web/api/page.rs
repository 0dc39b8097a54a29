//! The description of the API for people.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::http::StatusCode;

use super::description::Description;
use super::operation::Operation;
use crate::web::page::{Answer, Page};
use crate::web::problem::KNOWN;
use crate::web::visit::Visit;

struct OperationView {
    method: String,
    path: &'static str,
    id: &'static str,
    is_open: bool,
    takes: Option<&'static str>,
    success: u16,
    gives: Option<&'static str>,
    problems: Vec<u16>,
}

struct Group {
    tag: &'static str,
    operations: Vec<OperationView>,
}

struct Schema {
    name: String,
    json: String,
}

#[derive(Template)]
#[template(path = "api/api.html")]
struct ApiPage {
    page: Page,
    groups: Vec<Group>,
    schemas: Vec<Schema>,
    problems: Vec<(&'static str, u16)>,
}

pub(super) async fn show(visit: Visit, Extension(description): Extension<Arc<Description>>) -> Answer {
    let mut groups: Vec<Group> = Vec::new();
    for operation in description.operations() {
        let view = viewed(operation);
        match groups.iter_mut().find(|group| group.tag == operation.tag) {
            Some(group) => group.operations.push(view),
            None => groups.push(Group {
                tag: operation.tag,
                operations: vec![view],
            }),
        }
    }
    let schemas = description.schemas().iter().map(|(name, schema)| Schema {
        name: name.clone(),
        json: serde_json::to_string_pretty(schema).unwrap_or_default(),
    });
    let problems = KNOWN.iter().map(|(code, status)| (*code, status.as_u16()));
    let page = Page::new(&visit);
    crate::web::page::show(&ApiPage {
        page,
        groups,
        schemas: schemas.collect(),
        problems: problems.collect(),
    })
}

fn viewed(operation: &Operation) -> OperationView {
    let has_answer = operation.output_type.is_some() || operation.gives != "application/json";
    OperationView {
        method: operation.method.to_string(),
        path: operation.path,
        id: operation.id,
        is_open: operation.is_open,
        takes: operation.input_type.map(|_| operation.takes),
        success: operation.success.as_u16(),
        gives: has_answer.then_some(operation.gives),
        problems: operation.problems().iter().map(StatusCode::as_u16).collect(),
    }
}
