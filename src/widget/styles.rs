//! Style sheets: adopted, so that a page whose policy allows no styles lets them pass; one object a kind, shared by all
//! elements of the kind. Comments and indentation are taken out by the compiler.
//!
//! What a page may change are the custom properties `--tsampa-*` of `base.css` and the parts. Private properties begin
//! with `--t-`.

use std::cell::OnceCell;

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, ShadowRoot};

use super::Kind;

thread_local! {
    static BASE: OnceCell<Sheet> = const { OnceCell::new() };
    static LIST: OnceCell<Sheet> = const { OnceCell::new() };
    static CART: OnceCell<Sheet> = const { OnceCell::new() };
    static SHEET: OnceCell<Sheet> = const { OnceCell::new() };
}

/// Lets `root` adopt the sheets of its kind.
pub fn adopt(root: &ShadowRoot, kind: Kind) -> Result<(), JsValue> {
    let base = BASE.with(|sheet| shared(sheet, squeezed!("base.css")))?;
    let own = match kind {
        Kind::Cart => CART.with(|sheet| shared(sheet, squeezed!("cart.css"))),
        Kind::Shop | Kind::Product => LIST.with(|sheet| shared(sheet, squeezed!("list.css"))),
    }?;
    root.unchecked_ref::<Adopter>().set_adopted_style_sheets(&js_sys::Array::of2(&base, &own));
    Ok(())
}

/// Lets the root that `inside` stands in adopt the sheet of the cart's sheet too.
pub fn add_sheet(inside: &Element) {
    if let Ok(sheet) = SHEET.with(|sheet| shared(sheet, squeezed!("sheet.css"))) {
        let root: Adopter = inside.get_root_node().unchecked_into();
        let all: js_sys::Array = js_sys::Array::from(&root.adopted_style_sheets());
        all.push(&sheet);
        root.set_adopted_style_sheets(&all);
    }
}

fn shared(sheet: &OnceCell<Sheet>, text: &str) -> Result<Sheet, JsValue> {
    if let Some(made) = sheet.get() {
        return Ok(made.clone());
    }
    let made = Sheet::new()?;
    made.replace_sync(text)?;
    Ok(sheet.get_or_init(|| made).clone())
}

// web-sys has neither of these without its unstable flag.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = CSSStyleSheet)]
    #[derive(Clone)]
    type Sheet;
    #[wasm_bindgen(constructor, js_class = "CSSStyleSheet", catch)]
    fn new() -> Result<Sheet, JsValue>;
    #[wasm_bindgen(method, js_class = "CSSStyleSheet", js_name = replaceSync, catch)]
    fn replace_sync(this: &Sheet, text: &str) -> Result<(), JsValue>;

    type Adopter;
    #[wasm_bindgen(method, getter, js_name = adoptedStyleSheets)]
    fn adopted_style_sheets(this: &Adopter) -> JsValue;
    #[wasm_bindgen(method, setter, js_name = adoptedStyleSheets)]
    fn set_adopted_style_sheets(this: &Adopter, sheets: &js_sys::Array);
}

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
use squeezed;

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
