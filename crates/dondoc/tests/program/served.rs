//! The program while it serves: started on a port of its own, asked over plain sockets, stopped or killed.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

/// A program that serves; killed when it is dropped.
pub(crate) struct Served {
    child: Child,
    /// Where it answers: `127.0.0.1:41234`.
    pub address: String,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answered {
    /// Status.
    pub status: u16,
    /// Head, as it was sent.
    pub head: String,
    /// Body.
    pub body: String,
}

impl Answered {
    /// The cookie of the session that a sign-in gave.
    pub(crate) fn session(&self) -> String {
        let set = self
            .head
            .lines()
            .find_map(|line| line.strip_prefix("set-cookie: session="))
            .unwrap();
        format!("session={}", set.split(';').next().unwrap())
    }
}

impl Served {
    /// Starts the program with a command and its options, on any free port, and waits until it says where it answers.
    pub(crate) fn start<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_dondoc"))
            .args(arguments)
            .args(["--listen", "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let address = line
            .trim()
            .rsplit("//")
            .next()
            .unwrap()
            .trim_end_matches('/')
            .to_owned();
        assert!(address.starts_with("127.0.0.1:"), "no address in {line:?}");
        // The rest of what it prints is read until its end, so that it is never held up.
        std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
        Self { child, address }
    }

    /// Pulls the plug.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop, and waits until it has.
    pub(crate) fn stop(mut self) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).unwrap();
        assert!(self.child.wait().unwrap().success());
    }

    /// Asks for something. None when the program went away before it had answered completely.
    pub(crate) fn try_ask(
        address: &str,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Option<Answered> {
        let mut stream = TcpStream::connect(address).ok()?;
        stream.set_read_timeout(Some(Duration::from_mins(1))).ok()?;
        let mut request = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n");
        for (name, value) in headers {
            request.extend([*name, ": ", *value, "\r\n"]);
        }
        let length = body.len().to_string();
        request.extend(["content-length: ", &length, "\r\n\r\n", body]);
        stream.write_all(request.as_bytes()).ok()?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).ok()?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some(Answered {
            status,
            head: head.to_owned(),
            body: body.to_owned(),
        })
    }

    /// Asks for something that is answered.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answered {
        Self::try_ask(&self.address, method, path, headers, body).unwrap()
    }

    /// Signs a user of the demonstration in and gives the cookie.
    pub(crate) fn signed_in(&self, login: &str) -> String {
        let form = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("sec-fetch-site", "same-origin"),
        ];
        let body = format!(
            "login={login}&password=Mat-khau-thu-2026&request={}",
            uuid::Uuid::now_v7()
        );
        let answered = self.ask("POST", "/sign-in", &form, &body);
        assert_eq!(answered.status, 303, "{}", answered.body);
        answered.session()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Ended already, as a test wants it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
