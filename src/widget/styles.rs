//! Style sheets: adopted, so that a page whose policy allows no styles lets them pass; one object a kind, shared by all
//! elements of the kind. Comments and indentation are taken out by the compiler.
//!
//! What a page may change are the custom properties `--tsampa-*` of `base.css` and the parts. Private properties begin
//! with `--t-`.

/// A file of this folder, without comments and needless spaces, as one constant.
macro_rules! squeezed {
    ($file:literal) => {{
        const SOURCE: &[u8] = include_bytes!($file);
        const LENGTH: usize = squeeze::<0>(SOURCE).1;
        const TEXT: [u8; LENGTH] = squeeze::<LENGTH>(SOURCE).0;
        const {
            match std::str::from_utf8(&TEXT) {
                Ok(text) => text,
                Err(_) => panic!("a style sheet is text"),
            }
        }
    }};
}

/// What every element has in common.
pub const BASE: &str = squeezed!("base.css");
/// Of lists and products.
pub const LIST: &str = squeezed!("list.css");
/// Of the cart's button.
pub const CART: &str = squeezed!("cart.css");
/// Of the cart's sheet.
pub const SHEET: &str = squeezed!("sheet.css");
/// Of one product in full.
pub const DETAIL: &str = squeezed!("detail.css");
/// Of messages, and what else goods and the cart have in common once somebody shops.
pub const NOTE: &str = squeezed!("note.css");
/// What nobody sees before the first gesture.
pub const LATE: &str = squeezed!("late.css");

/// The first `N` bytes of the source without comments and needless spaces, and how many bytes there are in all.
const fn squeeze<const N: usize>(source: &[u8]) -> ([u8; N], usize) {
    let mut kept = [0; N];
    let mut length = 0;
    let mut last = b'{';
    let mut space = false;
    let mut at = 0;
    while at < source.len() {
        let byte = source[at];
        if byte == b'/' && at + 1 < source.len() && source[at + 1] == b'*' {
            at += 2;
            while !(source[at] == b'*' && source[at + 1] == b'/') {
                at += 1;
            }
            at += 2;
            continue;
        }
        at += 1;
        if byte.is_ascii_whitespace() {
            space = true;
            continue;
        }
        let needless =
            matches!(last, b'{' | b'}' | b';' | b',' | b':' | b'(') || matches!(byte, b'{' | b'}' | b';' | b')');
        if space && !needless {
            if length < N {
                kept[length] = b' ';
            }
            length += 1;
        }
        space = false;
        if length < N {
            kept[length] = byte;
        }
        length += 1;
        last = byte;
    }
    (kept, length)
}
