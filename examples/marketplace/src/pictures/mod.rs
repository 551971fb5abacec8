//! The goods' pictures, each in several widths: what is announced of them (our extension `example.tsampa.pictures`), and
//! how they are made: once, on demand, one at a time, and kept by the store.

mod render;
mod serve;

pub use render::{SOURCE_PIXELS_MAX, SOURCE_SIZE_BYTES_MAX, Unfit, size, webp};
pub use serve::{Easel, show};

use crate::app::State;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// The widths that are announced, of those that a picture has pixels for.
pub const WIDTHS: [u32; 4] = [160, 320, 480, 640];

/// A picture as it was given.
pub struct Picture {
    /// Its file's name.
    pub name: &'static str,
    source: &'static [u8],
    /// Changes with its content.
    hash: String,
    /// In pixels. None: it cannot be read, so there are no other widths of it.
    size: Option<(u32, u32)>,
    drawn: bool,
}

/// One rendering of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendering {
    /// By this it is kept: another source or another way to make it has another name.
    pub name: String,
    source: &'static [u8],
    width: u32,
    /// WebP's, 0 to 100.
    quality: u8,
}

/// All pictures.
static PICTURES: LazyLock<Vec<Picture>> =
    LazyLock::new(|| SOURCES.iter().map(|(name, source)| Picture::of(name, source)).collect());

/// A picture by its file's name.
pub fn find(name: &str) -> Option<&'static Picture> {
    PICTURES.iter().find(|picture| picture.name == name)
}

impl Picture {
    fn of(name: &'static str, source: &'static [u8]) -> Picture {
        let size =
            render::size(source).inspect_err(|unfit| tracing::warn!(name, %unfit, "a picture has one width")).ok();
        let hash: String = Sha256::digest(source).iter().take(5).map(|byte| format!("{byte:02x}")).collect();
        Picture { name, source, hash, size, drawn: name.ends_with(".svg") }
    }

    /// As UCP says a picture (types/media.json), with the same in other widths.
    pub fn media(&self, state: &State, alt: &str) -> Value {
        let url = format!("{}/media/{}", state.public_url, self.name);
        let mut media = json!({ "type": "image", "url": url, "alt_text": alt });
        if let Some((width, height)) = self.size {
            (media["width"], media["height"]) = (json!(width), json!(height));
        }
        let sources: Vec<Value> = self
            .widths()
            .map(|width| json!({ "url": format!("{}{}", state.public_url, self.address(width)), "width": width }))
            .collect();
        if !sources.is_empty() {
            media["example.tsampa.sources"] = json!(sources);
        }
        media
    }

    /// Smallest first. A drawing has pixels for all, anything else for those up to its own width.
    pub fn widths(&self) -> impl Iterator<Item = u32> {
        let most = self.size.map_or(0, |(width, _)| if self.drawn { u32::MAX } else { width });
        WIDTHS.into_iter().filter(move |width| *width <= most)
    }

    /// Where it is at one of its widths.
    pub fn address(&self, width: u32) -> String {
        let stem = self.name.rsplit_once('.').map_or(self.name, |(stem, _)| stem);
        format!("/media/{stem}-{}-{width}.webp", self.hash)
    }

    /// The rendering at one of its widths. Who wants to save data gets a small and coarse one in the place of any larger.
    fn rendering(&self, width: u32, saving: bool) -> Rendering {
        let (width, quality) =
            if saving && width > SAVING_WIDTH { (SAVING_WIDTH, SAVING_QUALITY) } else { (width, QUALITY) };
        Rendering { name: format!("{}-{width}-q{quality}", self.hash), source: self.source, width, quality }
    }
}

impl Rendering {
    /// Its bytes. Takes long: not for a thread that others wait for.
    pub fn bytes(&self) -> Result<Vec<u8>, Unfit> {
        render::webp(self.source, self.width, f32::from(self.quality))
    }
}

/// The picture and the width that an address means, `/media/{file}`.
fn named(file: &str) -> Option<(&'static Picture, u32)> {
    let found =
        |picture: &&Picture| picture.widths().any(|width| picture.address(width).strip_prefix("/media/") == Some(file));
    let picture = PICTURES.iter().find(found)?;
    let width = picture.widths().find(|width| picture.address(*width).strip_prefix("/media/") == Some(file))?;
    Some((picture, width))
}

const QUALITY: u8 = 78;
const SAVING_QUALITY: u8 = 40;
const SAVING_WIDTH: u32 = 240;

/// The goods' pictures by file name; build.rs lists them.
const SOURCES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/pictures.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_picture_can_be_read_and_has_all_widths() {
        assert!(PICTURES.len() > 30);
        for picture in PICTURES.iter() {
            assert_eq!(picture.size, Some((400, 400)), "{}", picture.name);
            assert_eq!(picture.widths().collect::<Vec<_>>(), WIDTHS);
        }
    }

    #[test]
    fn an_address_means_one_picture_at_one_width_and_others_mean_nothing() {
        let picture = find("tsampa.svg").unwrap();
        let file = picture.address(320).strip_prefix("/media/").unwrap().to_owned();
        assert!(named(&file).is_some_and(|(found, width)| found.name == "tsampa.svg" && width == 320));
        for other in [
            file.replace("-320", "-321"),
            file.replace("-320", "-0320"),
            file.replace("tsampa-", "tsampa-0"),
            file.replace(".webp", ".png"),
        ] {
            assert!(named(&other).is_none(), "{other}");
        }
    }

    #[test]
    fn who_saves_data_gets_fewer_bytes_and_never_more_pixels_than_asked_for() {
        let picture = find("tsampa.svg").unwrap();
        assert_eq!(picture.rendering(160, true), picture.rendering(160, false));
        assert_eq!(picture.rendering(640, true), picture.rendering(320, true));
        assert_eq!(picture.rendering(640, true).width, 240);
        let [full, small] = [false, true].map(|saving| picture.rendering(320, saving).bytes().unwrap().len());
        assert!(small * 2 < full, "{small} of {full} bytes");
    }
}
