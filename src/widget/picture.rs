//! Pictures from elsewhere: one address, given once; one that does not come leaves the ground it stands on.

use super::part::Part;

/// Shows the picture at `url`, which the engine has found safe, or the bare ground.
pub fn show(picture: &Part, url: Option<&str>) {
    match url {
        Some(url) => picture.set("src", url),
        None => _ = picture.element.remove_attribute("src"),
    }
}
