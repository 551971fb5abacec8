//! Programs we start. Each is ended when we are, so that a Ctrl-C or SIGTERM leaves nothing behind.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

static STOPPING: AtomicBool = AtomicBool::new(false);
static CHILDREN: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// Passes Ctrl-C and SIGTERM on to every program we started; what waits for one then sees it end.
pub fn end_with_us() -> Result<()> {
    ctrlc::set_handler(|| {
        STOPPING.store(true, Ordering::SeqCst);
        for &id in children().iter() {
            ask_to_end(id);
        }
    })
    .context("Ctrl-C cannot be handled")
}

/// Whether somebody asked us to end.
pub fn stopping() -> bool {
    STOPPING.load(Ordering::SeqCst)
}

/// A program that runs beside us; ended when this is dropped.
pub struct Running {
    /// The program itself.
    pub child: Child,
    name: String,
}

impl Running {
    /// Starts `command`; `name` is for sentences.
    pub fn start(name: &str, command: &mut Command) -> Result<Self> {
        if stopping() {
            bail!("asked to end before {name} was started");
        }
        let child = command.spawn().with_context(|| format!("{name} ({}) cannot be started", shown(command)))?;
        children().push(child.id());
        if stopping() {
            ask_to_end(child.id()); // the signal came between the check and the list
        }
        Ok(Self { child, name: name.to_owned() })
    }

    /// Waits until it has ended by itself.
    pub fn wait(mut self) -> Result<ExitStatus> {
        let status = self.child.wait().with_context(|| format!("{} cannot be waited for", self.name))?;
        if stopping() {
            bail!("asked to end while {} was at work", self.name);
        }
        Ok(status)
    }

    fn ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.ended() {
            ask_to_end(self.child.id());
        }
        let patience = Instant::now() + Duration::from_secs(10);
        while !self.ended() && Instant::now() < patience {
            std::thread::sleep(Duration::from_millis(20));
        }
        if !self.ended() {
            let _ = self.child.kill(); // ended meanwhile: just as good
            let _ = self.child.wait();
        }
        let id = self.child.id();
        children().retain(|&known| known != id);
    }
}

/// Runs `command` to its end with its lines shown; an error names it and its exit code.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    let status = Running::start(&shown, command)?.wait()?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    Ok(())
}

/// Runs `command` quietly and answers what it printed; an error carries the end of that.
pub fn read(command: &mut Command) -> Result<String> {
    let Output { status, stdout, stderr } =
        command.stdin(Stdio::null()).output().with_context(|| format!("`{}` cannot be started", shown(command)))?;
    if !status.success() {
        let said = String::from_utf8_lossy(&stderr);
        let tail: Vec<&str> = said.lines().rev().take(12).collect();
        let tail: Vec<&str> = tail.into_iter().rev().collect();
        bail!("`{}` failed ({status}):\n{}", shown(command), tail.join("\n"));
    }
    String::from_utf8(stdout).with_context(|| format!("`{}` printed what is not text", shown(command)))
}

/// Where a program lies on the PATH, if it does.
pub fn find(program: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders)
        .map(|folder| folder.join(format!("{program}{}", std::env::consts::EXE_SUFFIX)))
        .find(|path| path.is_file())
}

/// cargo in the repository's root, the very one that started us.
pub fn cargo<I, S>(arguments: I) -> Command
where
    I: IntoIterator<Item = S>,
    S: AsRef<OsStr>,
{
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(crate::paths::root());
    // Set for us by the cargo that started us; they would speak of xtask to whoever is started next.
    for name in ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_PKG_NAME", "CARGO_PKG_VERSION"] {
        command.env_remove(name);
    }
    command
}

/// Asks the program with this id to end.
fn ask_to_end(id: u32) {
    #[cfg(unix)]
    if let Ok(id) = i32::try_from(id) {
        use nix::sys::signal::{Signal, kill};
        let _ = kill(nix::unistd::Pid::from_raw(id), Signal::SIGTERM); // ended meanwhile: just as good
    }
    #[cfg(not(unix))]
    let _ = id; // the console sends Ctrl-C to the whole group; `Running` ends the rest when dropped
}

fn children() -> std::sync::MutexGuard<'static, Vec<u32>> {
    CHILDREN.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}
