//! Two ways to ask: at a steady rate whatever the server does, and as fast as answers come.

use std::fs;
use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::http::{Answer, Client};

/// How long answers took, the shortest first.
#[derive(Default)]
pub(crate) struct Times {
    sorted: Vec<Duration>,
    /// Answers that were none, or not the wanted one.
    pub(crate) failed: usize,
    /// Bytes of the last body.
    pub(crate) bytes: usize,
    /// Processor time of the server for all of them; it tells the same on a busy machine as on a quiet one.
    pub(crate) processor: Duration,
}

impl Times {
    fn of(mut times: Vec<Duration>, failed: usize, bytes: usize) -> Self {
        times.sort_unstable();
        Self {
            sorted: times,
            failed,
            bytes,
            processor: Duration::ZERO,
        }
    }

    /// The same with the processor time that a server took meanwhile.
    pub(crate) fn of_server(pid: u32, ask: impl FnOnce() -> Self) -> Self {
        let before = processor_of(pid);
        let mut times = ask();
        times.processor = processor_of(pid).saturating_sub(before);
        times
    }

    /// Milliseconds of processor time an answer.
    pub(crate) fn processor_each(&self) -> f64 {
        let answers = u32::try_from(self.sorted.len() + self.failed)
            .unwrap_or(u32::MAX)
            .max(1);
        (self.processor / answers).as_secs_f64() * 1000.0
    }

    /// Milliseconds within which this share of the answers came, in hundredths.
    pub(crate) fn within(&self, hundredths: usize) -> f64 {
        let last = self.sorted.len().saturating_sub(1);
        let at = (last * hundredths).div_ceil(100);
        self.sorted.get(at).map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0)
    }
}

/// Asks `rate` times a second for some seconds, on as many connections as it takes. An answer's time counts from the moment
/// when its question was due, so that a server that stands still is charged for everybody who waits meanwhile.
pub(crate) fn steadily(
    rate: u32,
    seconds: u32,
    client: impl Fn() -> Client + Sync,
    path: impl Fn(usize) -> String + Sync,
) -> Times {
    const CONNECTIONS: usize = 32;
    let questions = (rate * seconds) as usize;
    let next = AtomicUsize::new(0);
    let told = Mutex::new((Vec::with_capacity(questions), 0, 0));
    let begun = Instant::now() + Duration::from_millis(50);
    thread::scope(|scope| {
        for _ in 0..CONNECTIONS {
            scope.spawn(|| {
                let mut client = client();
                loop {
                    let question = next.fetch_add(1, Ordering::Relaxed);
                    if question >= questions {
                        break;
                    }
                    let due = begun + Duration::from_secs(1) * u32::try_from(question).unwrap_or(u32::MAX) / rate;
                    thread::sleep(due.saturating_duration_since(Instant::now()));
                    let answer = client.get(&path(question));
                    note(&told, due.elapsed(), &answer);
                }
            });
        }
    });
    let (times, failed, bytes) = told.into_inner().unwrap_or_default();
    Times::of(times, failed, bytes)
}

/// Asks one after the other.
pub(crate) fn in_turn(
    questions: usize,
    client: &mut Client,
    ask: impl Fn(&mut Client, usize) -> io::Result<Answer>,
) -> Times {
    let told = Mutex::new((Vec::new(), 0, 0));
    for question in 0..questions {
        let begun = Instant::now();
        let answer = ask(client, question);
        note(&told, begun.elapsed(), &answer);
    }
    let (times, failed, bytes) = told.into_inner().unwrap_or_default();
    Times::of(times, failed, bytes)
}

/// Processor time that a process has taken, by user and system, from Linux's table of processes (proc(5)): hundredths of a
/// second.
fn processor_of(pid: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name in brackets may hold spaces; user and system time are the 12th and 13th word after it.
    let after = stat.rsplit(") ").next().unwrap_or_default();
    let ticks = after
        .split(' ')
        .skip(11)
        .take(2)
        .filter_map(|word| word.parse::<u64>().ok());
    Duration::from_millis(ticks.sum::<u64>() * 10)
}

type Told = Mutex<(Vec<Duration>, usize, usize)>;

fn note(told: &Told, time: Duration, answer: &io::Result<Answer>) {
    let Ok(mut told) = told.lock() else { return };
    match answer {
        Ok(answer) if (200..300).contains(&answer.status) => {
            told.0.push(time);
            told.2 = answer.body.len();
        }
        _ => told.1 += 1,
    }
}
