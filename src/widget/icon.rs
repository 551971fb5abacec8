//! Icons, each one stroked path in a square of 24. They take the colour of the words beside them and are hidden from
//! screen readers, for which those words are enough.

use web_sys::Element;

use super::skeleton::{element, set};

/// The icon of that name.
pub fn draw(name: &str) -> Element {
    let icon = element(SVG, "svg");
    set(&icon, "viewBox", "0 0 24 24");
    set(&icon, "aria-hidden", "true");
    set(&icon, "class", name);
    _ = icon.append_child(&element(SVG, "path"));
    change(&icon, name);
    icon
}

/// Shows another icon in the place of one drawn before.
pub fn change(icon: &Element, name: &str) {
    if let Some(path) = icon.first_element_child() {
        set(&path, "d", path_of(name));
    }
}

fn path_of(name: &str) -> &'static str {
    match name {
        "bag" => "M5 8h14l1 12H4zM8.5 10V7a3.5 3.5 0 0 1 7 0v3",
        "tick" => "M5 12.5l4.5 4.5L19 7.5",
        "close" => "M6 6l12 12M18 6L6 18",
        "minus" => "M6 12h12",
        "plus" => "M6 12h12M12 6v12",
        "clock" => "M12 3a9 9 0 1 0 .01 0M12 7.5V12l3 2",
        "warning" => "M12 4l9 16H3zM12 10v5M12 17.4v.1",
        "star" => "M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.9-5.2 2.9 1-5.9-4.3-4.1 5.9-.8z",
        _ => "M12 3a9 9 0 1 0 .01 0M12 11v5.5M12 7.5v.1",
    }
}

const SVG: &str = "http://www.w3.org/2000/svg";
