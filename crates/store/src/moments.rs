//! The register as it was at a moment: every image of then, or the tables of now without what changed since and the images
//! of that. Of a moment not long ago an answer costs what changed since, not the whole register.

use domain::Task;
use jiff::Timestamp;

use crate::db::Reader;
use crate::error::Result;
use crate::journal::{Head, each_as_of};
use crate::stored::{Stored, read_image, record_in};
use crate::value::Query;

/// Which state of the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// As it was at an instant.
    At(Timestamp),
    /// As it was after a line of the journal, to the line.
    Line(i64),
}

impl From<Timestamp> for Moment {
    fn from(at: Timestamp) -> Self {
        Self::At(at)
    }
}

const AT_LINE: &str = "SELECT j.after FROM journal j WHERE j.kind = $1 AND j.seq <= $2 AND NOT EXISTS (
    SELECT 1 FROM journal n WHERE n.kind = j.kind AND n.subject = j.subject AND n.version = j.version + 1
        AND n.seq <= $2)";

/// Hands every record of a kind, as it was at a moment, to a function. Only one is in memory at a time.
///
/// # Errors
/// When the database cannot be read, and those of the function.
pub async fn each_at<R: Stored>(
    mut from: impl Reader,
    moment: Moment,
    mut take: impl FnMut(R) -> Result<()> + Send,
) -> Result<()> {
    match moment {
        Moment::At(at) => each_as_of(from, at, take).await,
        Moment::Line(line) => {
            let query = Query::new(AT_LINE).bind(R::KIND.word()).bind(line);
            from.each(query, |row| take(record_in(&row, 0)?)).await
        }
    }
}

/// A moment is near while no more than this share of the journal came after it: an image that changed takes some eight
/// times as long to find as one that is met on the way through all.
const NEAR: i64 = 8;

const LAST_LINE: &str = "SELECT seq FROM journal WHERE at <= $1 ORDER BY at DESC, seq DESC LIMIT 1";

/// The last line of a moment, where so little came after it that what changed is quicker to look at than everything.
/// Moments never run backwards along the lines.
pub(crate) async fn near(from: &mut impl Reader, moment: Moment) -> Result<Option<i64>> {
    let line = match moment {
        Moment::Line(line) => line,
        Moment::At(at) => {
            let row = from.row(Query::new(LAST_LINE).bind(at)).await?;
            row.map_or(Ok(0), |row| row.get(0))?
        }
    };
    let last = Head::read(from).await?.seq;
    Ok((last.saturating_sub(line).saturating_mul(NEAR) <= last).then_some(line))
}

/// Narrows a query of now to the tasks that no line after this one changed.
pub(crate) fn push_unchanged(query: &mut Query, task: &str, line: i64) {
    query.push(&format!(
        " AND {task} NOT IN (SELECT c.subject FROM journal c WHERE c.kind = 'task' AND c.seq > "
    ));
    query.push_value(line);
    query.push(")");
}

// Of the lines after that one, those that changed what stood until then.
const BEFORE: &str = "SELECT b.after FROM journal n CROSS JOIN journal b
    WHERE n.kind = 'task' AND n.seq > $1
        AND b.kind = 'task' AND b.subject = n.subject AND b.version = n.version - 1 AND b.seq <= $1";

/// Hands each task that a later line changed, as it was after this one, to a function. One that is new since is none of
/// them.
pub(crate) async fn each_changed(
    from: &mut impl Reader,
    line: i64,
    mut take: impl FnMut(Task) -> Result<()> + Send,
) -> Result<()> {
    let query = Query::new(BEFORE).bind(line);
    from.each(query, |row| take(record_in(&row, 0)?)).await
}

const CHANGED: &str = "SELECT t.body, b.after FROM tasks t
    LEFT JOIN journal b ON b.kind = 'task' AND b.subject = t.id AND b.version = (
        SELECT MAX(o.version) FROM journal o WHERE o.kind = 'task' AND o.subject = t.id AND o.seq <= $1)
    WHERE t.id IN (SELECT subject FROM journal WHERE kind = 'task' AND seq > $1)
    ORDER BY t.number";

/// The tasks that a later line than this changed: what each was then, none for a new one, and what it is now.
///
/// # Errors
/// When the database cannot be read.
pub async fn changed_since(mut from: impl Reader, line: i64) -> Result<Vec<(Option<Task>, Task)>> {
    let mut changed = Vec::new();
    from.each(Query::new(CHANGED).bind(line), |row| {
        let before: Option<String> = row.get(1)?;
        let before = before.map(|image| read_image(&image)).transpose()?;
        changed.push((before, record_in(&row, 0)?));
        Ok(())
    })
    .await?;
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Db;

    /// Whatever the register holds, only lines after the moment are looked at, and the images that they changed.
    #[tokio::test]
    async fn what_changed_is_found_along_the_lines_after_it() {
        let db = Db::in_memory().await.unwrap();
        let rows = (&mut &db)
            .rows(Query::new(BEFORE).bind(5_i64).explained())
            .await
            .unwrap();
        let plan: Vec<String> = rows.iter().map(|row| row.get(3).unwrap()).collect();
        assert!(
            plan.len() == 2 && plan[0].contains("(kind=? AND seq>?)") && plan[1].contains("SEARCH b"),
            "{plan:#?}"
        );
    }
}
