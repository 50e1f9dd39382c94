//! Who is at the other end: behind a proxy everybody has its address, so what proxies say is read,
//! but only those we trust.

use crate::platform::config::{Config, ProxyHeader};
use axum::http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;
use std::net::{IpAddr, Ipv6Addr};

/// Whose word is taken, and where they say it.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    /// Their networks.
    pub trusted: Vec<IpNet>,
    /// Where they say it.
    pub header: ProxyHeader,
}

impl Config {
    /// The proxies of this configuration.
    pub fn proxies(&self) -> Proxies {
        Proxies { trusted: self.trusted_proxies.clone(), header: self.proxy_header }
    }
}

impl Proxies {
    /// The client's address: what the nearest trusted proxy says, and so on from right to left as
    /// long as it names trusted ones. The peer itself where it is none of them, and the last good
    /// word where one can't be read: what lies to its left, anybody may have written.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        for said in self.said(headers).iter().rev() {
            if !self.trusts(client) {
                break;
            }
            match said {
                Some(address) => client = *address,
                None => break,
            }
        }
        client
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.contains(&address))
    }

    /// What the header says, in its order; nothing where it names no address.
    fn said(&self, headers: &HeaderMap) -> Vec<Option<IpAddr>> {
        let name = match self.header {
            ProxyHeader::XForwardedFor => HeaderName::from_static("x-forwarded-for"),
            ProxyHeader::Forwarded => header::FORWARDED,
        };
        let lines = headers.get_all(name).iter().map(|line| line.to_str().unwrap_or_default());
        lines.flat_map(|line| line.split(',')).map(|hop| self.address(hop)).collect()
    }

    fn address(&self, hop: &str) -> Option<IpAddr> {
        let text = match self.header {
            ProxyHeader::XForwardedFor => hop,
            ProxyHeader::Forwarded => {
                hop.split(';')
                    .filter_map(|pair| pair.split_once('='))
                    .find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?
                    .1
            }
        };
        let text = text.trim().trim_matches('"');
        let bare = match text.strip_prefix('[') {
            Some(rest) => rest.split(']').next()?,
            // An address of the old kind may bring its port.
            None => text
                .split_once(':')
                .filter(|(_, port)| !port.contains(':'))
                .map_or(text, |(address, _)| address),
        };
        bare.parse::<IpAddr>().ok().map(|address| address.to_canonical())
    }
}

/// What counts as one place: an address, or the network that somebody with a line of their own gets
/// (IPv6: the first 64 bits).
pub fn place(client: IpAddr) -> String {
    match client {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn client(header: ProxyHeader, peer: &str, lines: &[&str]) -> String {
        let trusted =
            ["10.0.0.0/8", "fd00::/8"].iter().map(|network| network.parse().unwrap()).collect();
        let name = if header == ProxyHeader::Forwarded { "forwarded" } else { "x-forwarded-for" };
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(name, HeaderValue::from_str(line).unwrap());
        }
        Proxies { trusted, header }.client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn only_trusted_proxies_say_where_a_request_comes_from() {
        // whoever connects directly may write into the headers what they like
        for (peer, lines, expected) in [
            ("192.0.2.1", &["203.0.113.9"][..], "192.0.2.1"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["203.0.113.9"], "203.0.113.9"),
            ("10.0.0.1", &["1.1.1.1, 203.0.113.9"], "203.0.113.9"),
            ("10.0.0.1", &["1.1.1.1", "203.0.113.9, 10.7.7.7"], "203.0.113.9"),
            ("10.0.0.1", &["10.7.7.7"], "10.7.7.7"),
            ("10.0.0.1", &["1.1.1.1, nonsense, 10.7.7.7"], "10.7.7.7"),
            ("10.0.0.1", &["nonsense"], "10.0.0.1"),
            ("10.0.0.1", &["203.0.113.9:4711"], "203.0.113.9"),
            ("10.0.0.1", &["[2001:db8::7]:4711"], "2001:db8::7"),
            ("10.0.0.1", &["2001:db8::7"], "2001:db8::7"),
            ("::ffff:10.0.0.1", &["203.0.113.9"], "203.0.113.9"),
            ("fd00::1", &["::ffff:203.0.113.9"], "203.0.113.9"),
        ] {
            assert_eq!(
                client(ProxyHeader::XForwardedFor, peer, lines),
                expected,
                "{peer} {lines:?}"
            );
        }
        for (line, expected) in [
            ("for=203.0.113.9;proto=https;by=10.0.0.1", "203.0.113.9"),
            ("For=1.1.1.1, for=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17"),
            ("for=unknown", "10.0.0.1"),
            ("for=_hidden, for=10.7.7.7", "10.7.7.7"),
            ("proto=https", "10.0.0.1"),
        ] {
            assert_eq!(client(ProxyHeader::Forwarded, "10.0.0.1", &[line]), expected, "{line}");
        }
    }

    #[test]
    fn a_line_of_the_new_kind_is_one_place() {
        for (address, expected) in [
            ("203.0.113.9", "203.0.113.9"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ] {
            assert_eq!(place(address.parse().unwrap()), expected);
        }
    }
}
