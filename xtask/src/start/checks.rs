//! What has to be there before anything is built or started: each lack is one sentence with the next step.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

use anyhow::{Result, bail};

use crate::process;

/// A C compiler builds SQLite and links everything.
pub fn c_compiler() -> Result<()> {
    let named = std::env::var("CC").ok();
    let known = ["cc", "gcc", "clang", "cl"];
    if named.is_some() || known.iter().any(|name| process::find(name).is_some()) {
        return Ok(());
    }
    bail!(
        "there is no C compiler. Install one (`apt-get install gcc`, `dnf install gcc`, `xcode-select --install`), then run this command again."
    )
}

/// Sees that a port is free for a program that will take it itself.
pub fn free(who: &str, port: u16) -> Result<()> {
    take(who, port).map(drop)
}

/// Takes a port on this machine's own addresses: a browser may try either for `localhost`.
pub fn take(who: &str, port: u16) -> Result<Vec<TcpListener>> {
    let mut listeners = Vec::new();
    let addresses = [SocketAddr::from((Ipv4Addr::LOCALHOST, port)), SocketAddr::from((Ipv6Addr::LOCALHOST, port))];
    for address in addresses {
        match TcpListener::bind(address) {
            Ok(listener) => listeners.push(listener),
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
                bail!(
                    "port {port}, meant for {who}, is in use by another program. End that one, or choose four other ports in a row: `cargo xtask start --port {}`.",
                    other(port)
                );
            }
            Err(_) if address.is_ipv6() => {} // a machine without IPv6
            Err(error) => bail!(
                "port {port}, meant for {who}, cannot be opened ({error}). Choose four other ports in a row: `cargo xtask start --port {}`.",
                other(port)
            ),
        }
    }
    Ok(listeners)
}

/// A port to propose: far enough away to be another neighbourhood.
fn other(port: u16) -> u16 {
    if port < 60_000 { port + 100 } else { port - 100 }
}
