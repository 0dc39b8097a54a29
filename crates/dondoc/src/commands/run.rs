//! What the commands over counts share: flags, threads, a bar with the time left.

use std::io::IsTerminal;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Options of every command over counts.
#[derive(Debug, Args)]
pub(crate) struct RunOptions {
    /// Dạng kết quả: table, json, csv, svg hoặc geojson [mặc định: theo đuôi của --out, không thì table].
    #[arg(long, value_enum, value_name = "DẠNG", hide_possible_values = true)]
    format: Option<ResultFormat>,
    /// Ghi ra tệp này thay vì màn hình.
    #[arg(long, short, value_name = "TỆP")]
    pub out: Option<PathBuf>,
    /// Số gốc của các số ngẫu nhiên; cùng số gốc thì cùng kết quả [mặc định: 1].
    #[arg(long, value_name = "SỐ", default_value_t = 1, hide_default_value = true)]
    pub seed: u64,
    /// Số luồng tính cùng lúc, không đổi kết quả [mặc định: số lõi].
    #[arg(long, value_name = "SỐ")]
    pub threads: Option<NonZeroUsize>,
    /// Số lần mô phỏng [mặc định: 999, hoặc như tệp tham số].
    #[arg(long, value_name = "SỐ")]
    pub replicas: Option<u32>,
}

/// Replicas where nothing says how many.
const REPLICAS: u32 = 999;

/// Forms of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ResultFormat {
    /// For people, in the terminal.
    Table,
    /// One object.
    Json,
    /// One row a place and period.
    Csv,
    /// A chart or a map.
    Svg,
    /// Places as points or areas.
    Geojson,
}

impl RunOptions {
    /// The form asked for, or the one that the name of the output file tells.
    pub(crate) fn format(&self) -> ResultFormat {
        let extension = || self.out.as_deref()?.extension()?.to_str();
        self.format.unwrap_or_else(|| match extension() {
            Some("json") => ResultFormat::Json,
            Some("csv") => ResultFormat::Csv,
            Some("svg") => ResultFormat::Svg,
            Some("geojson") => ResultFormat::Geojson,
            _ => ResultFormat::Table,
        })
    }

    /// How many replicas.
    pub(crate) fn replicas(&self) -> u32 {
        self.replicas.unwrap_or(REPLICAS)
    }

    /// Does work on the threads asked for.
    pub(crate) fn on_threads<T: Send>(&self, work: impl FnOnce() -> T + Send) -> anyhow::Result<T> {
        let threads = self.threads.map_or(0, NonZeroUsize::get);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
        Ok(pool.install(work))
    }
}

/// A bar with the time left, for several things and a person who watches. `what` is counted: "văn bản", "chuỗi".
pub(crate) fn progress(things: usize, what: &str) -> ProgressBar {
    let is_watched = things > 1 && std::io::stderr().is_terminal();
    let target = if is_watched {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let style = ProgressStyle::with_template(&format!("{{bar:40}} {{pos}}/{{len}} {what}, còn {{eta}}"))
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(Some(things as u64), target).with_style(style)
}
