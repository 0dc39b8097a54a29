//! What passages are asked for, written in the language of either database.

use crate::db::Engine;
use crate::value::Query;

use super::Within;

/// A column of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Written,
    Folded,
    Keys,
}

impl Column {
    fn name(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Folded => "folded",
            Self::Keys => "keys",
        }
    }
}

/// What holds of a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expression {
    /// Every word stands in it.
    Words(Column, Vec<String>),
    /// The words follow each other in it.
    Phrase(Column, Vec<String>),
    /// One of these holds.
    Any(Vec<Expression>),
    /// All of these hold.
    All(Vec<Expression>),
    /// The first holds and the second does not.
    But(Box<Expression>, Box<Expression>),
}

impl Expression {
    /// A key.
    pub(super) fn key(key: String) -> Self {
        Self::Words(Column::Keys, vec![key])
    }

    /// Adds the condition on the table of words.
    pub(super) fn push(&self, query: &mut Query, engine: Engine, within: Within) {
        match engine {
            Engine::Sqlite => {
                query.push(&format!("{} MATCH ", within.table()));
                query.push_value(self.sqlite());
            }
            Engine::Postgres => self.push_postgres(query),
        }
    }

    fn sqlite(&self) -> String {
        match self {
            Self::Words(column, words) => {
                let words = joined(words.iter().map(|word| quoted(word, '"')), " AND ");
                format!("{} : ({words})", column.name())
            }
            Self::Phrase(column, words) => format!("{} : {}", column.name(), quoted(&words.join(" "), '"')),
            Self::Any(all) => format!("({})", joined(all.iter().map(Self::sqlite), " OR ")),
            Self::All(all) => format!("({})", joined(all.iter().map(Self::sqlite), " AND ")),
            Self::But(this, that) => format!("({} NOT {})", this.sqlite(), that.sqlite()),
        }
    }

    fn push_postgres(&self, query: &mut Query) {
        match self {
            Self::Words(column, words) => push_matches(query, *column, words, " & "),
            Self::Phrase(column, words) => push_matches(query, *column, words, " <-> "),
            Self::Any(all) => push_each(query, all, " OR "),
            Self::All(all) => push_each(query, all, " AND "),
            Self::But(this, that) => {
                query.push("(");
                this.push_postgres(query);
                query.push(" AND NOT ");
                that.push_postgres(query);
                query.push(")");
            }
        }
    }
}

fn push_matches(query: &mut Query, column: Column, words: &[String], between: &str) {
    query.push(&format!("{} @@ CAST(", column.name()));
    query.push_value(joined(words.iter().map(|word| quoted(word, '\'')), between));
    query.push(" AS tsquery)");
}

fn push_each(query: &mut Query, all: &[Expression], between: &str) {
    query.push("(");
    for (n, one) in all.iter().enumerate() {
        query.push(if n > 0 { between } else { "" });
        one.push_postgres(query);
    }
    query.push(")");
}

fn joined(parts: impl Iterator<Item = String>, between: &str) -> String {
    parts.collect::<Vec<_>>().join(between)
}

/// A word holds letters and digits only; whatever it held, it stays one word.
pub(super) fn quoted(word: &str, mark: char) -> String {
    let doubled = word.replace(mark, &format!("{mark}{mark}"));
    format!("{mark}{doubled}{mark}")
}
