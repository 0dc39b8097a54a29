//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

/// Every document was read.
pub(crate) const ALL_READ: u8 = 0;
/// Some document could not be read, or the command failed.
pub(crate) const SOME_FAILED: u8 = 1;
/// A document bears a secrecy stamp and was refused (2 is clap's for wrong usage).
pub(crate) const SECRET_REFUSED: u8 = 3;

/// Đôn Đốc: từ văn bản chỉ đạo đến kết quả.
#[derive(Debug, Parser)]
#[command(
    name = "dondoc",
    version,
    about,
    after_help = "Mã kết thúc: 0 đọc được tất cả · 1 có tệp không đọc được · 2 sai cú pháp · 3 có văn bản mang dấu mật bị từ chối"
)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Đọc văn bản, bóc tách danh mục nhiệm vụ.
    Read(ReadOptions),
    /// In phần chữ của văn bản, nơi các vị trí (spans) trỏ vào.
    Text {
        /// Tệp văn bản, "-" là đầu vào chuẩn.
        file: PathBuf,
    },
    /// Tra địa bàn theo tên và ngày, và địa bàn đó hôm nay là đâu.
    Place(Asked),
    /// Tra cơ quan theo tên và ngày, và cơ quan đó hôm nay là cơ quan nào.
    Agency(Asked),
    /// In lược đồ JSON (JSON Schema) của kết quả đọc.
    Schema,
    /// Tiến trình con đọc một tệp từ đầu vào chuẩn.
    #[command(hide = true)]
    Reader {
        /// What to give back.
        #[arg(value_enum)]
        job: ReaderJob,
    },
}

/// What a reader process gives back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReaderJob {
    /// The reading, as JSON.
    Reading,
    /// The extracted text.
    Text,
    /// The reading of a scanned PDF, by optical character recognition.
    Recognised,
    /// The text of a scanned PDF, by optical character recognition.
    RecognisedText,
}

/// Options of `dondoc read`.
#[derive(Debug, Args)]
pub(crate) struct ReadOptions {
    /// Tệp hoặc thư mục; "-" là đầu vào chuẩn.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Dạng kết quả.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// Ghi ra tệp này thay vì màn hình (bắt buộc với xlsx).
    #[arg(long, short)]
    pub out: Option<PathBuf>,
    /// Nêu nguyên văn và vị trí của từng trường đã đọc.
    #[arg(long)]
    pub explain: bool,
    /// Số tiến trình đọc cùng lúc [mặc định: số lõi].
    #[arg(long, short)]
    pub jobs: Option<usize>,
}

/// Forms of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, in the terminal.
    Table,
    /// One object for one file; for several, one object a line with its file name.
    Json,
    /// One row a task.
    Csv,
    /// A workbook with the documents and the tasks.
    Xlsx,
}

/// A name and a day.
#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// Tên như viết trong văn bản.
    pub name: String,
    /// Ngày (năm-tháng-ngày) mà tên được hiểu theo.
    #[arg(long)]
    pub on: Option<Date>,
    /// Tên tỉnh, thành phố.
    #[arg(long)]
    pub province: Option<String>,
}
