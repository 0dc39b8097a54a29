//! As much of HTTP/1.1 as two servers on the same machine need: one connection, kept open. Nothing of it is in the program.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// What a server answered.
pub(crate) struct Answer {
    /// Status.
    pub(crate) status: u16,
    /// Body.
    pub(crate) body: String,
}

/// A connection that is kept, and made again when the server closed it.
pub(crate) struct Client {
    address: String,
    headers: String,
    stream: Option<BufReader<TcpStream>>,
}

impl Client {
    /// A client of an address (`127.0.0.1:8080`) that sends some headers with every request, each ended by a line break.
    pub(crate) fn new(address: &str, headers: &str) -> Self {
        Self {
            address: address.to_owned(),
            headers: headers.to_owned(),
            stream: None,
        }
    }

    /// Asks for a page.
    pub(crate) fn get(&mut self, path: &str) -> io::Result<Answer> {
        self.ask("GET", path, None)
    }

    /// Sends JSON.
    pub(crate) fn post(&mut self, path: &str, body: &str) -> io::Result<Answer> {
        self.ask("POST", path, Some(body))
    }

    fn ask(&mut self, method: &str, path: &str, body: Option<&str>) -> io::Result<Answer> {
        let length = body.map_or_else(String::new, |body| {
            format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len())
        });
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\n{}{length}\r\n{}",
            self.address,
            self.headers,
            body.unwrap_or_default()
        );
        let is_kept = self.stream.is_some();
        let answer = self.once(&request);
        // A server may end a connection that was kept; a new one is no fault of it.
        let answer = if answer.is_err() && is_kept {
            self.once(&request)
        } else {
            answer
        };
        if answer.is_err() {
            self.stream = None;
        }
        answer
    }

    fn once(&mut self, request: &str) -> io::Result<Answer> {
        let kept = self.stream.take();
        let mut stream = kept.map_or_else(|| connect(&self.address), Ok)?;
        stream.get_mut().write_all(request.as_bytes())?;
        let (answer, is_kept) = read(&mut stream)?;
        if is_kept {
            self.stream = Some(stream);
        }
        Ok(answer)
    }
}

fn connect(address: &str) -> io::Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_mins(2)))?;
    Ok(BufReader::with_capacity(64 * 1024, stream))
}

fn read(stream: &mut BufReader<TcpStream>) -> io::Result<(Answer, bool)> {
    let status = line(stream)?;
    let status = status.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.ok_or_else(|| io::Error::other("no status line"))?;
    let (mut length, mut is_chunked, mut is_kept) = (None, false, true);
    loop {
        let header = line(stream)?.to_ascii_lowercase();
        match header.split_once(':').map(|(name, value)| (name, value.trim())) {
            None => break,
            Some(("content-length", value)) => length = value.parse::<usize>().ok(),
            Some(("transfer-encoding", "chunked")) => is_chunked = true,
            Some(("connection", "close")) => is_kept = false,
            Some(_) => {}
        }
    }
    let mut body = Vec::new();
    if is_chunked {
        loop {
            let size = usize::from_str_radix(&line(stream)?, 16).map_err(io::Error::other)?;
            let from = body.len();
            body.resize(from + size, 0);
            stream.read_exact(&mut body[from..])?;
            line(stream)?;
            if size == 0 {
                break;
            }
        }
    } else if let Some(length) = length {
        body.resize(length, 0);
        stream.read_exact(&mut body)?;
    } else if status != 204 && status != 304 {
        stream.read_to_end(&mut body)?;
        is_kept = false;
    }
    let body = String::from_utf8_lossy(&body).into_owned();
    Ok((Answer { status, body }, is_kept))
}

fn line(stream: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_owned())
}
