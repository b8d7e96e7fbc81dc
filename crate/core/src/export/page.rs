//! A report as one page that needs no other file and prints well.

use super::about::About;
use super::html::{escaped, header, line, row};
use super::pruning;
use crate::defence::Outcome;
use crate::images::Split;

const STYLE: &str = "\
body{font:16px/1.5 system-ui,sans-serif;color:#222;max-width:46rem;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}\
table{border-collapse:collapse;width:100%}\
th,td{text-align:right;padding:.25rem .5rem;border-bottom:1px solid #ddd;font-variant-numeric:tabular-nums}\
th:first-child,td:first-child{text-align:left}\
caption{text-align:left;color:#555;padding:.25rem 0}\
svg{max-width:100%;height:auto}code{overflow-wrap:anywhere;font-size:.85rem}\
@media print{body{margin:0;max-width:none;font-size:11pt}h2{break-after:avoid}table,svg{break-inside:avoid}}";

pub(super) fn page(outcome: &Outcome, about: &About) -> String {
    let network = escaped(&about.network);
    let title = uncapitalised(outcome.info().title);
    let mut html = String::new();
    line(&mut html, format_args!("<!doctype html>"));
    line(&mut html, format_args!("<html lang=\"en\">"));
    line(&mut html, format_args!("<meta charset=\"utf-8\">"));
    line(&mut html, format_args!("<meta name=\"viewport\" content=\"width=device-width\">"));
    line(&mut html, format_args!("<title>{network}: {title}</title>"));
    line(&mut html, format_args!("<style>{STYLE}</style>"));
    line(&mut html, format_args!("<h1>{network}: {title}</h1>"));
    let [ties, decisions] = outcome.ties();
    line(
        &mut html,
        format_args!(
            "<p>{}; the table was measured on {}{}. {} {ties} of {decisions} decisions were too close to call.</p>",
            how(outcome),
            scored_on(outcome),
            untested(outcome),
            asr(outcome),
        ),
    );
    results(&mut html, outcome);
    if let Some(pruned) = outcome.curve() {
        pruning::sections(&mut html, pruned);
    }
    files(&mut html, about);
    line(
        &mut html,
        format_args!("<p>Made with goodnet {}, engine {}.</p>", escaped(&about.version), escaped(&about.engine)),
    );
    line(&mut html, format_args!("</html>"));
    html
}

/// What was done, as HTML without its last full stop.
fn how(outcome: &Outcome) -> String {
    match outcome.curve() {
        Some(pruned) => pruning::how(pruned),
        None => {
            let info = outcome.info();
            format!("{} It follows {}", escaped(info.summary), escaped(info.source))
        }
    }
}

/// A title inside a line.
fn uncapitalised(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// What the table was measured on.
fn scored_on(outcome: &Outcome) -> &'static str {
    match outcome.scored_on() {
        Split::Validation => "the validation images",
        _ => "the test images",
    }
}

/// What that means for the figures.
fn untested(outcome: &Outcome) -> &'static str {
    match outcome.scored_on() {
        Split::Validation => " too, for there were no test images: figures of images that had no say may be lower",
        _ => "",
    }
}

/// What the table says of the attack.
fn asr(outcome: &Outcome) -> &'static str {
    if outcome.baseline().asr.images == 0 {
        "There were no poisoned images, and so there is no attack success rate."
    } else {
        "The attack success rate counts every poisoned image, the target person's own too."
    }
}

fn results(html: &mut String, outcome: &Outcome) {
    line(html, format_args!("<h2>Repaired networks</h2>"));
    line(
        html,
        format_args!(
            "<table><caption>On {}, in per cent. B is the network as it came, B' the repaired one; G answers where both \
             agree.</caption>",
            scored_on(outcome)
        ),
    );
    header(html, &[outcome.info().threshold, "Channels pruned", "B' clean", "B' attack", "G clean", "G attack"]);
    let percent = |value: Option<f64>| value.map_or_else(|| "\u{2013}".to_owned(), |value| format!("{value:.2}"));
    let baseline = outcome.baseline();
    row(
        html,
        &[
            "B, not repaired".into(),
            "0".into(),
            percent(baseline.clean.percent()),
            percent(baseline.asr.percent()),
            percent(None),
            percent(None),
        ],
    );
    let info = outcome.info();
    for repaired in outcome.repaired() {
        let model = &repaired.model;
        row(
            html,
            &[
                format!("{} {}", repaired.threshold, info.unit),
                model.pruned.map_or_else(|| "not reached".into(), |pruned| pruned.to_string()),
                percent(model.clean),
                percent(model.asr),
                percent(model.goodnet.and_then(|score| score.clean.percent())),
                percent(model.goodnet.and_then(|score| score.asr.percent())),
            ],
        );
    }
    line(html, format_args!("</table>"));
}

fn files(html: &mut String, about: &About) {
    line(html, format_args!("<h2>Files</h2>"));
    line(html, format_args!("<table>"));
    header(html, &["Used as", "Name", "Bytes", "SHA-256"]);
    for file in &about.files {
        let code = |text: &str| format!("<code>{}</code>", escaped(text));
        row(html, &[escaped(&file.role), code(&file.name), file.bytes.to_string(), code(&file.sha256)]);
    }
    line(html, format_args!("</table>"));
}

#[cfg(test)]
mod tests {
    use goodnet_data::SourceFile;

    use crate::defence::Outcome;
    use crate::export::About;
    use crate::export::tests::pruned;
    use crate::images::Split;
    use crate::metrics::Count;

    #[test]
    fn what_was_not_measured_is_said() {
        let mut report = pruned();
        report.scored_on = Split::Validation;
        report.baseline.asr = Count::default();
        let about = About { network: "B".into(), version: "1".into(), engine: "simd".into(), files: vec![] };
        let html = Outcome::Pruning(report).page_html(&about);
        assert!(html.contains("there were no test images"), "{html}");
        assert!(html.contains("no attack success rate") && !html.contains("target person's own"), "{html}");
    }

    #[test]
    fn the_page_has_the_table_the_plot_and_the_files_and_no_markup_from_names() {
        let file = SourceFile { role: "network".into(), name: "<b>net</b>.h5".into(), bytes: 12, sha256: "abc".into() };
        let about =
            About { network: "B & co".into(), version: "1.2.3".into(), engine: "simd".into(), files: vec![file] };
        let html = Outcome::Pruning(pruned()).page_html(&about);
        assert!(html.contains("<h1>B &amp; co: pruning defence</h1>"), "{html}");
        assert!(html.contains("<td>10 points</td><td>2</td><td>62.50</td>"), "{html}");
        assert!(html.contains("not reached") && html.contains("the preset <code>lab</code>"), "{html}");
        assert!(html.contains("&lt;b&gt;net&lt;/b&gt;.h5") && !html.contains("<b>"), "{html}");
        assert!(html.contains("<polyline") && html.contains("goodnet 1.2.3"), "{html}");
        let foreign = html.replace("http://www.w3.org/2000/svg", "");
        assert!(!foreign.contains("http"), "it needs no other file: {foreign}");
    }
}
