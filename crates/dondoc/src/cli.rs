//! The command line: flags in English, words for people in Vietnamese.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::{ContextKind, ErrorKind};
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::commands::black_spots::BlackSpotOptions;
use crate::commands::effect::EffectOptions;
use crate::commands::forecast::ForecastOptions;
use crate::commands::scan::ScanOptions;
use crate::commands::warn::WarnOptions;
use crate::screen;

/// Every document was read.
pub(crate) const ALL_READ: u8 = 0;
/// Some document could not be read, or the command failed.
pub(crate) const SOME_FAILED: u8 = 1;
/// The command was not called as it should be.
pub(crate) const WRONG_USAGE: u8 = 2;
/// A document bears a secrecy mark and was refused, whatever became of the others.
pub(crate) const SECRET_REFUSED: u8 = 3;

/// The command was called with options that do not go together.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Misuse(pub &'static str);

/// Đôn Đốc: từ văn bản chỉ đạo đến kết quả.
#[derive(Debug, Parser)]
#[command(name = "dondoc", version, help_template = screen::COMMANDS_HELP, after_help = screen::EXIT_STATUSES)]
#[command(subcommand_value_name = screen::COMMAND)]
#[command(
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true
)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// In hướng dẫn này.
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    /// In phiên bản.
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Đọc văn bản, bóc tách danh mục nhiệm vụ.
    #[command(help_template = screen::HELP_TEMPLATE, after_help = screen::EXIT_STATUSES)]
    Read(ReadOptions),
    /// In phần chữ của văn bản, nơi các vị trí (span) trỏ vào.
    #[command(help_template = screen::HELP_TEMPLATE, after_help = screen::EXIT_STATUSES)]
    Text {
        /// Tệp văn bản; "-" là đầu vào chuẩn.
        #[arg(value_name = "TỆP")]
        file: PathBuf,
    },
    /// Tra địa bàn theo tên và ngày, và địa bàn đó hôm nay là đâu.
    #[command(help_template = screen::HELP_TEMPLATE)]
    Place(Asked),
    /// Tra cơ quan theo tên và ngày, và cơ quan đó hôm nay là cơ quan nào.
    #[command(help_template = screen::HELP_TEMPLATE)]
    Agency(Asked),
    /// Tìm cụm địa bàn và thời gian có nhiều vụ hơn dự kiến.
    #[command(help_template = screen::HELP_TEMPLATE)]
    Scan(ScanOptions),
    /// Xét số vụ các kỳ vừa qua có nhiều hơn dự kiến không, từ bảng CSV.
    #[command(help_template = screen::HELP_TEMPLATE)]
    Warn(WarnOptions),
    /// Dự báo số vụ các kỳ sắp tới, từ bảng CSV.
    #[command(help_template = screen::HELP_TEMPLATE)]
    Forecast(ForecastOptions),
    /// Xét một biện pháp có làm thay đổi số vụ ở nơi thực hiện không, từ bảng CSV.
    #[command(help_template = screen::HELP_TEMPLATE)]
    Effect(EffectOptions),
    /// Tìm điểm hay xảy ra tai nạn giao thông theo quy định và theo mô hình, từ bảng CSV.
    #[command(name = "blackspots", help_template = screen::HELP_TEMPLATE)]
    BlackSpots(BlackSpotOptions),
    /// In lược đồ JSON (JSON Schema) của kết quả đọc.
    #[command(help_template = screen::PLAIN_HELP)]
    Schema,
    /// Chạy chương trình trên một địa chỉ mạng, với dữ liệu trong một thư mục.
    #[command(help_template = screen::PLAIN_HELP)]
    Serve(ServeOptions),
    /// Chạy thử với dữ liệu mẫu của một tỉnh, xóa khi dừng.
    #[command(help_template = screen::PLAIN_HELP)]
    Demo(DemoOptions),
    /// Chứng minh nhật ký nguyên vẹn và khớp với dữ liệu.
    #[command(help_template = screen::PLAIN_HELP)]
    Verify(DataOptions),
    /// Sao lưu toàn bộ dữ liệu ra một tệp, không cần dừng chương trình.
    #[command(help_template = screen::HELP_TEMPLATE)]
    Backup {
        /// Tệp sao lưu sẽ ghi.
        #[arg(value_name = "TỆP")]
        file: PathBuf,
        /// Where the data is.
        #[command(flatten)]
        data: DataOptions,
    },
    /// Phục hồi từ tệp sao lưu vào nơi chưa có dữ liệu (SQLite hoặc PostgreSQL).
    #[command(help_template = screen::HELP_TEMPLATE)]
    Restore {
        /// Tệp sao lưu.
        #[arg(value_name = "TỆP")]
        file: PathBuf,
        /// Where the data is to be.
        #[command(flatten)]
        data: DataOptions,
    },
    /// Tiến trình con đọc một tệp từ đầu vào chuẩn.
    #[command(hide = true)]
    Reader {
        /// What to give back.
        job: ReaderJob,
        /// Read pictures of pages by optical character recognition.
        #[arg(long)]
        recognise: bool,
    },
}

/// What a reader process gives back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReaderJob {
    /// The text and the reading.
    Register,
    /// The text alone.
    Text,
    /// Nothing but whether it bears a secrecy mark.
    Check,
    /// What a file that is handed in turns out to be: a document or a tracker's table.
    Intake,
}

impl ReaderJob {
    /// The word for it on the command line.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Text => "text",
            Self::Check => "check",
            Self::Intake => "intake",
        }
    }
}

/// Options of `dondoc read`.
#[derive(Debug, Args)]
pub(crate) struct ReadOptions {
    /// Tệp hoặc thư mục; "-" là đầu vào chuẩn.
    #[arg(required = true, value_name = "TỆP")]
    pub files: Vec<PathBuf>,
    /// Dạng kết quả: table, json, csv hoặc xlsx [mặc định: theo đuôi của --out, không thì table].
    #[arg(long, value_enum, value_name = "DẠNG", hide_possible_values = true)]
    format: Option<Format>,
    /// Ghi ra tệp này thay vì màn hình (bắt buộc với xlsx).
    #[arg(long, short, value_name = "TỆP")]
    pub out: Option<PathBuf>,
    /// Nêu nguyên văn và vị trí của từng trường đã đọc.
    #[arg(long)]
    pub explain: bool,
    /// Số tiến trình đọc cùng lúc [mặc định: số lõi].
    #[arg(long, short, value_name = "SỐ")]
    pub jobs: Option<usize>,
}

impl ReadOptions {
    /// The form asked for, or the one that the name of the output file tells.
    pub(crate) fn format(&self) -> Format {
        let extension = || self.out.as_deref()?.extension()?.to_str();
        self.format.unwrap_or_else(|| match extension() {
            Some("json" | "jsonl") => Format::Json,
            Some("csv") => Format::Csv,
            Some("xlsx") => Format::Xlsx,
            _ => Format::Table,
        })
    }
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

/// Where the data is.
#[derive(Debug, Args)]
pub(crate) struct DataOptions {
    /// Thư mục dữ liệu [mặc định: dondoc-data].
    #[arg(
        long,
        value_name = "THƯ_MỤC",
        default_value = "dondoc-data",
        hide_default_value = true
    )]
    pub data: PathBuf,
    /// Cơ sở dữ liệu khác, postgres://… [mặc định: SQLite trong thư mục dữ liệu].
    #[arg(long, value_name = "URL", env = "DONDOC_DATABASE", hide_env = true)]
    pub database: Option<String>,
}

/// Options of `dondoc serve`.
#[derive(Debug, Args)]
pub(crate) struct ServeOptions {
    /// Where the data is.
    #[command(flatten)]
    pub data: DataOptions,
    /// Địa chỉ và cổng [mặc định: 127.0.0.1:8080].
    #[arg(
        long,
        value_name = "ĐỊA_CHỈ",
        default_value = "127.0.0.1:8080",
        hide_default_value = true
    )]
    pub listen: SocketAddr,
    /// Where reminders go.
    #[command(flatten)]
    pub mail: MailOptions,
}

/// Where reminders go. Without one of these nothing leaves the program.
#[derive(Debug, Default, Args)]
pub(crate) struct MailOptions {
    /// Ghi thư nhắc việc vào thư mục này, mỗi thư một tệp .eml.
    #[arg(long, value_name = "THƯ_MỤC", conflicts_with = "mail_server")]
    pub mail_folder: Option<PathBuf>,
    /// Gửi thư nhắc việc qua máy chủ thư: smtp://tên@máy-chủ:cổng (STARTTLS) hoặc smtps://tên@máy-chủ.
    #[arg(long, value_name = "URL", requires = "mail_from")]
    pub mail_server: Option<String>,
    /// Địa chỉ người gửi của thư nhắc việc.
    #[arg(long, value_name = "ĐỊA_CHỈ")]
    pub mail_from: Option<String>,
    /// Tệp chứa mật khẩu của máy chủ thư [hoặc biến môi trường DONDOC_MAIL_PASSWORD].
    #[arg(long, value_name = "TỆP", requires = "mail_server")]
    pub mail_password_file: Option<PathBuf>,
    /// Địa chỉ mà người dùng mở chương trình, để ghi liên kết trong thư: https://…
    #[arg(long, value_name = "URL")]
    pub address: Option<String>,
}

impl MailOptions {
    /// The address of the program, without a slash at its end.
    pub(crate) fn address(&self) -> Option<String> {
        self.address.as_deref().map(|at| at.trim_end_matches('/').to_owned())
    }
}

/// Options of `dondoc demo`.
#[derive(Debug, Args)]
pub(crate) struct DemoOptions {
    /// Thư mục dữ liệu, giữ lại khi dừng [mặc định: thư mục tạm, xóa khi dừng].
    #[arg(long, value_name = "THƯ_MỤC")]
    pub data: Option<PathBuf>,
    /// Cơ sở dữ liệu khác, postgres://… còn trống.
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// Ghi thư nhắc việc vào thư mục này [mặc định: không gửi].
    #[arg(long, value_name = "THƯ_MỤC")]
    pub mail_folder: Option<PathBuf>,
    /// Địa chỉ và cổng [mặc định: 127.0.0.1:8080].
    #[arg(
        long,
        value_name = "ĐỊA_CHỈ",
        default_value = "127.0.0.1:8080",
        hide_default_value = true
    )]
    pub listen: SocketAddr,
}

/// A name and a day.
#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// Tên như viết trong văn bản.
    #[arg(value_name = "TÊN")]
    pub name: String,
    /// Ngày (năm-tháng-ngày) mà tên được hiểu theo.
    #[arg(long, value_name = "NGÀY")]
    pub on: Option<Date>,
    /// Tên tỉnh, thành phố.
    #[arg(long, value_name = "TỈNH")]
    pub province: Option<String>,
}

impl Cli {
    /// The command line of this process; else help was asked for and given, or wrong usage was told.
    pub(crate) fn parsed() -> Result<Self, ExitCode> {
        Self::try_parse().map_err(|error| match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                // A closed output is nobody who wants help.
                let _ = error.print();
                ExitCode::SUCCESS
            }
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                let _ = error.print();
                ExitCode::from(WRONG_USAGE)
            }
            kind => {
                let word = |context| error.get(context).map(ToString::to_string);
                let about = [
                    ContextKind::InvalidArg,
                    ContextKind::InvalidSubcommand,
                    ContextKind::InvalidValue,
                ];
                let about: Vec<_> = about.into_iter().filter_map(word).collect();
                eprintln!("dondoc: {}", screen::misuse(kind, &screen::printable(&about.join(" "))));
                ExitCode::from(WRONG_USAGE)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_child_is_called_by_words_it_understands() {
        for job in ReaderJob::value_variants() {
            assert_eq!(ReaderJob::from_str(job.word(), false).as_ref(), Ok(job));
        }
    }

    #[test]
    fn the_output_file_tells_the_format() {
        let format = |arguments: &[&str]| {
            let all = ["dondoc", "read", "a.docx"].iter().chain(arguments);
            match Cli::try_parse_from(all).unwrap().command {
                Command::Read(options) => options.format(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(format(&[]), Format::Table);
        assert_eq!(format(&["--out", "a.xlsx"]), Format::Xlsx);
        assert_eq!(format(&["--out", "a.csv", "--format", "json"]), Format::Json);
    }
}
