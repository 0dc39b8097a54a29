//! One writing to the disk for several transactions of SQLite: what waits for its turn while another writes shares the
//! commit with it.
//!
//! The transactions run one after the other, each within a savepoint of an open transaction; when nobody waits, or enough
//! have written, it is committed, and only then is each of them answered. What was answered is on the disk, what fails
//! undoes its own savepoint alone, and who writes alone commits at once. Where the database gives the whole transaction
//! up (a full disk), every one of the group is told that nothing was written.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use sqlx::{Sqlite, SqliteConnection, SqlitePool, Transaction};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};
use tokio::time::{Instant, timeout};

use crate::error::{Error, Result};

/// Transactions of a group.
const MOST: usize = 64;
/// How long a group goes on taking more in.
const LONGEST: Duration = Duration::from_millis(20);

/// Whose turn it is to write.
pub(crate) struct Turn {
    pool: SqlitePool,
    open: Arc<Mutex<Group>>,
    /// How many wait for their turn.
    waiting: AtomicUsize,
    patience: Duration,
}

/// A transaction that several share.
#[derive(Default)]
struct Group {
    transaction: Option<Transaction<'static, Sqlite>>,
    since: Option<Instant>,
    /// Those who have written and wait for the disk.
    members: Vec<oneshot::Sender<Result<()>>>,
}

impl Group {
    /// Tells everybody what became of it. Only the last is told why, where it failed: an error is not told twice.
    fn tell(&mut self, outcome: Result<()>) {
        self.since = None;
        let mut members = std::mem::take(&mut self.members);
        let last = members.pop();
        for member in members {
            let told = match &outcome {
                Ok(()) => Ok(()),
                Err(Error::Full) => Err(Error::Full),
                Err(_) => Err(Error::Busy),
            };
            // Who does not listen any more has gone away.
            let _ = member.send(told);
        }
        if let Some(last) = last {
            let _ = last.send(outcome);
        }
    }
}

impl Turn {
    pub(crate) fn new(pool: SqlitePool, patience: Duration) -> Arc<Self> {
        Arc::new(Self {
            pool,
            open: Arc::default(),
            waiting: AtomicUsize::new(0),
            patience,
        })
    }

    /// Waits for the turn and begins to write.
    pub(crate) async fn begin(self: &Arc<Self>) -> Result<Member> {
        let mut waiter = Waiter::new(self);
        let group = timeout(self.patience, self.open.clone().lock_owned()).await;
        let group = group.map_err(|_| Error::Busy)?;
        waiter.has_entered = true;
        drop(waiter);
        let mut member = Member {
            turn: self.clone(),
            group: Some(group),
        };
        member.enter().await?;
        Ok(member)
    }

    /// Commits a group, unless another is about to write in it.
    async fn settle(&self, mut group: OwnedMutexGuard<Group>) {
        let goes_on = group.members.len() < MOST && group.since.is_some_and(|since| since.elapsed() < LONGEST);
        if goes_on && self.waiting.load(Ordering::SeqCst) > 0 {
            return;
        }
        let Some(transaction) = group.transaction.take() else {
            return;
        };
        let outcome = transaction.commit().await.map_err(Error::from);
        group.tell(outcome);
    }
}

/// Somebody who waits for the turn. Who goes away without having had it sees to it that the group is not left open.
struct Waiter {
    turn: Arc<Turn>,
    has_entered: bool,
}

impl Waiter {
    fn new(turn: &Arc<Turn>) -> Self {
        turn.waiting.fetch_add(1, Ordering::SeqCst);
        Self {
            turn: turn.clone(),
            has_entered: false,
        }
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        self.turn.waiting.fetch_sub(1, Ordering::SeqCst);
        if !self.has_entered {
            let turn = self.turn.clone();
            by_itself(async move {
                let group = turn.open.clone().lock_owned().await;
                turn.settle(group).await;
            });
        }
    }
}

/// Goes on after whoever asked for it has gone. Without a runtime the program is ending: nobody is answered then.
fn by_itself(work: impl Future<Output = ()> + Send + 'static) {
    if let Ok(runtime) = Handle::try_current() {
        drop(runtime.spawn(work));
    }
}

/// One who writes in a group.
pub(crate) struct Member {
    turn: Arc<Turn>,
    /// None once it has left.
    group: Option<OwnedMutexGuard<Group>>,
}

impl fmt::Debug for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Member")
    }
}

impl Member {
    /// What it writes through. There is none where the group was given up.
    pub(crate) fn connection(&mut self) -> Result<&mut SqliteConnection> {
        let transaction = self.group.as_mut().and_then(|group| group.transaction.as_mut());
        transaction.map(|transaction| &mut **transaction).ok_or(Error::Busy)
    }

    async fn enter(&mut self) -> Result<()> {
        if let Some(group) = self.group.as_mut().filter(|group| group.transaction.is_none()) {
            group.transaction = Some(self.turn.pool.begin_with("BEGIN IMMEDIATE").await?);
            group.since = Some(Instant::now());
        }
        sqlx::query("SAVEPOINT member").execute(self.connection()?).await?;
        Ok(())
    }

    /// Keeps what was written, and waits until it is on the disk.
    pub(crate) async fn commit(mut self) -> Result<()> {
        sqlx::query("RELEASE member").execute(self.connection()?).await?;
        let (tell, told) = oneshot::channel();
        if let Some(mut group) = self.group.take() {
            group.members.push(tell);
            let turn = self.turn.clone();
            by_itself(async move { turn.settle(group).await });
        }
        // Nobody tells where the program is ending.
        told.await.unwrap_or(Err(Error::Busy))
    }

    /// Undoes what was written.
    pub(crate) async fn roll_back(mut self) {
        if let Some(group) = self.group.take() {
            leave(self.turn.clone(), group).await;
        }
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        if let Some(group) = self.group.take() {
            by_itself(leave(self.turn.clone(), group));
        }
    }
}

/// Undoes what one has written, and lets the others go on.
async fn leave(turn: Arc<Turn>, mut group: OwnedMutexGuard<Group>) {
    if let Some(transaction) = group.transaction.as_mut()
        && undo(transaction).await.is_err()
        && !is_open(transaction).await
    {
        // The database has undone everything of the group.
        group.transaction = None;
        group.tell(Err(Error::Full));
        return;
    }
    turn.settle(group).await;
}

async fn undo(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    sqlx::query("ROLLBACK TO member").execute(&mut *connection).await?;
    sqlx::query("RELEASE member").execute(connection).await.map(|_| ())
}

/// Whether there still is a transaction: within one, another cannot begin.
async fn is_open(connection: &mut SqliteConnection) -> bool {
    if sqlx::query("BEGIN").execute(&mut *connection).await.is_err() {
        return true;
    }
    // What was begun to find out is ended when the connection goes back.
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{Db, Reader as _, Writer as _};
    use crate::value::Query;

    async fn open() -> (tempfile::TempDir, Db) {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open_sqlite(folder.path().join("register.sqlite")).await.unwrap();
        (folder, db)
    }

    fn note(n: i64) -> Query {
        const NOTE: &str = "INSERT INTO contents (sha256, bytes) VALUES ($1, $2)";
        Query::new(NOTE).bind(format!("{n:04}")).bind(Vec::new())
    }

    async fn noted(db: &Db) -> Vec<String> {
        let rows = (&mut &*db)
            .rows(Query::new("SELECT sha256 FROM contents ORDER BY sha256"))
            .await
            .unwrap();
        rows.iter().map(|row| row.get(0).unwrap()).collect()
    }

    /// A member that has committed and waits, and one that still holds the turn.
    async fn two_of_a_group(db: &Db) -> (tokio::task::JoinHandle<Result<()>>, crate::db::Tx) {
        let mut first = db.begin().await.unwrap();
        (&mut first).execute(note(1)).await.unwrap();
        let other = db.clone();
        let second = tokio::spawn(async move { other.begin().await.unwrap() });
        // The second waits before the first commits: they are of one group.
        while waiting(db) == 0 {
            tokio::task::yield_now().await;
        }
        let first = tokio::spawn(first.commit());
        (first, second.await.unwrap())
    }

    fn waiting(db: &Db) -> usize {
        let Db::Sqlite(db) = db else { return 0 };
        db.turn().waiting.load(Ordering::SeqCst)
    }

    #[tokio::test]
    async fn nobody_is_answered_before_the_commit_and_all_are_after_it() {
        let (_folder, db) = open().await;
        let (first, mut second) = two_of_a_group(&db).await;
        (&mut second).execute(note(2)).await.unwrap();
        assert!(!first.is_finished());
        assert_eq!(
            noted(&db).await,
            Vec::<String>::new(),
            "others see nothing before it is on the disk"
        );
        second.commit().await.unwrap();
        first.await.unwrap().unwrap();
        assert_eq!(noted(&db).await, ["0001", "0002"]);
    }

    #[tokio::test]
    async fn what_fails_or_goes_away_undoes_itself_alone() {
        let (_folder, db) = open().await;
        let (first, mut second) = two_of_a_group(&db).await;
        (&mut second).execute(note(2)).await.unwrap();
        (&mut second).execute(note(1)).await.unwrap_err();
        drop(second);
        first.await.unwrap().unwrap();
        assert_eq!(noted(&db).await, ["0001"]);
        let mut third = db.begin().await.unwrap();
        (&mut third).execute(note(3)).await.unwrap();
        third.roll_back().await.unwrap();
        assert_eq!(noted(&db).await, ["0001"]);
    }

    #[tokio::test]
    async fn who_goes_away_while_waiting_leaves_no_group_open() {
        let (_folder, db) = open().await;
        let mut first = db.begin().await.unwrap();
        (&mut first).execute(note(1)).await.unwrap();
        let other = db.clone();
        let waiter = tokio::spawn(async move { other.begin().await.map(drop) });
        while waiting(&db) == 0 {
            tokio::task::yield_now().await;
        }
        waiter.abort();
        let answered = timeout(Duration::from_secs(10), first.commit()).await;
        answered.expect("answered").unwrap();
        assert_eq!(noted(&db).await, ["0001"]);
    }

    /// The database gives up everything that shared the transaction, and nobody is told otherwise.
    #[tokio::test]
    async fn where_the_whole_transaction_is_given_up_all_are_told() {
        let (_folder, db) = open().await;
        let (first, mut second) = two_of_a_group(&db).await;
        (&mut second).execute(Query::new("ROLLBACK")).await.unwrap();
        drop(second);
        assert!(matches!(first.await.unwrap(), Err(Error::Full | Error::Busy)));
        assert_eq!(noted(&db).await, Vec::<String>::new());
        let mut next = db.begin().await.unwrap();
        (&mut next).execute(note(4)).await.unwrap();
        next.commit().await.unwrap();
        assert_eq!(noted(&db).await, ["0004"]);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn many_writers_are_all_answered() {
        const WRITERS: i64 = 40;
        let (_folder, db) = open().await;
        let mut writers = tokio::task::JoinSet::new();
        for n in 0..WRITERS {
            let db = db.clone();
            writers.spawn(async move {
                for k in 0..5 {
                    let mut tx = db.begin().await.unwrap();
                    (&mut tx).execute(note(n * 5 + k)).await.unwrap();
                    if k == 3 {
                        drop(tx);
                    } else {
                        tx.commit().await.unwrap();
                    }
                }
            });
        }
        while let Some(done) = writers.join_next().await {
            done.unwrap();
        }
        assert_eq!(noted(&db).await.len(), 160);
    }
}
