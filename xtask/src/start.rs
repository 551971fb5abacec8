//! `start`: the marketplace, two partners' sites to shop on, and the gallery of every state to look at. Each has a host name or port of
//! its own, so that to a browser they are different sites, as in life.

mod checks;
pub mod market;
pub mod pages;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::build::{self, Kind, compile};
use crate::report::{say, step};
use crate::{paths, process};
use market::{Market, Said};

/// What can be said to `start`.
#[derive(clap::Args)]
pub struct Flags {
    /// The marketplace's port; the other sites take the next three.
    #[arg(long, default_value_t = 7420, value_parser = clap::value_parser!(u16).range(1..=65532))]
    port: u16,
    /// Begins with an empty marketplace: no carts, no orders.
    #[arg(long)]
    fresh: bool,
}

/// Starts everything, tells where it is, and passes the marketplace's orders on until somebody ends it.
pub fn run(flags: &Flags) -> Result<()> {
    let addresses = Addresses { port: flags.port };
    let (tourism, video, gallery) = step("checking the ports, the C compiler and the wasm32 target", || {
        checks::c_compiler()?;
        checks::free("the marketplace", addresses.port)?;
        let tourism = checks::take("the tourism site", addresses.port + 1)?;
        let video = checks::take("the short-video page", addresses.port + 2)?;
        let gallery = checks::take("the gallery", addresses.port + 3)?;
        build::target::ensure()?;
        Ok((tourism, video, gallery))
    })?;
    build::sdk(Kind::Development)?;
    step("building the marketplace", || {
        compile("the marketplace", &mut process::cargo(["build", "--package", "marketplace"]))
    })?;

    let database = database(flags.fresh)?;
    let market = step("starting the marketplace", || {
        let mut market = Market::start(&market::Options {
            program: paths::built_program("marketplace")?,
            port: addresses.port,
            database: &database,
            sdk: &build::folder(Kind::Development),
            partners: &[("tourism-gyangze", addresses.tourism()), ("video-lhamo", addresses.video())],
            order_key: None,
            log: &paths::scratch("start").join("market.log"),
        })?;
        market.listening()?;
        Ok(market)
    })?;
    pages::start(tourism, paths::root().join("examples/pages/tourism"), addresses.in_pages())?;
    pages::start(video, paths::root().join("examples/pages/video"), addresses.in_pages())?;
    pages::start(gallery, paths::root().join("examples/gallery"), addresses.in_pages())?;

    say(&format!("  data: {}   log: {}", paths::shown(&database), paths::shown(&market.log)));
    say("");
    say(&format!("  county tourism site  {}", addresses.tourism()));
    say(&format!("  short-video page     {}", addresses.video()));
    say(&format!("  every state          {}", addresses.gallery()));
    say(&format!("  marketplace          {}", addresses.market()));
    say("");
    say("ready");
    pass_on(&market)
}

/// Shows what the marketplace says until it ends: with us, or by itself, which is a fault.
fn pass_on(market: &Market) -> Result<()> {
    while let Said::Line(line) = market.next()? {
        say(&line);
    }
    if process::stopping() {
        return Ok(());
    }
    bail!(
        "the marketplace ended by itself: {}. Its log is {}; run this command again.",
        market.last_words(),
        paths::shown(&market.log)
    )
}

/// Where the orders are kept between two starts.
fn database(fresh: bool) -> Result<PathBuf> {
    let folder = paths::scratch("start");
    std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", paths::shown(&folder)))?;
    let database = folder.join("market.sqlite");
    if fresh {
        for ending in ["", "-wal", "-shm"] {
            let file = folder.join(format!("market.sqlite{ending}"));
            if file.exists() {
                std::fs::remove_file(&file).with_context(|| format!("{} cannot be removed", paths::shown(&file)))?;
            }
        }
    }
    Ok(database)
}

/// The sites.
#[derive(Clone, Copy)]
struct Addresses {
    port: u16,
}

impl Addresses {
    fn market(self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn tourism(self) -> String {
        format!("http://localhost:{}", self.port + 1)
    }

    fn video(self) -> String {
        format!("http://localhost:{}", self.port + 2)
    }

    fn gallery(self) -> String {
        format!("http://localhost:{}", self.port + 3)
    }

    /// What the pages say, and what it is here.
    fn in_pages(self) -> Vec<(String, String)> {
        let written = Self { port: 7420 };
        vec![(written.market(), self.market()), (written.tourism(), self.tourism()), (written.video(), self.video())]
    }
}
