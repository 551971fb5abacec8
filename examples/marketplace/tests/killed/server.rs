//! The binary, and how it ends.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

/// A marketplace that runs.
pub struct Server {
    pub address: String,
    child: Child,
    /// Reads what it says, so that it never waits for us.
    told: Option<JoinHandle<Vec<String>>>,
}

impl Server {
    /// Starts it on a database and waits until it listens.
    pub fn start(database: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_marketplace"));
        command.args(["--listen", "127.0.0.1:0", "--seed", "--database"]).arg(database).env("RUST_LOG", "warn");
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").unwrap().to_owned();
        // The last line may have been cut off with the rest.
        let told = std::thread::spawn(move || out.lines().map_while(Result::ok).collect());
        Self { address, child, told: Some(told) }
    }

    /// Ends it as a lost machine would: nothing of its own runs any more. The orders that it told of.
    pub fn kill(mut self) -> Vec<String> {
        self.child.kill().unwrap(); // SIGKILL on Unix.
        self.child.wait().unwrap();
        self.told.take().unwrap().join().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
