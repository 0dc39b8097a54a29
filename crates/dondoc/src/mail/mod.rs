//! The way out for reminders: a folder, or the mail server that whoever started the program named. Nothing else of the
//! program sends anything.

mod folder;
mod server;

use std::path::PathBuf;
use std::time::{Duration, UNIX_EPOCH};

use anyhow::{Context as _, bail};
use lettre::message::{Mailbox, SinglePart};
use lettre::{Address, Message};
use office::reminders::{NotSent, Outgoing, Post};
use office::secret::Secret;

use crate::cli::MailOptions;
use crate::web::letter;

/// Where letters go, and what stands in them.
pub(crate) struct Mail {
    way: Way,
    from: Address,
    /// Where the program is reached, for the links in a letter: `https://nhiemvu.tinh.gov.vn`.
    reached_at: Option<String>,
}

enum Way {
    Folder(folder::Folder),
    Server(Box<server::Server>),
}

impl Mail {
    /// The way that the options name; none when they name none.
    ///
    /// # Errors
    /// When an option cannot be used; the message says what to do.
    pub(crate) fn of(options: &MailOptions) -> anyhow::Result<Option<Self>> {
        let way = match (&options.mail_folder, &options.mail_server) {
            (Some(folder), _) => Way::Folder(folder::Folder::new(folder.clone())?),
            (None, Some(server)) => Way::Server(Box::new(server::Server::new(server, password(options)?.as_ref())?)),
            (None, None) => return Ok(None),
        };
        let from = options.mail_from.as_deref().unwrap_or("dondoc@localhost.localdomain");
        let from = from
            .parse()
            .with_context(|| format!("{from:?} không phải địa chỉ thư điện tử (--mail-from)"))?;
        Ok(Some(Self {
            way,
            from,
            reached_at: options.address(),
        }))
    }

    /// A folder, for the demonstration.
    pub(crate) fn folder(folder: PathBuf) -> anyhow::Result<Self> {
        Ok(Self {
            way: Way::Folder(folder::Folder::new(folder)?),
            from: Address::new("dondoc", "localhost.localdomain")?,
            reached_at: None,
        })
    }

    /// The way in words, without anything secret.
    pub(crate) fn told(&self) -> String {
        match &self.way {
            Way::Folder(folder) => folder.told(),
            Way::Server(server) => server.told(),
        }
    }

    /// A letter as it is sent: the same bytes however often it is made.
    fn message(&self, outgoing: &Outgoing) -> anyhow::Result<Message> {
        let from = Mailbox::new(Some(one_line(&outgoing.office)), self.from.clone());
        let to = Mailbox::new(Some(one_line(&outgoing.name)), outgoing.address.parse()?);
        let host = self.from.domain();
        let seconds = u64::try_from(outgoing.made_at.as_second()).unwrap_or(0);
        let made_at = UNIX_EPOCH + Duration::from_secs(seconds);
        let text = letter::text(outgoing, self.reached_at.as_deref());
        Ok(Message::builder()
            .from(from)
            .to(to)
            .subject(letter::subject(outgoing))
            .date(made_at)
            .message_id(Some(format!("<{}@{host}>", outgoing.id)))
            .singlepart(SinglePart::plain(text))?)
    }
}

/// A name as it stands in a header: on one line, whatever somebody typed.
fn one_line(name: &str) -> String {
    let words: Vec<&str> = name
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

impl Post for Mail {
    async fn send(&self, letter: &Outgoing) -> Result<(), NotSent> {
        let message = self.message(letter).map_err(|error| NotSent {
            why: format!("{error:#}"),
            is_final: true,
        })?;
        match &self.way {
            Way::Folder(folder) => folder.put(letter, &message).await,
            Way::Server(server) => server.send(message).await,
        }
    }
}

/// The password of the mail server, from the file or the environment: on the command line everybody on the machine would
/// see it.
fn password(options: &MailOptions) -> anyhow::Result<Option<Secret>> {
    if let Some(path) = &options.mail_password_file {
        let read = std::fs::read_to_string(path)
            .with_context(|| format!("không đọc được tệp mật khẩu thư {}", path.display()))?;
        let password = read.trim_end_matches(['\r', '\n']);
        if password.is_empty() {
            bail!("tệp mật khẩu thư {} đang trống", path.display());
        }
        return Ok(Some(Secret::from(password)));
    }
    Ok(std::env::var("DONDOC_MAIL_PASSWORD").ok().map(Secret::from))
}

#[cfg(test)]
mod tests {
    use domain::id::{DigestId, TaskId};
    use domain::reminder::{Item, Matter};
    use jiff::civil::date;
    use office::reminders::OutgoingItem;
    use uuid::Uuid;

    use super::*;

    fn letter() -> Outgoing {
        let item = Item {
            matter: Matter::Late,
            task: TaskId(Uuid::from_u128(7)),
            number: 12,
            text: "Rà soát các tụ điểm phức tạp".into(),
            agency: None,
            due: Some(date(2026, 11, 12)),
            days_left: Some(-3),
        };
        Outgoing {
            id: DigestId(Uuid::from_u128(1)),
            address: "cat@tinh.example".into(),
            name: "Cán bộ \"đầu mối\"\r\nBcc: x@y.vn".into(),
            office: "Văn phòng Ủy ban nhân dân tỉnh".into(),
            day: date(2026, 11, 15),
            made_at: "2026-11-15T01:00:00Z".parse().unwrap(),
            items: vec![OutgoingItem { item, agency: None }],
        }
    }

    #[tokio::test]
    async fn a_folder_holds_each_letter_once_and_whole() {
        let folder = std::env::temp_dir().join(format!("dondoc-mail-{}", Uuid::now_v7()));
        let mail = Mail::folder(folder.clone()).unwrap();
        mail.send(&letter()).await.unwrap();
        mail.send(&letter()).await.unwrap();
        let files: Vec<PathBuf> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        assert_eq!(files.len(), 1, "{files:?}");
        let name = files[0].file_name().unwrap().to_str().unwrap();
        assert_eq!(name, "2026-11-15-00000000-0000-0000-0000-000000000001.eml");
        let written = std::fs::read_to_string(&files[0]).unwrap();
        for line in [
            "Message-ID: <00000000-0000-0000-0000-000000000001@localhost.localdomain>\r\n",
            "Date: Sun, 15 Nov 2026 01:00:00 +0000\r\n",
            "MIME-Version: 1.0\r\n",
            "Content-Type: text/plain; charset=utf-8\r\n",
        ] {
            assert!(written.contains(line), "{line}{written}");
        }
        assert!(!written.contains("\r\nBcc:"), "a name cannot add a header: {written}");
        assert_eq!(
            written,
            String::from_utf8(mail.message(&letter()).unwrap().formatted()).unwrap()
        );
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn options_that_cannot_be_used_say_what_to_do() {
        let told = |options: MailOptions| Mail::of(&options).err().map(|error| format!("{error:#}")).unwrap();
        let nobody = MailOptions {
            mail_folder: Some(std::env::temp_dir()),
            mail_from: Some("không phải địa chỉ".into()),
            ..MailOptions::default()
        };
        assert!(told(nobody).contains("--mail-from"));
        let no_file = MailOptions {
            mail_server: Some("smtp://nhac@mail.tinh.example".into()),
            mail_password_file: Some("/khong/co/tep".into()),
            ..MailOptions::default()
        };
        assert!(told(no_file).contains("/khong/co/tep"));
        assert!(
            Mail::of(&MailOptions::default()).unwrap().is_none(),
            "nothing is sent unless somebody said where"
        );
    }
}
