//! Which addresses of a business may be followed.

/// True for an absolute address that may be opened or loaded: https, or http on this machine; a host, no credentials, no
/// space, control character or backslash (browsers drop or turn these, so that the text would not say where it leads).
pub fn is_safe(url: &str) -> bool {
    let plain = |byte: u8| byte > b' ' && byte != 0x7f && byte != b'\\';
    url.bytes().all(plain) && (host(url, "https://").is_some() || host(url, "http://").is_some_and(is_loopback))
}

/// The host of `url`, with its port, if the address begins with `scheme` and holds no credentials.
pub(super) fn host<'u>(url: &'u str, scheme: &str) -> Option<&'u str> {
    let (start, rest) = url.split_at_checked(scheme.len())?;
    let host = rest.split(['/', '?', '#']).next()?;
    (start.eq_ignore_ascii_case(scheme) && !host.is_empty() && !host.contains('@')).then_some(host)
}

fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}
