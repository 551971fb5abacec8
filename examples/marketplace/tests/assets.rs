//! Files for pages anywhere.
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use std::fs;

fn with_sdk() -> (Town, tempfile::TempDir) {
    let sdk = tempfile::tempdir().unwrap();
    for version in ["v1", "0.1.0"] {
        let folder = sdk.path().join(version);
        fs::create_dir(&folder).unwrap();
        for file in ["tsampa.js", "tsampa-0123abcd.mjs", "tsampa-0123abcd.wasm", "profile.json", "tsampa.d.ts"] {
            fs::write(folder.join(file), format!("plain {file}")).unwrap();
        }
        fs::write(folder.join("tsampa-0123abcd.wasm.br"), "packed").unwrap();
    }
    fs::write(sdk.path().join("../secret.txt"), "secret").ok();
    (Town::at(tempfile::tempdir().unwrap(), Some(sdk.path().to_owned())), sdk)
}

#[tokio::test]
async fn the_sdk_s_files_open_on_any_page_and_age_as_they_should() {
    let (town, _sdk) = with_sdk();
    let evergreen = "public, max-age=300, stale-while-revalidate=86400";
    let immutable = "public, max-age=31536000, immutable";
    for (path, kind, age) in [
        ("/sdk/v1/tsampa.js", "text/javascript; charset=utf-8", evergreen),
        ("/sdk/v1/tsampa-0123abcd.mjs", "text/javascript; charset=utf-8", immutable),
        ("/sdk/v1/tsampa-0123abcd.wasm", "application/wasm", immutable),
        ("/sdk/v1/profile.json", "application/json", evergreen),
        ("/sdk/0.1.0/tsampa.js", "text/javascript; charset=utf-8", immutable),
    ] {
        let answer = town.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, kind), "{path}");
        assert_eq!(answer.header("cache-control"), age, "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
        assert_eq!(answer.header("timing-allow-origin"), "*");
    }
}

#[tokio::test]
async fn a_file_packed_beforehand_is_sent_to_who_can_unpack_it() {
    let (town, _sdk) = with_sdk();
    let call = || Call::new("GET", "/sdk/v1/tsampa-0123abcd.wasm");
    let packed = town.send(call().header("accept-encoding", "gzip, br")).await;
    assert_eq!((packed.header("content-encoding"), packed.bytes.as_slice()), ("br", b"packed".as_slice()));
    assert_eq!(packed.header("content-type"), "application/wasm");
    assert!(packed.header("vary").to_lowercase().contains("accept-encoding"));
    let plain = town.send(call()).await;
    assert_eq!(
        (plain.header("content-encoding"), plain.bytes.as_slice()),
        ("", b"plain tsampa-0123abcd.wasm".as_slice())
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_a_problem_that_nobody_keeps() {
    let (town, _sdk) = with_sdk();
    // No file system has such names.
    let answer = town.get(&format!("/sdk/0.1.0/{}.js", "a".repeat(300))).await;
    assert_eq!((answer.status.as_u16(), &answer.body["code"]), (500, &"internal_error".into()));
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
}

#[tokio::test]
async fn what_files_do_not_take_is_refused_and_not_kept() {
    let (town, _sdk) = with_sdk();
    let answer = town.send(Call::new("POST", "/sdk/0.1.0/tsampa.js")).await;
    assert_eq!((answer.status.as_u16(), &answer.body["code"]), (405, &"method_not_allowed".into()));
    assert_eq!((answer.header("allow"), answer.header("cache-control")), ("GET,HEAD", "no-store"));
    let early = "Thu, 01 Jan 1970 00:00:00 GMT";
    let answer = town.send(Call::new("GET", "/sdk/0.1.0/tsampa.js").header("if-unmodified-since", early)).await;
    assert_eq!((answer.status.as_u16(), answer.header("cache-control")), (412, "no-store"));
}

#[tokio::test]
async fn a_file_is_sent_whole_so_that_no_part_of_one_build_meets_one_of_another() {
    let (town, _sdk) = with_sdk();
    for range in ["bytes=0-3", "bytes=6-", "bytes=900-", "bytes=0-1,3-4", "lines=1-2", "nonsense"] {
        for since in ["", "\"other\"", "Thu, 01 Jan 2026 00:00:00 GMT"] {
            let call = Call::new("GET", "/sdk/v1/tsampa.js").header("range", range).header("if-range", since);
            let answer = town.send(call).await;
            assert_eq!((answer.status.as_u16(), answer.bytes.as_slice()), (200, &b"plain tsampa.js"[..]), "{range}");
            assert_eq!((answer.header("accept-ranges"), answer.header("content-range")), ("", ""), "{range}");
        }
    }
}

#[tokio::test]
async fn a_date_is_compared_only_where_no_tag_is_asked_for() {
    let (town, _sdk) = with_sdk();
    let path = "/sdk/v1/tsampa.js";
    let date = town.get(path).await.header("last-modified").to_owned();
    for method in ["GET", "HEAD"] {
        let call = || Call::new(method, path).header("if-modified-since", &date);
        let same = town.send(call()).await;
        assert_eq!((same.status.as_u16(), same.bytes.len()), (304, 0));
        assert_eq!(same.header("cache-control"), "public, max-age=300, stale-while-revalidate=86400");
        assert_eq!((same.header("content-type"), same.headers.get("content-length")), ("", None));
        assert_eq!(town.send(call().header("if-none-match", "\"other\"")).await.status, 200);
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let (town, _sdk) = with_sdk();
    for path in [
        "/sdk/v1/none.js",
        "/sdk/v1/",
        "/sdk/../secret.txt",
        "/sdk/%2e%2e/secret.txt",
        "/media/none.svg",
        "/media/..%2fgoods.json",
        "/spec/none",
    ] {
        let answer = town.get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}: a miss is not kept");
    }
}

#[tokio::test]
async fn the_extensions_say_what_they_mean() {
    let town = town();
    for name in ["browse", "pictures", "read", "seller", "stock", "payment"] {
        let page = town.get(&format!("/spec/{name}")).await;
        assert_eq!((page.status.as_u16(), page.header("content-type")), (200, "text/html; charset=utf-8"));
        let schema = town.get(&format!("/spec/{name}.json")).await;
        assert_eq!(schema.body["$id"], format!("https://tsampa.example/spec/{name}.json"));
    }
}

#[tokio::test]
async fn a_picture_opened_by_itself_may_do_nothing() {
    let picture = town().get("/media/tsampa.svg").await;
    assert!(picture.header("content-security-policy").starts_with("default-src 'none'"));
    assert_eq!(picture.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn long_answers_are_packed_for_slow_lines() {
    let call = Call::new("POST", "/catalog/search").json(serde_json::json!({ "query": "tsampa" }));
    let answer = town().send(call.header("accept-encoding", "br")).await;
    assert_eq!(answer.header("content-encoding"), "br");
}
