//! A report as one page that needs no other file and prints well.

use goodnet_data::Bias;

use super::{About, escaped, line};
use crate::defence::pruning::ranking::RankedChannel;
use crate::defence::pruning::recipe::{Activation, DEAD_BELOW, Dead, Recipe, Stop};
use crate::defence::pruning::report::{Report, Split};

/// Channels that are listed at each end of the ranking.
const LISTED: usize = 10;

const STYLE: &str = "\
body{font:16px/1.5 system-ui,sans-serif;color:#222;max-width:46rem;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}\
table{border-collapse:collapse;width:100%}\
th,td{text-align:right;padding:.25rem .5rem;border-bottom:1px solid #ddd;font-variant-numeric:tabular-nums}\
th:first-child,td:first-child{text-align:left}\
caption{text-align:left;color:#555;padding:.25rem 0}\
svg{max-width:100%;height:auto}code{overflow-wrap:anywhere;font-size:.85rem}\
@media print{body{margin:0;max-width:none;font-size:11pt}h2{break-after:avoid}table,svg{break-inside:avoid}}";

pub(super) fn page(report: &Report, about: &About) -> String {
    let network = escaped(&about.network);
    let mut html = String::new();
    line(&mut html, format_args!("<!doctype html>"));
    line(&mut html, format_args!("<html lang=\"en\">"));
    line(&mut html, format_args!("<meta charset=\"utf-8\">"));
    line(&mut html, format_args!("<meta name=\"viewport\" content=\"width=device-width\">"));
    line(&mut html, format_args!("<title>{network}: pruning defence</title>"));
    line(&mut html, format_args!("<style>{STYLE}</style>"));
    line(&mut html, format_args!("<h1>{network}: pruning defence</h1>"));
    line(
        &mut html,
        format_args!(
            "<p>Channels of <code>{}</code> were pruned one by one, those first that clean validation images excite least. \
             Validation images alone chose the order and the models; the table was measured on {}{}. {} {} of {} decisions \
             were too close to call.</p>",
            escaped(&report.convolution),
            scored_on(report),
            untested(report),
            asr(report),
            report.ties,
            report.decisions
        ),
    );
    results(&mut html, report);
    line(&mut html, format_args!("<h2>The curve</h2>"));
    html.push_str(&report.plot_svg());
    line(
        &mut html,
        format_args!("<p>On the validation images; a dotted line is where a threshold's model was kept.</p>"),
    );
    recipe(&mut html, &report.recipe);
    channels(&mut html, report);
    files(&mut html, about);
    line(
        &mut html,
        format_args!("<p>Made with goodnet {}, engine {}.</p>", escaped(&about.version), escaped(&about.engine)),
    );
    line(&mut html, format_args!("</html>"));
    html
}

/// What the table was measured on.
fn scored_on(report: &Report) -> &'static str {
    match report.scored_on {
        Split::Validation => "the validation images",
        _ => "the test images",
    }
}

/// What that means for the figures.
fn untested(report: &Report) -> &'static str {
    match report.scored_on {
        Split::Validation => " too, for there were no test images: figures of images that had no say may be lower",
        _ => "",
    }
}

/// What the table says of the attack.
fn asr(report: &Report) -> &'static str {
    if report.baseline.asr.images == 0 {
        "There were no poisoned images, and so there is no attack success rate."
    } else {
        "The attack success rate counts every poisoned image, the target person's own too."
    }
}

fn results(html: &mut String, report: &Report) {
    line(html, format_args!("<h2>Repaired networks</h2>"));
    line(
        html,
        format_args!(
            "<table><caption>On {}, in per cent. B is the network as it came, B' the repaired one; G answers where both \
             agree.</caption>",
            scored_on(report)
        ),
    );
    header(html, &["Allowed drop", "Channels pruned", "B' clean", "B' attack", "G clean", "G attack"]);
    let percent = |value: Option<f64>| value.map_or_else(|| "\u{2013}".to_owned(), |value| format!("{value:.2}"));
    let baseline = report.baseline;
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
    for repaired in &report.repaired {
        let model = &repaired.model;
        row(
            html,
            &[
                format!("{} points", repaired.threshold.get()),
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

fn recipe(html: &mut String, recipe: &Recipe) {
    let preset = recipe.preset_name().map_or_else(String::new, |name| format!(": the preset <code>{name}</code>"));
    line(html, format_args!("<h2>Recipe{preset}</h2>"));
    let activation = match recipe.activation {
        Activation::Pool => "behind the pool, the mean over images, height and width",
        Activation::Conv => "behind the convolution's ReLU, the sum over images, height and width",
    };
    let bias = match recipe.bias {
        Bias::Zero => "weights and bias become 0",
        Bias::Keep => "weights become 0, the bias stays",
    };
    let dead = match recipe.dead {
        Dead::Prune => "are pruned like any other",
        Dead::Skip => "are never pruned",
    };
    let stop = match recipe.stop {
        Stop::AtLeast => "X points or more",
        Stop::MoreThan => "more than X points",
    };
    line(html, format_args!("<ul><li>Activation is read {activation}.</li><li>Of a pruned channel, {bias}.</li>"));
    line(
        html,
        format_args!(
            "<li>Channels with an activation below {DEAD_BELOW} {dead}.</li><li>A model is kept when accuracy has dropped by \
             {stop}.</li></ul>"
        ),
    );
}

fn channels(html: &mut String, report: &Report) {
    let ranked = &report.ranking.channels;
    line(html, format_args!("<h2>The order of pruning</h2>"));
    if let Some(gap) = report.ranking.smallest_gap {
        line(html, format_args!("<p>The smallest relative gap between two live channels is {gap:.1e}.</p>"));
    }
    let listed = LISTED.min(ranked.len());
    let last = ranked.len().saturating_sub(LISTED).max(listed);
    for (title, first, part) in [("first", 0, &ranked[..listed]), ("last", last, &ranked[last..])] {
        if part.is_empty() {
            continue;
        }
        line(html, format_args!("<table><caption>The {title} {} channels pruned</caption>", part.len()));
        header(html, &["Place", "Channel", "Activation"]);
        for (index, &RankedChannel { channel, activation, .. }) in part.iter().enumerate() {
            row(html, &[(first + index + 1).to_string(), channel.to_string(), format!("{activation:.6}")]);
        }
        line(html, format_args!("</table>"));
    }
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

fn header(html: &mut String, cells: &[&str]) {
    line(html, format_args!("<tr><th scope=\"col\">{}</th></tr>", cells.join("</th><th scope=\"col\">")));
}

/// A row of cells that are HTML already.
fn row(html: &mut String, cells: &[String]) {
    line(html, format_args!("<tr><td>{}</td></tr>", cells.join("</td><td>")));
}

#[cfg(test)]
mod tests {
    use crate::defence::pruning::report::Split;
    use crate::evaluate::evaluated_set::Count;
    use crate::export::tests::report;
    use goodnet_data::SourceFile;

    use crate::export::About;

    #[test]
    fn what_was_not_measured_is_said() {
        let mut report = report();
        report.scored_on = Split::Validation;
        report.baseline.asr = Count::default();
        let about = About { network: "B".into(), version: "1".into(), engine: "simd".into(), files: vec![] };
        let html = report.page_html(&about);
        assert!(html.contains("there were no test images"), "{html}");
        assert!(html.contains("no attack success rate") && !html.contains("target person's own"), "{html}");
    }

    #[test]
    fn the_page_has_the_table_the_plot_and_the_files_and_no_markup_from_names() {
        let file = SourceFile { role: "network".into(), name: "<b>net</b>.h5".into(), bytes: 12, sha256: "abc".into() };
        let about =
            About { network: "B & co".into(), version: "1.2.3".into(), engine: "simd".into(), files: vec![file] };
        let html = report().page_html(&about);
        assert!(html.contains("<h1>B &amp; co: pruning defence</h1>"), "{html}");
        assert!(html.contains("<td>10 points</td><td>2</td><td>62.50</td>"), "{html}");
        assert!(html.contains("not reached") && html.contains("the preset <code>lab</code>"), "{html}");
        assert!(html.contains("&lt;b&gt;net&lt;/b&gt;.h5") && !html.contains("<b>"), "{html}");
        assert!(html.contains("<polyline") && html.contains("goodnet 1.2.3"), "{html}");
        let foreign = html.replace("http://www.w3.org/2000/svg", "");
        assert!(!foreign.contains("http"), "it needs no other file: {foreign}");
    }
}
