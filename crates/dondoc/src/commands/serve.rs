//! `dondoc serve`: opens the data directory and answers on a port until it is told to stop.

use std::fs;
use std::io::{IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use jiff::Timestamp;
use office::Office;
use store::Db;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::cli::{ALL_READ, ServeOptions};
use crate::web::{App, router};

/// How long answers under way may still take after the program was told to stop.
const FAREWELL: Duration = Duration::from_secs(20);

/// Runs the command.
pub(crate) fn run(options: &ServeOptions) -> anyhow::Result<u8> {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .init();
    fs::create_dir_all(&options.data)
        .with_context(|| format!("không tạo được thư mục dữ liệu {}", options.data.display()))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve(options))?;
    Ok(ALL_READ)
}

async fn serve(options: &ServeOptions) -> anyhow::Result<()> {
    let db = match &options.database {
        Some(url) => Db::open_postgres(url).await,
        None => Db::open_sqlite(options.data.join("dondoc.sqlite")).await,
    };
    let app = Arc::new(App::new(Office::new(db.context("không mở được cơ sở dữ liệu")?), Timestamp::now).await?);
    let listener = TcpListener::bind(options.listen)
        .await
        .with_context(|| format!("không mở được địa chỉ {}", options.listen))?;
    let address = listener.local_addr()?;
    tell(address, &app)?;
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

/// Where to go, for whoever started the program.
fn tell(address: SocketAddr, app: &App) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "Đôn Đốc: http://{address}/")?;
    if app.office().is_none() {
        writeln!(
            out,
            "Khởi tạo lần đầu: http://{address}/first-run?code={}",
            app.setup_code
        )?;
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
