//! Builds all changes at once and runs the claims, once for each.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::switches::{Change, Switched, switched};
use super::{End, Named, built, read};
use crate::paths;
use crate::process;
use crate::report::say;

/// So many seconds of computing no program needs; a change that never ends is noticed by it, however busy the machine.
const SECONDS: u32 = 8;
/// And so long none takes, should it wait for something that never comes.
const PATIENCE: Duration = Duration::from_secs(300);
/// So much memory a change may take, in KB; one that collects without end is noticed by it.
const MEMORY_KB: u32 = 4_000_000;
/// How many schedules are simulated for each change that no claim noticed.
const SCHEDULES: &str = "500";
/// How often the compiler may be asked which changes it does not take.
const ROUNDS: usize = 20;

/// Says what became of each that is wanted and has a switch. The others have to be tried one by one. All that are named are built, so
/// that another run finds the same build.
pub fn try_all(
    named: &[Named],
    wanted: &BTreeSet<String>,
    jobs: u8,
    mut told: impl FnMut(&str, End) + Send,
) -> Result<()> {
    let tree = copied()?;
    let taken = taken(&tree, named)?;
    say(&format!("{} of {} changes are in one build", taken.len(), named.len()));
    let claims = claims(&tree)?;
    if let Some(end) = run(&claims, 0).filter(|end| *end != End::Missed) {
        bail!("the claims do not hold without any change ({end:?}): `cargo xtask test engine` says which");
    }
    let (next, told) = (AtomicUsize::new(0), Mutex::new((&mut told, 0)));
    let taken: Vec<&Named> = taken.into_iter().filter(|one| wanted.contains(&one.name)).collect();
    std::thread::scope(|scope| {
        let work = || {
            while let Some(one) = taken.get(next.fetch_add(1, Ordering::Relaxed)) {
                let Some(end) = run(&claims, one.number) else { return };
                let mut told = told.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                told.0(&one.name, end);
                told.1 += 1;
                tell_progress(told.1, taken.len());
            }
        };
        let workers: Vec<_> = (0..jobs).map(|_| scope.spawn(work)).collect();
        workers.into_iter().for_each(|worker| drop(worker.join()));
    });
    Ok(())
}

/// A line now and then for whoever waits.
fn tell_progress(done: usize, all: usize) {
    if done.is_multiple_of(100) || done == all {
        say(&format!("{done} of {all}"));
    }
}

/// A copy of all that is built, at the same place every time, so that little is built anew.
fn copied() -> Result<PathBuf> {
    let tree = paths::scratch("mutants").join("tree");
    let mut git = Command::new("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard"]).current_dir(paths::root());
    for file in process::read(&mut git)?.lines() {
        let (from, to) = (paths::root().join(file), tree.join(file));
        let Ok(bytes) = fs::read(&from) else { continue }; // removed, and git not told
        let bytes = if file == "src/lib.rs" { [&bytes, SWITCH.as_bytes()].concat() } else { bytes };
        if file.starts_with("src/engine") || fs::read(&to).is_ok_and(|known| known == bytes) {
            continue;
        }
        fs::create_dir_all(to.parent().unwrap_or(&tree))?;
        fs::write(&to, bytes).with_context(|| format!("{} cannot be written", to.display()))?;
    }
    Ok(tree)
}

/// What every switch asks.
const SWITCH: &str = r#"
#[doc(hidden)]
#[allow(missing_docs)]
pub mod switch {
    static CHOSEN: std::sync::LazyLock<usize> =
        std::sync::LazyLock::new(|| std::env::var("CHANGE").ok().and_then(|number| number.parse().ok()).unwrap_or(0));

    pub fn on(number: usize) -> bool {
        *CHOSEN == number
    }
}
"#;

/// Writes the switches into the copy; those that the compiler does not take there are left out.
fn taken<'a>(tree: &Path, named: &'a [Named]) -> Result<Vec<&'a Named>> {
    let mut left_out = BTreeSet::new();
    for _ in 0..ROUNDS {
        let mut files = BTreeMap::new();
        for file in engine_files()? {
            let changes: Vec<Change> = named
                .iter()
                .filter(|one| one.file == file && !one.is_opaque() && !left_out.contains(&one.number))
                .map(Named::change)
                .collect();
            let done = switched(&read(&paths::root().join(&file))?, &changes).with_context(|| file.clone())?;
            let to = tree.join(&file);
            if fs::read_to_string(&to).ok().as_ref() != Some(&done.text) {
                fs::create_dir_all(to.parent().unwrap_or(tree))?;
                fs::write(&to, &done.text)?;
            }
            files.insert(file, done);
        }
        let flaws = flaws(tree, &files)?;
        if flaws.is_empty() {
            let there: BTreeSet<usize> = files.values().flat_map(|file| file.numbers.iter().copied()).collect();
            return Ok(named.iter().filter(|one| there.contains(&one.number)).collect());
        }
        left_out.extend(flaws);
    }
    bail!("the compiler refuses ever more of the changes");
}

fn engine_files() -> Result<Vec<String>> {
    let mut git = Command::new("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard", "src/engine"]).current_dir(paths::root());
    Ok(process::read(&mut git)?.lines().map(str::to_owned).collect())
}

fn cargo(tree: &Path, words: &[&str]) -> Command {
    let mut cargo = process::cargo(words);
    cargo.args(["--package", "tsampa", "--profile", "mutants", "--message-format", "json"]);
    cargo.current_dir(tree).env("CARGO_TARGET_DIR", built()).env("RUSTFLAGS", "--cap-lints allow");
    cargo
}

/// The changes that the compiler finds fault with.
fn flaws(tree: &Path, files: &BTreeMap<String, Switched>) -> Result<BTreeSet<usize>> {
    let output = cargo(tree, &["check", "--lib"]).stdin(Stdio::null()).stderr(Stdio::null()).output()?;
    let (mut flaws, mut unclear) = (BTreeSet::new(), None);
    for message in messages(&output.stdout).filter(|message| message["message"]["level"] == "error") {
        let message = &message["message"];
        let spans: Vec<&Value> = message["spans"].as_array().into_iter().flatten().collect();
        if spans.is_empty() {
            continue; // "aborting due to …"
        }
        let (first, others): (Vec<_>, Vec<_>) = spans.into_iter().partition(|span| span["is_primary"] == true);
        let found = first.iter().chain(&others).find_map(|span| blamed(files, span));
        flaws.extend(found.into_iter().flatten());
        unclear = message["rendered"].as_str().filter(|_| found.is_none()).map(str::to_owned).or(unclear);
    }
    if flaws.is_empty() && !output.status.success() {
        bail!("the copy in {} cannot be built: {}", tree.display(), unclear.unwrap_or_default());
    }
    Ok(flaws)
}

/// Whose text it is that an error lies in.
fn blamed<'a>(files: &'a BTreeMap<String, Switched>, span: &Value) -> Option<&'a Vec<usize>> {
    let file = files.get(span["file_name"].as_str()?)?;
    let (start, end) = (span["byte_start"].as_u64()? as usize, span["byte_end"].as_u64()? as usize);
    let around = file.written.iter().filter(|(range, _)| range.start <= start && end <= range.end);
    around.min_by_key(|(range, _)| range.len()).map(|(_, numbers)| numbers)
}

fn messages(stdout: &[u8]) -> impl Iterator<Item = Value> {
    stdout.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok())
}

/// A program that knows claims, which of them it is asked, and what it means that one does not hold.
struct Claims {
    program: PathBuf,
    words: String,
    end: End,
}

/// The claims, in the order in which they are asked: what is quick first, for most changes are noticed by that.
fn claims(tree: &Path) -> Result<Vec<Claims>> {
    let mut cargo = cargo(tree, &["test", "--no-run", "--lib", "--test", "engine", "--test", "simulation"]);
    let output = cargo.stdin(Stdio::null()).stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        bail!("the claims cannot be built in {}", tree.display());
    }
    let mut found = BTreeMap::new();
    for message in messages(&output.stdout) {
        if let (Some(program), Some(name)) = (message["executable"].as_str(), message["target"]["name"].as_str()) {
            found.insert(name.to_owned(), PathBuf::from(program));
        }
    }
    let one = |name: &str, words: String, end: End| -> Result<Claims> {
        let program = found.get(name).cloned().with_context(|| format!("{name} was not built"))?;
        Ok(Claims { program, words, end })
    };
    let plain = "--quiet --test-threads 1";
    Ok(vec![
        one("tsampa", plain.to_owned(), End::Caught)?,
        one("engine", format!("{plain} --skip {}", SLOW.join(" --skip ")), End::Caught)?,
        one("engine", format!("{plain} {}", SLOW.join(" ")), End::Caught)?,
        one("simulation", format!("--threads 1 --schedules {SCHEDULES}"), End::Simulated)?,
    ])
}

/// Files of claims that take longer than all others together.
const SLOW: [&str; 4] = ["chaos::", "replayed::", "room::", "trace::"];

/// Asks all with one change; none if somebody asked us to end.
fn run(claims: &[Claims], number: usize) -> Option<End> {
    for some in claims {
        if !hold(some, number)? {
            return Some(some.end);
        }
    }
    Some(End::Missed)
}

fn hold(claims: &Claims, number: usize) -> Option<bool> {
    let limited = format!("ulimit -v {MEMORY_KB}; ulimit -t {SECONDS}; exec \"$0\" {}", claims.words);
    let mut command = Command::new("sh");
    command.args(["-c", &limited]).arg(&claims.program);
    command.env("CHANGE", number.to_string()).env("CLAIMS_IN_BRIEF", "1").env("RUST_BACKTRACE", "0");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().ok()?;
    let begun = Instant::now();
    loop {
        if process::stopping() {
            drop((child.kill(), child.wait()));
            return None;
        }
        match child.try_wait() {
            Ok(Some(status)) => return Some(status.success()),
            _ if begun.elapsed() > PATIENCE => {
                drop((child.kill(), child.wait()));
                return Some(false);
            }
            _ => std::thread::sleep(Duration::from_millis(4)),
        }
    }
}
