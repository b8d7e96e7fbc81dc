//! Thresholds as people write them: one rule for the command line and the page, and one table of cases for both
//! (tests/cases/thresholds.json).

use goodnet_data::{Error, Result};

use super::recipe::AccuracyDrop;

/// Reads a list of thresholds such as `2, 4, 10, 30`: plain decimal numbers with at most three decimals, and commas,
/// semicolons or spaces between them.
///
/// # Errors
/// [`Error::Option`] when the list is empty or an entry is not a threshold.
pub fn parse_thresholds(list: &str) -> Result<Vec<AccuracyDrop>> {
    let entries = list.split([',', ';']).flat_map(|part| {
        let mut words = part.split_whitespace().peekable();
        // Nothing between two commas is an entry that is missing.
        let missing = words.peek().is_none().then_some("");
        words.chain(missing)
    });
    AccuracyDrop::list(entries.map(parse))
}

fn parse(entry: &str) -> Result<AccuracyDrop> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let plain = match entry.split_once('.') {
        None => digits(entry),
        Some((whole, decimals)) => digits(whole) && digits(decimals) && (1..=3).contains(&decimals.len()),
    };
    let points = entry.parse().ok().filter(|_| plain).ok_or_else(|| Error::Option {
        option: "a threshold",
        value: format!("`{entry}`"),
        reason: "it is a number of percentage points, such as 2 or 2.5, with at most three decimals and commas between"
            .into(),
    })?;
    AccuracyDrop::new(points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Case {
        text: String,
        #[serde(default)]
        thresholds: Vec<f64>,
        #[serde(default)]
        error: bool,
    }

    #[test]
    fn lists_are_read_as_the_table_says() {
        let cases: Vec<Case> =
            serde_json::from_str(include_str!("../../../../../tests/cases/thresholds.json")).unwrap();
        assert!(cases.len() > 10);
        for Case { text, thresholds, error } in cases {
            match parse_thresholds(&text) {
                Ok(read) => {
                    assert_eq!(read.into_iter().map(AccuracyDrop::get).collect::<Vec<_>>(), thresholds, "{text:?}");
                    assert!(!error, "{text:?}");
                }
                Err(refused) => assert!(error && refused.report().kind == "option", "{text:?}: {refused}"),
            }
        }
    }
}
