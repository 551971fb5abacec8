//! Twenty planted bugs, for the simulation to find. They are there only in a build with the feature `planted`, which never ships;
//! everywhere else `planted!` is `false` and leaves nothing behind.

/// Whether the planted bug of this number is the chosen one.
macro_rules! planted {
    ($number:literal) => {
        cfg!(feature = "planted") && crate::engine::planted::is($number)
    };
}

/// The chosen bug; 0 is none. A build may choose one before anything runs.
#[cfg(feature = "planted")]
pub static CHOSEN: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(number(option_env!("PLANTED_BUG")));

#[cfg(feature = "planted")]
const fn number(text: Option<&str>) -> u32 {
    match text {
        Some(text) => match u32::from_str_radix(text, 10) {
            Ok(number) => number,
            Err(_) => 0,
        },
        None => 0,
    }
}

/// Whether this one is chosen.
#[cfg(feature = "planted")]
pub(in crate::engine) fn is(number: u32) -> bool {
    CHOSEN.load(std::sync::atomic::Ordering::Relaxed) == number
}

/// None is.
#[cfg(not(feature = "planted"))]
pub(in crate::engine) const fn is(_number: u32) -> bool {
    false
}
