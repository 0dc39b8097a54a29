//! `dondoc demo`: the program on throw-away data of a whole province, to look around in.

use std::fs;
use std::path::PathBuf;

use anyhow::Context as _;
use jiff::Timestamp;
use office::demo::{self, LOGINS, PASSWORD};
use office::{Office, setup, upkeep};

use super::serve::{log, runtime, serve};
use super::upkeep::make_directory;
use crate::cli::{ALL_READ, DemoOptions};
use crate::mail::Mail;
use crate::screen;

/// Runs the command.
pub(crate) fn run(options: &DemoOptions) -> anyhow::Result<u8> {
    log();
    let directory = Directory::new(options)?;
    runtime()?.block_on(async {
        let place = match &options.database {
            Some(url) => upkeep::Place::Postgres(url),
            None => upkeep::Place::Directory(&directory.path),
        };
        let office = upkeep::open(place).await.context("không mở được dữ liệu")?;
        fill(&office).await?;
        let mail = options.mail_folder.clone().map(Mail::folder).transpose()?;
        serve(&office, options.listen, mail, None, &logins()).await
    })?;
    Ok(ALL_READ)
}

/// Data of an earlier demonstration is used again; data of an office is never touched.
async fn fill(office: &Office) -> anyhow::Result<()> {
    match setup::province(office).await? {
        None => Ok(demo::fill(office, Timestamp::now()).await?),
        Some(province) if province.demo => Ok(()),
        Some(_) => anyhow::bail!("nơi này đã có dữ liệu thật: hãy chọn thư mục khác cho dữ liệu mẫu"),
    }
}

fn logins() -> Vec<String> {
    let mut lines = vec![format!("Dữ liệu mẫu. Mật khẩu của mọi tài khoản: {PASSWORD}")];
    lines.extend(LOGINS.iter().map(|login| {
        let agency = login.agency.map(|agency| format!(" · {agency}")).unwrap_or_default();
        format!("  {:<12} {}{agency}", login.login, screen::role(login.role))
    }));
    lines
}

/// The data directory; one that nobody named is taken away at the end.
struct Directory {
    path: PathBuf,
    is_temporary: bool,
}

impl Directory {
    fn new(options: &DemoOptions) -> anyhow::Result<Self> {
        let path = options.data.clone().unwrap_or_else(|| {
            let name = format!("dondoc-demo-{}", uuid::Uuid::now_v7().simple());
            std::env::temp_dir().join(name)
        });
        make_directory(&path)?;
        Ok(Self {
            path,
            is_temporary: options.data.is_none(),
        })
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        if self.is_temporary {
            // What cannot be taken away now, the system takes away with its other temporary files.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}
