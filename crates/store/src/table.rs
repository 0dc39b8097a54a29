//! Tables by name and columns: enough to write a row, to read it back and to copy it to the other kind of database.

use crate::value::CellType;

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub holds: CellType,
}

/// A table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns, those of the primary key first.
    pub columns: &'static [Column],
    /// How many columns the primary key has.
    pub key: usize,
}

/// A column of whole numbers or an instant.
pub(crate) const fn int(name: &'static str) -> Column {
    Column {
        name,
        holds: CellType::Int,
    }
}

/// A column of text or a civil day.
pub(crate) const fn text(name: &'static str) -> Column {
    Column {
        name,
        holds: CellType::Text,
    }
}

/// A column with an identifier.
pub(crate) const fn id(name: &'static str) -> Column {
    Column {
        name,
        holds: CellType::Id,
    }
}

/// A column of yes and no.
pub(crate) const fn boolean(name: &'static str) -> Column {
    Column {
        name,
        holds: CellType::Bool,
    }
}

/// A column of bytes.
pub(crate) const fn bytes(name: &'static str) -> Column {
    Column {
        name,
        holds: CellType::Bytes,
    }
}

impl Table {
    /// `a, b, c`
    pub(crate) fn column_list(&self) -> String {
        list(self.columns.iter().map(|column| column.name.to_owned()))
    }

    /// `INSERT INTO t (a, b) VALUES ($1, $2)`
    pub(crate) fn insert(&self) -> String {
        let places = list((1..=self.columns.len()).map(|n| format!("${n}")));
        format!("INSERT INTO {} ({}) VALUES ({places})", self.name, self.column_list())
    }

    /// `UPDATE t SET b = $2 WHERE a = $1`
    pub(crate) fn update(&self) -> String {
        let place = |(n, column): (usize, &Column)| format!("{} = ${}", column.name, n + 1);
        let set = list(self.columns.iter().enumerate().skip(self.key).map(place));
        let keys: Vec<String> = self.columns.iter().enumerate().take(self.key).map(place).collect();
        format!("UPDATE {} SET {set} WHERE {}", self.name, keys.join(" AND "))
    }

    /// `SELECT a, b FROM t`
    pub(crate) fn select(&self) -> String {
        format!("SELECT {} FROM {}", self.column_list(), self.name)
    }
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_name_every_column() {
        const COLUMNS: [Column; 3] = [id("a"), text("b"), int("c")];
        let table = Table {
            name: "t",
            columns: &COLUMNS,
            key: 1,
        };
        assert_eq!(table.insert(), "INSERT INTO t (a, b, c) VALUES ($1, $2, $3)");
        assert_eq!(table.update(), "UPDATE t SET b = $2, c = $3 WHERE a = $1");
        assert_eq!(table.select(), "SELECT a, b, c FROM t");
    }
}
