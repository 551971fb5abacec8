//! The goods' pictures in several widths (our extension `example.tsampa.pictures`).
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use image::{DynamicImage, ImageFormat, RgbImage};
use marketplace::pictures::{self, SOURCE_SIZE_BYTES_MAX, Unfit};
use serde_json::{Value, json};
use std::io::Cursor;

async fn sources(town: &Town) -> Vec<(String, u64)> {
    let found = town.post("/catalog/lookup", json!({ "ids": ["p_tsampa"] })).await;
    let media = &found.body["products"][0]["media"][0];
    assert_eq!((&media["url"], &media["width"]), (&json!("https://market.example/media/tsampa.svg"), &json!(400)));
    let source = |source: &Value| {
        let path = source["url"].as_str().unwrap().strip_prefix(PUBLIC_URL).unwrap();
        (path.to_owned(), source["width"].as_u64().unwrap())
    };
    media["example.tsampa.sources"].as_array().unwrap().iter().map(source).collect()
}

#[tokio::test]
async fn a_picture_is_offered_in_widths_that_it_really_has_smallest_first() {
    let town = town();
    let sources = sources(&town).await;
    assert_eq!(sources.iter().map(|(_, width)| *width).collect::<Vec<_>>(), [160, 320, 480, 640]);
    for (path, width) in &sources {
        let answer = town.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "image/webp"), "{path}");
        assert_eq!(pictures::size(&answer.bytes), Ok((*width as u32, *width as u32)));
    }
}

#[tokio::test]
async fn a_product_whose_picture_is_not_there_is_named_without_sources() {
    let found = town().post("/catalog/lookup", json!({ "ids": ["p_pouch"] })).await;
    let media = &found.body["products"][0]["media"][0];
    assert_eq!((media["url"].is_string(), &media["example.tsampa.sources"]), (true, &Value::Null));
}

#[tokio::test]
async fn it_may_be_kept_for_good_by_any_page_and_is_not_sent_twice() {
    let town = town();
    let (path, _) = sources(&town).await.remove(1);
    let answer = town.send(Call::new("GET", &path).header("accept-encoding", "br, gzip")).await;
    for (name, value) in [
        ("cache-control", "public, max-age=31536000, immutable"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("access-control-allow-origin", "*"),
        ("timing-allow-origin", "*"),
        ("content-encoding", ""),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(answer.header(name), value, "{name}");
    }
    assert!(answer.header("vary").to_lowercase().contains("save-data"));
    let again = town.send(Call::new("GET", &path).header("if-none-match", answer.header("etag"))).await;
    assert_eq!((again.status.as_u16(), again.bytes.len()), (304, 0));
    let other = town.send(Call::new("GET", &path).header("if-none-match", "\"other\"")).await;
    assert_eq!(other.bytes, answer.bytes);
}

#[tokio::test]
async fn who_says_in_any_way_to_have_it_is_told_without_its_being_made() {
    let town = town();
    let (path, _) = sources(&town).await.remove(1);
    let answer = town.send(Call::new("GET", &path)).await;
    let tag = answer.header("etag");
    let town = self::town();
    for method in ["GET", "HEAD"] {
        let call = || Call::new(method, &path);
        for call in [
            call().header("if-none-match", "*"),
            call().header("if-none-match", &format!("W/{tag}")),
            call().header("if-none-match", "\"other\"").and("if-none-match", tag),
        ] {
            let again = town.send(call).await;
            assert_eq!((again.status.as_u16(), again.header("etag")), (304, tag));
            assert_eq!(again.headers.get("content-length"), None, "{method}");
        }
    }
    assert_eq!(town.state.easel.made(), 0);
}

#[tokio::test]
async fn who_saves_data_gets_a_smaller_one_under_a_tag_of_its_own() {
    let town = town();
    let (path, _) = sources(&town).await.remove(1);
    let full = town.get(&path).await;
    let small = town.send(Call::new("GET", &path).header("save-data", "on")).await;
    assert_eq!(pictures::size(&small.bytes), Ok((240, 240)));
    assert!(small.bytes.len() * 2 < full.bytes.len(), "{} of {}", small.bytes.len(), full.bytes.len());
    assert_ne!(small.header("etag"), full.header("etag"));
}

#[tokio::test]
async fn other_widths_and_other_names_are_not_found_and_nothing_is_made_of_them() {
    let town = town();
    let (path, _) = sources(&town).await.remove(1);
    for wrong in [
        path.replace("-320", "-321"),
        path.replace("-320", "-3200000"),
        path.replace("tsampa-", "tsampa-f"),
        path.replace(".webp", ".avif"),
        "/media/tsampa-320.webp".to_owned(),
        "/media/%00".to_owned(),
    ] {
        assert_eq!(town.get(&wrong).await.status, 404, "{wrong}");
    }
    assert_eq!(town.state.easel.made(), 0);
}

#[tokio::test]
async fn whoever_comes_at_once_gets_the_same_picture_made_once_and_kept_over_a_restart() {
    let town = town();
    let (path, _) = sources(&town).await.remove(0);
    let (a, b, c) = tokio::join!(town.get(&path), town.get(&path), town.get(&path));
    assert_eq!((&a.bytes, &a.bytes), (&b.bytes, &c.bytes));
    assert_eq!((town.state.easel.made(), town.number("SELECT count(*) FROM renderings")), (1, 1));
    let town = town.restarted();
    assert_eq!((town.get(&path).await.bytes, town.state.easel.made()), (a.bytes, 0));
    town.later(31 * 24 * 3600);
    town.state.store.purge().await.unwrap();
    assert_eq!(town.number("SELECT count(*) FROM renderings"), 0);
}

/// Hills under a sky, with some grain: 600 × 400.
fn photograph() -> DynamicImage {
    let pixel = |x: u32, y: u32| {
        let grain = (x * 7919 + y * 104_729) % 23;
        let sky = y < 150 + (x / 7) % 60;
        let [r, g, b] = if sky { [120, 170, 220] } else { [90, 110, 60] };
        image::Rgb([r, g, b].map(|c| (c + grain) as u8))
    };
    RgbImage::from_fn(600, 400, pixel).into()
}

fn written(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    photograph().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

#[test]
fn a_photograph_keeps_its_proportions_whatever_it_was_stored_as() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let source = written(format);
        let small = pictures::webp(&source, 320, 78.0).unwrap();
        assert_eq!(pictures::size(&small), Ok((320, 213)), "{format:?}");
        let sky = image::load_from_memory(&small).unwrap().into_rgb8().get_pixel(160, 10).0;
        assert!(sky[2] > 200 && sky[0] < 160, "{sky:?}");
    }
}

#[test]
fn a_photograph_taken_upright_stands_upright() {
    let jpeg = written(ImageFormat::Jpeg);
    // EXIF with one entry: orientation 6, a quarter turn.
    let exif: &[u8] = b"\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let turned = [&jpeg[..2], exif, &jpeg[2..]].concat();
    assert_eq!(pictures::size(&turned), Ok((400, 600)));
    assert_eq!(pictures::size(&pictures::webp(&turned, 160, 78.0).unwrap()), Ok((160, 240)));
}

#[test]
fn what_is_too_large_or_no_picture_is_refused_before_it_is_unpacked() {
    assert_eq!(pictures::size(&vec![b' '; SOURCE_SIZE_BYTES_MAX + 1]), Err(Unfit::File));
    let mut jpeg = written(ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|marker| marker == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0x40; 4]);
    assert_eq!(pictures::size(&jpeg), Err(Unfit::Pixels), "it claims 16448 × 16448");
    assert_eq!(pictures::webp(&jpeg, 320, 78.0), Err(Unfit::Pixels));
    for nothing in
        [&b""[..], b"GIF89a", b"\x89PNG\r\n\x1a\n", b"<html></html>", b"<svg xmlns='http://www.w3.org/2000/svg'"]
    {
        assert!(matches!(pictures::webp(nothing, 320, 78.0), Err(Unfit::Unreadable(_))), "{nothing:?}");
    }
}

#[test]
fn a_very_tall_drawing_is_not_drawn_endlessly() {
    let tall = b"<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1000000'/>";
    assert_eq!(pictures::webp(tall, 640, 78.0), Err(Unfit::Pixels));
}

#[test]
fn a_drawing_reads_no_other_file() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other.svg");
    std::fs::write(&other, "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path d='M0 0h9v9H0z'/></svg>")
        .unwrap();
    let drawing = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path fill='#fff' d='M0 0h9v9H0z'/>\
         <image href='{}' width='9' height='9'/></svg>",
        other.display()
    );
    let seen = image::load_from_memory(&pictures::webp(drawing.as_bytes(), 16, 100.0).unwrap()).unwrap().into_rgb8();
    assert!(seen.pixels().all(|pixel| pixel.0.iter().all(|part| *part > 250)));
}
