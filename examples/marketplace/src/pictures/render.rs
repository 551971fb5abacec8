//! From a picture as it was given to WebP of one width. Pure: the same source gives the same bytes.
//!
//! Deliberately absent: files and addresses that a drawing names. Nothing is read but the source itself.

use image::{DynamicImage, ImageDecoder, ImageReader, Limits, imageops::FilterType};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};
use std::io::Cursor;

/// The largest source that is read.
pub const SOURCE_SIZE_BYTES_MAX: usize = 10 * 1024 * 1024;

/// The most pixels that a source may have; a drawing has as many as are wished.
pub const SOURCE_PIXELS_MAX: u64 = 40_000_000;

/// Why a picture has no other widths.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Its file is too large.
    #[error("its file is larger than {} MB", SOURCE_SIZE_BYTES_MAX / 1024 / 1024)]
    File,
    /// It has too many pixels.
    #[error("it has more than {} megapixels", SOURCE_PIXELS_MAX / 1_000_000)]
    Pixels,
    /// It cannot be read as what it claims to be.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    /// It could not be written as WebP.
    #[error("it cannot be written as WebP")]
    Unwritable,
}

/// Width and height in pixels, as it stands upright. Reads no more than is needed to know.
pub fn size(source: &[u8]) -> Result<(u32, u32), Unfit> {
    if source.len() > SOURCE_SIZE_BYTES_MAX {
        return Err(Unfit::File);
    }
    if is_drawing(source) {
        let size = drawing(source)?.size().to_int_size();
        return Ok((size.width(), size.height()));
    }
    let mut decoder = decoder(source)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > SOURCE_PIXELS_MAX {
        return Err(Unfit::Pixels);
    }
    let turned = decoder.orientation().map(|way| way.to_exif() >= QUARTER_TURNED).unwrap_or_default();
    Ok(if turned { (height, width) } else { (width, height) })
}

/// The picture at a width, its height as it follows. `quality` is WebP's, 0 to 100.
pub fn webp(source: &[u8], width: u32, quality: f32) -> Result<Vec<u8>, Unfit> {
    let (full_width, full_height) = size(source)?;
    let height = u64::from(width) * u64::from(full_height) / u64::from(full_width.max(1));
    let height = u32::try_from(height).unwrap_or(u32::MAX).max(1);
    if u64::from(width) * u64::from(height) > SOURCE_PIXELS_MAX {
        return Err(Unfit::Pixels);
    }
    let pixels = if is_drawing(source) { drawn(source, width, height)? } else { scaled(source, width, height)? };
    let encoder = webp::Encoder::from_rgba(&pixels, width, height);
    encoder.encode_simple(false, quality).map(|written| written.to_vec()).map_err(|_| Unfit::Unwritable)
}

/// Whether it is SVG: text that begins with a mark.
fn is_drawing(source: &[u8]) -> bool {
    let text = source.strip_prefix(b"\xef\xbb\xbf").unwrap_or(source);
    text.trim_ascii_start().first() == Some(&b'<')
}

fn drawing(source: &[u8]) -> Result<Tree, Unfit> {
    let nothing = ImageHrefResolver { resolve_data: Box::new(|_, _, _| None), resolve_string: Box::new(|_, _| None) };
    let options = Options { image_href_resolver: nothing, ..Options::default() };
    Tree::from_data(source, &options).map_err(|flaw| Unfit::Unreadable(flaw.to_string()))
}

fn drawn(source: &[u8], width: u32, height: u32) -> Result<Vec<u8>, Unfit> {
    let tree = drawing(source)?;
    let mut sheet = Pixmap::new(width, height).ok_or(Unfit::Pixels)?;
    let (x, y) = (width as f32 / tree.size().width(), height as f32 / tree.size().height());
    resvg::render(&tree, Transform::from_scale(x, y), &mut sheet.as_mut());
    Ok(sheet.take_demultiplied())
}

fn scaled(source: &[u8], width: u32, height: u32) -> Result<Vec<u8>, Unfit> {
    let mut decoder = decoder(source)?;
    let way = decoder.orientation().map_err(unreadable)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    picture.apply_orientation(way);
    Ok(picture.resize_exact(width, height, FilterType::CatmullRom).into_rgba8().into_raw())
}

fn decoder(source: &[u8]) -> Result<impl ImageDecoder + '_, Unfit> {
    let mut reader = ImageReader::new(Cursor::new(source)).with_guessed_format().map_err(|e| unreadable(e.into()))?;
    let mut limits = Limits::default();
    // Four bytes a pixel, twice: as it is read, and upright.
    limits.max_alloc = Some(SOURCE_PIXELS_MAX * 8);
    reader.limits(limits);
    reader.into_decoder().map_err(unreadable)
}

fn unreadable(flaw: image::ImageError) -> Unfit {
    Unfit::Unreadable(flaw.to_string())
}

/// From this EXIF orientation on, a picture lies on its side.
const QUARTER_TURNED: u8 = 5;
