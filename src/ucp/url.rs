//! Which addresses of a business may be followed.

/// True for an absolute address that may be opened or loaded: https, or http on this machine; a host, no credentials, no
/// space, control character or backslash (browsers drop or turn these, so that the text would not say where it leads).
pub fn is_safe(url: &str) -> bool {
    let plain = |byte: u8| byte > b' ' && byte != 0x7f && byte != b'\\';
    url.bytes().all(plain) && (host(url, "https://").is_some() || host(url, "http://").is_some_and(is_loopback))
}

/// The host of `url`, with its port, if the address begins with `scheme` and holds no credentials.
pub(super) fn host<'u>(url: &'u str, scheme: &str) -> Option<&'u str> {
    if !url.get(..scheme.len())?.eq_ignore_ascii_case(scheme) {
        return None;
    }
    let mut end = scheme.len();
    while let Some(byte) = url.as_bytes().get(end) {
        match byte {
            b'/' | b'?' | b'#' => break,
            b'@' => return None,
            _ => end += 1,
        }
    }
    if end > scheme.len() { url.get(scheme.len()..end) } else { None }
}

fn is_loopback(host: &str) -> bool {
    for name in ["localhost", "127.0.0.1", "[::1]"] {
        if let Some(port) = host.strip_prefix(name)
            && (port.is_empty() || port.starts_with(':') && port.bytes().skip(1).all(|digit| digit.is_ascii_digit()))
        {
            return true;
        }
    }
    false
}
