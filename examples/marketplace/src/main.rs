//! The marketplace's command: reads its flags, opens the database, serves until it is told to stop.

use clap::Parser;
use marketplace::app::{self, Market, State};
use marketplace::goods::Goods;
use marketplace::store::{Outside, Partner, Placed, Store, chance};
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// A small real marketplace that speaks the Universal Commerce Protocol 2026-04-08.
#[derive(Parser)]
#[command(version)]
struct Flags {
    /// Address to listen on.
    #[arg(long, env = "MARKETPLACE_LISTEN", default_value = "127.0.0.1:7420")]
    listen: SocketAddr,
    /// The SQLite file; made if it is not there.
    #[arg(long, env = "MARKETPLACE_DATABASE", default_value = "market.sqlite")]
    database: PathBuf,
    /// Folder with the SDK's files, served below /sdk/.
    #[arg(long, env = "MARKETPLACE_SDK")]
    sdk: Option<PathBuf>,
    /// Origin to print in answers, as others see it [default: http://<listen>]
    #[arg(long, env = "MARKETPLACE_PUBLIC_URL")]
    public_url: Option<String>,
    /// Bearer key for reading orders; without one nobody reads them.
    #[arg(long, env = "MARKETPLACE_ORDER_KEY", hide_env_values = true)]
    order_key: Option<String>,
    /// Fill an empty database with the built-in goods.
    #[arg(long, env = "MARKETPLACE_SEED")]
    seed: bool,
    /// A partner and the origin of its pages, such as tourism-gyangze=https://gyangze.example; may be repeated.
    #[arg(long = "partner", env = "MARKETPLACE_PARTNER", value_name = "ID=ORIGIN", value_delimiter = ',', value_parser = partner)]
    partners: Vec<Partner>,
}

fn main() -> ExitCode {
    let flags = Flags::parse();
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_writer(std::io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info")),
        )
        .init();
    match run(flags) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run(flags: Flags) -> Result<(), String> {
    let runtime = tokio::runtime::Runtime::new().map_err(|e| format!("The runtime did not start: {e}."))?;
    runtime.block_on(serve(flags))
}

async fn serve(flags: Flags) -> Result<(), String> {
    let listen = flags.listen;
    let listener = TcpListener::bind(listen).await.map_err(|e| {
        format!("Cannot listen on {listen}: {e}. Stop what is there, or name another address by --listen.")
    })?;
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    let seed =
        if flags.seed { Some(Goods::built_in().map_err(|e| format!("The built-in goods: {e}."))?) } else { None };
    let database = flags.database;
    let outside =
        Outside { clock: Box::new(seconds_since_1970), chance: Box::new(chance), announce: Box::new(print_order) };
    let (store, writer) = Store::open(&database, seed.as_ref(), outside)
        .map_err(|e| format!("Cannot use the database {}: {e}", database.display()))?;
    let public_url = flags.public_url.unwrap_or_else(|| format!("http://{address}"));
    let purge = tokio::spawn(purge_now_and_then(store.clone()));
    let state = State::new(Market {
        store,
        public_url: public_url.trim_end_matches('/').to_owned(),
        order_key: flags.order_key.filter(|key| !key.is_empty()),
        sdk: flags.sdk,
        partners: flags.partners.into(),
    });
    let mut stop = [SignalKind::terminate(), SignalKind::interrupt()].map(signal);
    say(&format!("listening on http://{address}"));
    let stopped = async move {
        if let [Ok(terminate), Ok(interrupt)] = &mut stop {
            tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
        }
        // Connections that browsers keep open must not hold the stop up for long.
        tokio::spawn(async {
            tokio::time::sleep(STOP_WITHIN).await;
            tracing::warn!("stopped while connections were open");
            std::process::exit(0);
        });
    };
    let service = app::router(state).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(stopped).await;
    purge.abort();
    let _ = purge.await;
    // The writer ends once the last handle on the store is gone; only then is everything on disk.
    let ended = tokio::task::spawn_blocking(move || writer.join()).await;
    served.map_err(|e| format!("The server stopped: {e}."))?;
    ended.map_err(|e| e.to_string())?.map_err(|_| "The database's writer stopped early.".to_owned())
}

async fn purge_now_and_then(store: Store) {
    let mut hourly = tokio::time::interval(Duration::from_secs(3600));
    loop {
        hourly.tick().await;
        if let Err(cause) = store.purge().await {
            tracing::warn!(%cause, "old answers were not purged");
        }
    }
}

/// `order 1001 · ¥86.00 · earned by tourism-gyangze`
fn print_order(placed: &Placed) {
    let Placed { number, total, currency, partner } = placed;
    let sign = if currency == "CNY" { "¥".to_owned() } else { format!("{currency} ") };
    let (yuan, fen) = (total / 100, total % 100);
    let earner = partner.as_deref().unwrap_or("nobody");
    say(&format!("order {number} · {sign}{yuan}.{fen:02} · earned by {earner}"));
}

/// One line on standard output, at once. Whoever started us may have stopped listening: that stops nothing.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn seconds_since_1970() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

fn partner(text: &str) -> Result<Partner, String> {
    let (id, origin) = text.split_once('=').ok_or("expected ID=ORIGIN")?;
    let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    match host {
        Some(host) if !id.is_empty() && !host.is_empty() && !host.contains('/') => {
            Ok(Partner { id: id.to_owned(), origin: origin.to_owned() })
        }
        _ => Err("the origin is scheme, host and port alone, such as https://gyangze.example".to_owned()),
    }
}

/// The longest a stop takes.
const STOP_WITHIN: Duration = Duration::from_secs(10);
