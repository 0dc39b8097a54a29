//! `dondoc serve`: opens the data and answers on a port until it is told to stop.

use std::io::{IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use jiff::Timestamp;
use office::{Office, upkeep};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};

use super::upkeep::open;
use crate::cli::{ALL_READ, ServeOptions};
use crate::mail::Mail;
use crate::web::{App, Shared, router};

/// How long answers under way may still take after the program was told to stop.
const FAREWELL: Duration = Duration::from_secs(20);
/// How often what nobody asks for any more is forgotten.
const TIDY_EVERY: Duration = Duration::from_hours(24);
/// How often the outbox is looked at.
const REMIND_EVERY: Duration = Duration::from_mins(1);

/// Runs the command.
pub(crate) fn run(options: &ServeOptions) -> anyhow::Result<u8> {
    log();
    runtime()?.block_on(async {
        let mail = Mail::of(&options.mail)?;
        let office = open(&options.data).await?;
        serve(&office, options.listen, mail, options.mail.address(), &[]).await
    })?;
    Ok(ALL_READ)
}

/// Log lines go to standard error, without what was asked for or typed.
pub(crate) fn log() {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .init();
}

pub(crate) fn runtime() -> anyhow::Result<Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}

/// Answers until the program is told to stop; `told` is printed below the address.
pub(crate) async fn serve(
    office: &Office,
    listen: SocketAddr,
    mail: Option<Mail>,
    reached_at: Option<String>,
    told: &[String],
) -> anyhow::Result<()> {
    let app = App::new(office.clone(), Timestamp::now).await?;
    let app = Arc::new(app.reminding(mail.as_ref().map(Mail::told), reached_at));
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("không mở được địa chỉ {listen}"))?;
    tell(listener.local_addr()?, &app, told)?;
    let tidying = tokio::spawn(tidy(office.clone()));
    let reminding = mail.map(|mail| tokio::spawn(remind(app.clone(), mail)));
    answer(listener, app).await?;
    tidying.abort();
    if let Some(reminding) = reminding {
        reminding.abort();
    }
    upkeep::close(office).await;
    Ok(())
}

async fn answer(listener: TcpListener, app: Shared) -> anyhow::Result<()> {
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let stopping = Arc::new(tokio::sync::Notify::new());
    let told = stopping.clone();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        asked_to_stop().await;
        tracing::info!("stopping: answers under way are finished");
        told.notify_one();
    });
    tokio::select! {
        ended = server.into_future() => ended?,
        () = async { stopping.notified().await; tokio::time::sleep(FAREWELL).await } => {
            tracing::warn!("stopped with answers under way");
        }
    }
    Ok(())
}

/// Forgets old attempts and ended sessions, once a day.
async fn tidy(office: Office) {
    loop {
        if let Err(error) = office::sign_in::forget_old(&office, Timestamp::now()).await {
            tracing::warn!(
                error = format!("{error:#}"),
                "old attempts and sessions could not be forgotten"
            );
        }
        if let Err(error) = office::reminders::forget_old(&office, Timestamp::now()).await {
            tracing::warn!(error = format!("{error:#}"), "old reminders could not be forgotten");
        }
        tokio::time::sleep(TIDY_EVERY).await;
    }
}

/// Makes the digests of each working day and sends what waits, each minute.
async fn remind(app: Shared, mail: Mail) {
    let mail = Arc::new(mail);
    loop {
        let (office, mail, at) = (app.office.clone(), mail.clone(), app.now());
        // In a task of its own: a fault in one letter does not end the reminders of all days after it.
        match tokio::spawn(async move { remind_at(&office, &mail, at).await }).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(error = format!("{error:#}"), "reminders could not be made or sent"),
            Err(error) => tracing::error!(error = format!("{error:#}"), "the program failed over reminders"),
        }
        tokio::time::sleep(REMIND_EVERY).await;
    }
}

async fn remind_at(office: &Office, mail: &Mail, at: Timestamp) -> office::Result<()> {
    if let Some(made) = office::reminders::make(office, at).await? {
        tracing::info!(made, "digests of the day were made");
    }
    let sent = office::reminders::send_due(office, at, mail).await?;
    if sent.sent > 0 || sent.failed > 0 {
        tracing::info!(sent = sent.sent, failed = sent.failed, "reminders were sent");
    }
    Ok(())
}

/// Where to go, for whoever started the program.
fn tell(address: SocketAddr, app: &App, told: &[String]) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "Đôn Đốc: http://{address}/")?;
    if app.office().is_none() {
        writeln!(
            out,
            "Khởi tạo lần đầu: http://{address}/first-run?code={}",
            app.setup_code
        )?;
    }
    for line in told {
        writeln!(out, "{line}")?;
    }
    out.flush()
}

/// Ends when the system or a person asks the program to stop.
async fn asked_to_stop() {
    let terminate = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        // Without the handler the signal ends the program at once, which is an answer too.
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
}
