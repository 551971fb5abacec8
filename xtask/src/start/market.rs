//! The marketplace as a program beside us.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::paths;
use crate::process::Running;

/// How long it may take from the start to `listening on`: seeding an empty database included.
const PATIENCE: Duration = Duration::from_secs(60);

/// How the marketplace is to run.
pub struct Options<'a> {
    /// The built program.
    pub program: PathBuf,
    /// Where it listens, on 127.0.0.1.
    pub port: u16,
    /// The file its data are in.
    pub database: &'a Path,
    /// The folder it serves at `/sdk/`.
    pub sdk: &'a Path,
    /// Partners by id, each with the origin of its pages.
    pub partners: &'a [(&'a str, String)],
    /// The key by which it shows orders to platforms; none, then it shows them to nobody.
    pub order_key: Option<&'a str>,
    /// The file its log goes to.
    pub log: &'a Path,
}

/// A marketplace that was started; ended when this is dropped.
pub struct Market {
    /// The file its log goes to.
    pub log: PathBuf,
    said: Receiver<Said>,
    _running: Running,
}

/// What comes out of the marketplace.
pub enum Said {
    /// A line of its standard output.
    Line(String),
    /// It has closed its standard output: it has ended, or is about to.
    Ended,
}

impl Market {
    /// Starts the program; `listening` says when it is there.
    pub fn start(options: &Options) -> Result<Self> {
        let log =
            File::create(options.log).with_context(|| format!("{} cannot be written", paths::shown(options.log)))?;
        let mut command = Command::new(&options.program);
        command
            .args(["--listen", &format!("127.0.0.1:{}", options.port), "--seed", "--database"])
            .arg(options.database)
            .arg("--sdk")
            .arg(options.sdk);
        for (partner, origin) in options.partners {
            command.args(["--partner", &format!("{partner}={origin}")]);
        }
        if let Some(key) = options.order_key {
            command.args(["--order-key", key]);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        let mut running = Running::start("the marketplace", &mut command)?;
        let out = running.child.stdout.take().context("the marketplace has no standard output")?;
        let (sender, said) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if sender.send(Said::Line(line)).is_err() {
                    return;
                }
            }
            let _ = sender.send(Said::Ended); // nobody listens any more: just as good
        });
        Ok(Self { log: options.log.to_owned(), said, _running: running })
    }

    /// Waits until it takes requests.
    pub fn listening(&mut self) -> Result<()> {
        loop {
            match self.said.recv_timeout(PATIENCE) {
                Ok(Said::Line(line)) if line.starts_with("listening on ") => return Ok(()),
                Ok(Said::Line(_)) => {}
                Err(RecvTimeoutError::Timeout) => bail!(
                    "the marketplace said nothing for {} s. Its log is {}.",
                    PATIENCE.as_secs(),
                    paths::shown(&self.log)
                ),
                Ok(Said::Ended) | Err(RecvTimeoutError::Disconnected) => {
                    bail!(
                        "the marketplace did not start: {}. Its log is {}; `cargo xtask start --fresh` begins with empty data.",
                        self.last_words(),
                        paths::shown(&self.log)
                    )
                }
            }
        }
    }

    /// Waits for the next thing it says.
    pub fn next(&self) -> Result<Said> {
        Ok(self.said.recv().unwrap_or(Said::Ended))
    }

    /// Its own sentence at the end: the last line of the log that is not a structured one.
    pub fn last_words(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let sentence = log.lines().rev().find(|line| !line.trim().is_empty() && !line.starts_with('{'));
        sentence.map_or_else(
            || "it gave no reason".to_owned(),
            |line| line.trim().trim_start_matches("error: ").trim_end_matches('.').to_owned(),
        )
    }
}
