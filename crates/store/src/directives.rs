//! Directives and their links to other documents, those that the office does not have included.

use domain::Directive;
use domain::directive::{DocumentRef, Force, number_key};
use domain::id::DirectiveId;
use domain::rights::Scope;
use jiff::civil::Date;

use crate::db::Reader;
use crate::error::Result;
use crate::search::{self, Searched, Within};
use crate::stored::{BODY, ID, Stored, VERSION, select};
use crate::table::{Table, boolean, id, int, text};
use crate::value::{Query, Value};
use crate::words::push_words;

impl Stored for Directive {
    const TABLE: &'static Table = &Table {
        name: "directives",
        columns: &[
            ID,
            VERSION,
            BODY,
            text("number_key"),
            text("issued_on"),
            text("field"),
            boolean("in_force"),
            id("original"),
            id("text"),
            text("folded"),
        ],
        key: 1,
    };
    const PARTS: &'static [&'static Table] = &[&Table {
        name: "directive_links",
        columns: &[
            id("directive"),
            int("position"),
            text("relation"),
            text("number_key"),
            id("target"),
        ],
        key: 2,
    }];

    fn project(&self) -> Vec<Value> {
        vec![
            self.number.as_deref().map(number_key).into(),
            self.issued_on.into(),
            self.field.clone().into(),
            (self.force == Force::InForce).into(),
            self.original.into(),
            self.text.into(),
            searchable(self).into(),
        ]
    }

    const WITHIN: Option<Within> = Some(Within::Directives);

    fn searched(&self) -> Option<Searched> {
        Some(search::of_directive(self))
    }

    fn parts(&self) -> Vec<Vec<Vec<Value>>> {
        let links = (0_i64..).zip(&self.links).map(|(position, link)| {
            vec![
                position.into(),
                link.relation.word().into(),
                number_key(&link.to.number).into(),
                link.directive.into(),
            ]
        });
        vec![links.collect()]
    }
}

fn searchable(directive: &Directive) -> String {
    let number = directive.number.as_deref().unwrap_or_default();
    text::fold(&format!(
        "{number} {} {} {}",
        directive.kind, directive.title, directive.issuer
    ))
}

/// Which directives a list shows. Every field narrows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DirectiveFilter {
    /// Of this field of work.
    pub field: Option<String>,
    /// Only those in force.
    pub in_force: bool,
    /// Words of number, kind, subject or issuer, with or without marks: every one has to stand in it.
    pub words: Option<String>,
    /// Older than this one: the last of the page before.
    pub before: Option<(Date, DirectiveId)>,
}

/// A page of the directives within a scope, the newest first. An agency sees those of which it has a task.
///
/// # Errors
/// When the database cannot be read.
pub async fn page(mut from: impl Reader, filter: &DirectiveFilter, scope: Scope, limit: u32) -> Result<Vec<Directive>> {
    let mut query = within(scope);
    if let Some((day, id)) = filter.before {
        query.push(" AND (issued_on, id) < (");
        query.push_value(day);
        query.push(", ");
        query.push_value(id);
        query.push(")");
    }
    if let Some(field) = &filter.field {
        query.push(" AND field = ");
        query.push_value(field);
    }
    if filter.in_force {
        query.push(" AND in_force");
    }
    push_words(&mut query, "folded", filter.words.as_deref());
    query.push(" ORDER BY issued_on DESC, id DESC LIMIT ");
    query.push_value(limit);
    select(&mut from, query).await
}

fn within(scope: Scope) -> Query {
    match scope {
        Scope::All => Query::new("SELECT body FROM directives WHERE 1 = 1"),
        Scope::Agency(agency) => Query::new(
            "SELECT body FROM directives WHERE id IN
                (SELECT t.directive FROM task_agencies p JOIN tasks t ON t.id = p.task WHERE p.agency = $1)",
        )
        .bind(agency),
    }
}

const BY_NUMBER: &str = "SELECT body FROM directives WHERE number_key = $1 ORDER BY issued_on, id";

/// The directives that a reference can mean: of that number, and not of another year.
///
/// # Errors
/// When the database cannot be read.
pub async fn named(mut from: impl Reader, reference: &DocumentRef) -> Result<Vec<Directive>> {
    let query = Query::new(BY_NUMBER).bind(number_key(&reference.number));
    let mut found: Vec<Directive> = select(&mut from, query).await?;
    found.retain(|directive| directive.reference().is_some_and(|own| own.is_same(reference)));
    Ok(found)
}

const LINKED_TO: &str = "SELECT d.body FROM directives d
    WHERE d.id IN (SELECT directive FROM directive_links WHERE target = $1) ORDER BY d.issued_on, d.id";

/// The directives that link to one, the oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn linked_to(mut from: impl Reader, target: DirectiveId) -> Result<Vec<Directive>> {
    select(&mut from, Query::new(LINKED_TO).bind(target)).await
}

const MISSING: &str = "SELECT d.body FROM directives d
    WHERE d.id IN (SELECT directive FROM directive_links WHERE number_key = $1 AND target IS NULL)
    ORDER BY d.issued_on, d.id";

/// The directives with a link to a document that was missing so far and that a reference means.
///
/// # Errors
/// When the database cannot be read.
pub async fn waiting_for(mut from: impl Reader, reference: &DocumentRef) -> Result<Vec<Directive>> {
    let query = Query::new(MISSING).bind(number_key(&reference.number));
    let mut found: Vec<Directive> = select(&mut from, query).await?;
    found.retain(|directive| {
        let mut missing = directive.links.iter().filter(|link| link.directive.is_none());
        missing.any(|link| link.to.is_same(reference))
    });
    Ok(found)
}

const WITH_MISSING: &str = "SELECT d.body FROM directives d
    WHERE d.id IN (SELECT directive FROM directive_links WHERE target IS NULL)
    ORDER BY d.issued_on DESC, d.id DESC LIMIT $1";

/// Directives that link to a document the office does not have, the newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn with_missing_links(mut from: impl Reader, limit: u32) -> Result<Vec<Directive>> {
    select(&mut from, Query::new(WITH_MISSING).bind(limit)).await
}
