//! Letters to a mail server (RFC 5321). The connection is encrypted, but for a server on the machine itself.

use std::time::Duration;

use anyhow::{Context as _, bail};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::response::{Category, Severity};
use lettre::transport::smtp::{Error, SmtpTransport};
use lettre::{Message, Transport as _};
use office::reminders::NotSent;
use office::secret::Secret;

/// How long one step of the conversation may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A mail server.
pub(super) struct Server {
    transport: SmtpTransport,
    told: String,
}

/// A mail server as it is written: `smtp://user@host:port`, `smtps://user@host`.
#[derive(Debug, PartialEq, Eq)]
struct Written<'w> {
    /// Encrypted from the first byte (RFC 8314), or after STARTTLS (RFC 3207).
    is_implicit: bool,
    user: Option<&'w str>,
    host: &'w str,
    port: Option<u16>,
}

impl<'w> Written<'w> {
    fn read(written: &'w str) -> anyhow::Result<Self> {
        // What was written is not repeated: a password may stand in it.
        let wrong = || "--mail-server cần có dạng smtp://tên@máy-chủ:cổng hoặc smtps://tên@máy-chủ";
        let (scheme, rest) = written.split_once("://").with_context(wrong)?;
        let is_implicit = match scheme {
            "smtp" => false,
            "smtps" => true,
            _ => bail!(wrong()),
        };
        let (user, place) = match rest.rsplit_once('@') {
            Some((user, place)) => (Some(user), place),
            None => (None, rest),
        };
        if user.is_some_and(|user| user.contains(':')) {
            // Not repeated in the message: it would stand in a log.
            bail!("không ghi mật khẩu trong --mail-server: hãy dùng --mail-password-file hoặc DONDOC_MAIL_PASSWORD");
        }
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().ok().with_context(wrong)?)),
            None => (place, None),
        };
        if host.is_empty() || host.contains(['/', ' ']) || user.is_some_and(str::is_empty) {
            bail!(wrong());
        }
        Ok(Self {
            is_implicit,
            user,
            host,
            port,
        })
    }

    /// Nothing of it leaves the machine.
    fn is_this_machine(&self) -> bool {
        matches!(self.host, "localhost" | "127.0.0.1")
    }
}

impl Server {
    /// A server as it is written, with the password of its user.
    pub(super) fn new(written: &str, password: Option<&Secret>) -> anyhow::Result<Self> {
        let server = Written::read(written)?;
        let builder = if server.is_implicit {
            SmtpTransport::relay(server.host)?
        } else if server.is_this_machine() {
            SmtpTransport::builder_dangerous(server.host)
        } else {
            SmtpTransport::starttls_relay(server.host)?
        };
        let mut builder = builder.timeout(Some(TIMEOUT));
        if let Some(port) = server.port {
            builder = builder.port(port);
        }
        if let Some(user) = server.user {
            let Some(password) = password else {
                bail!("máy chủ thư cần mật khẩu của {user}: dùng --mail-password-file hoặc DONDOC_MAIL_PASSWORD");
            };
            builder = builder.credentials(Credentials::new(user.to_owned(), password.reveal().to_owned()));
        }
        Ok(Self {
            transport: builder.build(),
            told: written.to_owned(),
        })
    }

    pub(super) fn told(&self) -> String {
        self.told.clone()
    }

    /// Hands a letter over. A server that takes it has taken it for good.
    pub(super) async fn send(&self, message: Message) -> Result<(), NotSent> {
        let transport = self.transport.clone();
        let sent = tokio::task::spawn_blocking(move || transport.send(&message)).await;
        match sent {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(not_sent(&error)),
            Err(error) => Err(NotSent {
                why: error.to_string(),
                is_final: false,
            }),
        }
    }
}

fn not_sent(error: &Error) -> NotSent {
    let mut why = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(deeper) = cause {
        why = format!("{why}: {deeper}");
        cause = deeper.source();
    }
    // 550, 551, 553 and the like: there is no such mailbox. 535 is our own password, which can be mended.
    let is_final = error.status().is_some_and(|code| {
        code.severity == Severity::PermanentNegativeCompletion && code.category == Category::MailSystem
    });
    NotSent { why, is_final }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::{TcpListener, TcpStream};
    use std::thread::JoinHandle;

    use super::*;

    #[test]
    fn a_server_is_read_as_it_is_written() {
        let plain = Written::read("smtp://mail.tinh.gov.vn").unwrap();
        assert_eq!(
            (plain.is_implicit, plain.user, plain.host, plain.port),
            (false, None, "mail.tinh.gov.vn", None)
        );
        let full = Written::read("smtps://nhac@tinh.gov.vn@mail.tinh.gov.vn:465").unwrap();
        assert_eq!(
            (full.is_implicit, full.user, full.host, full.port),
            (true, Some("nhac@tinh.gov.vn"), "mail.tinh.gov.vn", Some(465))
        );
        for wrong in [
            "mail.tinh.gov.vn",
            "http://a.vn",
            "smtp://",
            "smtp://@a.vn",
            "smtp://a.vn:x",
            "smtp://a.vn/x",
        ] {
            assert!(Written::read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_password_on_the_command_line_is_refused_and_not_repeated() {
        let told = Written::read("smtp://nhac:mat-khau@a.vn").unwrap_err().to_string();
        assert!(
            told.contains("--mail-password-file") && !told.contains("mat-khau@"),
            "{told}"
        );
    }

    #[test]
    fn a_user_needs_a_password() {
        assert!(Server::new("smtp://nhac@localhost:2525", None).is_err());
        let server = Server::new("smtp://nhac@localhost:2525", Some(&Secret::from("bí mật"))).unwrap();
        assert!(!server.told().contains("bí mật"));
    }

    /// A mail server on this machine that knows every mailbox but one, for some conversations. Gives back what it was told.
    fn listening(conversations: usize) -> (u16, JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let told = std::thread::spawn(move || {
            let talked = listener.incoming().take(conversations);
            talked.flat_map(|stream| talk(&stream.unwrap())).collect()
        });
        (port, told)
    }

    fn talk(stream: &TcpStream) -> Vec<String> {
        let answer = |words: &str| {
            let mut out = stream;
            out.write_all(format!("{words}\r\n").as_bytes()).unwrap();
        };
        let mut told = Vec::new();
        let mut is_letter = false;
        answer("220 localhost ESMTP");
        for line in BufReader::new(stream).lines() {
            let line = line.unwrap();
            let verb = line.split(' ').next().unwrap_or_default().to_ascii_uppercase();
            match verb.as_str() {
                "." if is_letter => {
                    is_letter = false;
                    answer("250 taken");
                }
                _ if is_letter => {}
                "RCPT" if line.contains("khong-co@") => answer("550 5.1.1 no such mailbox"),
                "DATA" => {
                    is_letter = true;
                    answer("354 go on");
                }
                "QUIT" => {
                    answer("221 bye");
                    break;
                }
                _ => answer("250 localhost"),
            }
            told.push(line);
        }
        told
    }

    fn letter(to: &str) -> Message {
        let builder = Message::builder().from("nhac@tinh.example".parse().unwrap());
        builder.to(to.parse().unwrap()).body("Nhắc việc".to_owned()).unwrap()
    }

    #[tokio::test]
    async fn a_letter_is_handed_over_and_a_mailbox_that_is_not_there_is_final() {
        let (port, told) = listening(2);
        let server = Server::new(&format!("smtp://127.0.0.1:{port}"), None).unwrap();
        server.send(letter("cat@tinh.example")).await.unwrap();
        let refused = server.send(letter("khong-co@tinh.example")).await.unwrap_err();
        assert!(
            refused.is_final && refused.why.contains("no such mailbox"),
            "{refused:?}"
        );
        let told = told.join().unwrap();
        for line in ["MAIL FROM:<nhac@tinh.example>", "RCPT TO:<cat@tinh.example>"] {
            assert!(told.iter().any(|said| said.starts_with(line)), "{line}: {told:?}");
        }
        let nobody = server.send(letter("cat@tinh.example")).await.unwrap_err();
        assert!(
            !nobody.is_final,
            "a server that does not answer may answer later: {nobody:?}"
        );
    }
}
