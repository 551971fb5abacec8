//! What a page exported plays again: `cargo xtask replay FILE`.

use std::fs;
use tsampa::engine::trace::{Replayed, replay};

/// Events that are printed: the last ones.
const EVENTS_MAX: usize = 40;
/// Most of one that is printed.
const LETTERS_MAX: usize = 180;

/// Replays a file; false if it does not come to where the page was.
pub fn run(file: &str) -> bool {
    let replayed = fs::read_to_string(file).map_err(|error| error.to_string()).and_then(|text| replay(&text));
    let replayed = match replayed {
        Ok(replayed) => replayed,
        Err(flaw) => {
            println!("{file}: {flaw}");
            return false;
        }
    };
    print(&replayed);
    match &replayed.told {
        _ if replayed.is_same() => println!("as on the page"),
        Some(hash) => println!("NOT as on the page, which was at {hash}"),
        None => println!("the trace had no more room on the page: there is no state to compare with"),
    }
    replayed.is_same()
}

fn print(replayed: &Replayed) {
    let (version, origin, steps) = (&replayed.version, &replayed.origin, &replayed.steps);
    println!("tsampa {version} at {origin}, {} events; this is {}\n", steps.len(), env!("CARGO_PKG_VERSION"));
    for step in steps.iter().skip(steps.len().saturating_sub(EVENTS_MAX)) {
        println!("{:>9}  {}", step.now, cut(format!("{:?}", step.event)));
        for effect in &step.effects {
            println!("           → {}", cut(format!("{effect:?}")));
        }
    }
    let view = replayed.shop.view_cart();
    println!("\nthe cart");
    for line in view.groups.iter().flat_map(|group| &group.lines) {
        let open = if line.open { ", not answered yet" } else { "" };
        println!("  {} × {}{open}", line.quantity, line.item.0);
    }
    println!(
        "  pieces {}, open {}, waiting {:?}, checking out {}",
        view.count, view.open, view.waiting, view.checking_out
    );
    println!("  messages {}, problem {:?}, kept {}", view.messages.len(), view.problem, view.durable);
    println!("  to be woken at {:?}\n\nstate {}", replayed.shop.next_wake(), replayed.hash);
}

fn cut(text: String) -> String {
    match text.char_indices().nth(LETTERS_MAX) {
        Some((end, _)) => format!("{} …", &text[..end]),
        None => text,
    }
}
