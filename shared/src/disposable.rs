//! Domains that give an address to everybody, for minutes.

/// Whether a domain, or one that it belongs to, is in a list: a name on each line, in lower case and sorted by its bytes.
pub fn is_listed(list: &str, domain: &str) -> bool {
    let mut name = domain;
    // What has no dot is everybody's.
    while name.contains('.') {
        if has_line(list, name) {
            return true;
        }
        name = name.split_once('.').map_or("", |(_, parent)| parent);
    }
    false
}

/// By halves: the list is read where it lies.
fn has_line(list: &str, name: &str) -> bool {
    let (mut start, mut end) = (0, list.len());
    while start < end {
        let middle = usize::midpoint(start, end);
        let first = list.as_bytes()[start..middle].iter().rposition(|byte| *byte == b'\n').map_or(start, |at| start + at + 1);
        let last = list.as_bytes()[middle..end].iter().position(|byte| *byte == b'\n').map_or(end, |at| middle + at);
        match list.get(first..last).unwrap_or_default().cmp(name) {
            core::cmp::Ordering::Equal => return true,
            core::cmp::Ordering::Less => start = last + 1,
            core::cmp::Ordering::Greater => end = first,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    #[test]
    fn a_domain_is_listed_with_all_below_it_and_nothing_beside_it() {
        let list = "# Of whom the list is\n0-mail.com\nmailinator.com\ntrash.co.uk\nyopmail.com\n";
        for listed in ["0-mail.com", "mailinator.com", "a.b.mailinator.com", "trash.co.uk", "yopmail.com"] {
            assert!(is_listed(list, listed), "{listed}");
        }
        for other in ["com", "co.uk", "xmailinator.com", "mailinator.com.acme.com", "mailinator.co", "acme.com", "", "yopmail"] {
            assert!(!is_listed(list, other), "{other}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_in_a_list_is_found_and_nothing_else(names in prop::collection::btree_set("[a-z]{1,3}\\.[a-z]{1,2}", 0..40), other in "[a-z]{1,3}\\.[a-z]{1,2}") {
            let list = names.iter().map(|name| [name.as_str(), "\n"].concat()).collect::<Vec<_>>().concat();
            for name in &names {
                prop_assert!(is_listed(&list, name));
            }
            prop_assert_eq!(is_listed(&list, &other), names.contains(&other));
        }
    }
}
