//! A report as one page that needs no other file and prints well. `templates/report.html` is what it says.

use askama::Template;
use goodnet_data::Bias;

use super::about::About;
use crate::defence::{
    DeadChannels, DefenceInfo, GoodNetScore, LargestShare, Outcome, PruningOutcome, RankedChannel, Repaired,
    Robustness, ThresholdRule,
};
use crate::evaluate::{Activation, GoodNetAnswers};
use crate::images::Split;
use crate::metrics::Count;

const STYLE: &str = "\
body{font:16px/1.5 system-ui,sans-serif;color:#222;max-width:46rem;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}\
table{border-collapse:collapse;width:100%}\
th,td{text-align:right;padding:.25rem .5rem;border-bottom:1px solid #ddd;font-variant-numeric:tabular-nums}\
th:first-child,td:first-child{text-align:left}\
caption{text-align:left;color:#555;padding:.25rem 0}\
svg{max-width:100%;height:auto}code{overflow-wrap:anywhere;font-size:.85rem}\
@media print{body{margin:0;max-width:none;font-size:11pt}h2{break-after:avoid}table,svg{break-inside:avoid}}";

/// Channels that are listed at each end of the ranking.
const LISTED: usize = 10;

/// What the first row of a table is called.
const NOT_REPAIRED: &str = "B, not repaired";

/// What the template shows. Whatever it is given as a text is escaped.
#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    about: &'a About,
    info: DefenceInfo,
    /// The defence, inside a line.
    title: String,
    /// The images that the table was measured on.
    scored_on: &'static str,
    /// Whether they chose the models, too.
    untested: bool,
    /// Whether there were poisoned images.
    poisoned: bool,
    ties: usize,
    decisions: usize,
    /// The table: B, then what was kept at each threshold.
    rows: Vec<[String; 6]>,
    /// The second table, of the same networks.
    more: Vec<[String; 6]>,
    /// Pruning's outcome, which has a curve.
    curve: Option<&'a PruningOutcome>,
    /// The first and the last channels of its order.
    ends: Vec<End<'a>>,
}

pub(super) fn page(outcome: &Outcome, about: &About) -> String {
    let validation = matches!(outcome.scored_on(), Split::Validation);
    let [ties, decisions] = outcome.ties();
    let page = Page {
        about,
        info: outcome.info(),
        title: uncapitalised(outcome.info().title),
        scored_on: if validation { "the validation images" } else { "the test images" },
        untested: validation,
        poisoned: outcome.baseline().score.asr.images > 0,
        ties,
        decisions,
        rows: rows(outcome),
        more: more(outcome),
        curve: outcome.curve(),
        ends: outcome.curve().map_or_else(Vec::new, ends),
    };
    let mut html = String::new();
    // Writing to a text cannot fail.
    let _ = page.render_into(&mut html);
    // The template's own last newline is no part of it.
    html.push('\n');
    html
}

/// A title inside a line.
fn uncapitalised(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn percent(value: Option<f64>) -> String {
    value.map_or_else(|| "\u{2013}".to_owned(), |value| format!("{value:.2}"))
}

/// What the attack success rate alone does not tell: recovered, target recall, largest share, and what GoodNet refuses.
fn more(outcome: &Outcome) -> Vec<[String; 6]> {
    let row = |name: String, known: &Robustness, goodnet: Option<GoodNetScore>| {
        let refused = |count: fn(&GoodNetAnswers) -> Count| {
            percent(goodnet.and_then(|GoodNetScore(answers)| count(&answers).percent()))
        };
        let share = |LargestShare { label, percent }: LargestShare| format!("{percent:.2} on class {label}");
        [
            name,
            percent(known.recovered),
            percent(known.target_recall),
            known.largest_share.map_or_else(|| percent(None), share),
            refused(|answers| answers.clean_refused),
            refused(|answers| answers.poisoned_refused),
        ]
    };
    let unit = outcome.info().unit;
    let repaired = outcome.repaired().into_iter().filter(|repaired| repaired.model.pruned.is_some());
    std::iter::once(row(NOT_REPAIRED.into(), &outcome.baseline().robustness, None))
        .chain(
            repaired.map(|Repaired { threshold, model }| {
                row(format!("{threshold} {unit}"), &model.robustness, model.goodnet)
            }),
        )
        .collect()
}

fn rows(outcome: &Outcome) -> Vec<[String; 6]> {
    let baseline = outcome.baseline().score;
    let mut rows = vec![[
        NOT_REPAIRED.into(),
        "0".into(),
        percent(baseline.clean.percent()),
        percent(baseline.asr.percent()),
        percent(None),
        percent(None),
    ]];
    let unit = outcome.info().unit;
    rows.extend(outcome.repaired().iter().map(|repaired| {
        let model = &repaired.model;
        [
            format!("{} {unit}", repaired.threshold),
            model.pruned.map_or_else(|| "not reached".into(), |pruned| pruned.to_string()),
            percent(model.clean),
            percent(model.asr),
            percent(model.goodnet.and_then(|GoodNetScore(answers)| answers.clean.percent())),
            percent(model.goodnet.and_then(|GoodNetScore(answers)| answers.asr.percent())),
        ]
    }));
    rows
}

/// One end of the order of pruning.
struct End<'a> {
    title: &'static str,
    /// How many channels stand before it.
    before: usize,
    channels: &'a [RankedChannel],
}

/// The first and the last of the ranking, neither of them empty.
fn ends(pruned: &PruningOutcome) -> Vec<End<'_>> {
    let ranked = &pruned.ranking.channels;
    let listed = LISTED.min(ranked.len());
    let last = ranked.len().saturating_sub(LISTED).max(listed);
    let mut ends = vec![
        End { title: "first", before: 0, channels: &ranked[..listed] },
        End { title: "last", before: last, channels: &ranked[last..] },
    ];
    ends.retain(|end| !end.channels.is_empty());
    ends
}

#[cfg(test)]
mod tests {
    use goodnet_data::{Scale, SourceFile};

    use crate::defence::Outcome;
    use crate::export::About;
    use crate::export::tests::pruned;
    use crate::images::Split;
    use crate::metrics::Count;

    #[test]
    fn what_was_not_measured_is_said() {
        let mut report = pruned();
        report.scored_on = Split::Validation;
        report.baseline.score.asr = Count::default();
        let about = About {
            network: "B".into(),
            version: "1".into(),
            engine: "simd".into(),
            scale: Scale::Bytes,
            files: vec![],
        };
        let html = Outcome::Pruning(report).page_html(&about);
        assert!(html.contains("there were no test images"), "{html}");
        assert!(html.contains("no attack success rate") && !html.contains("the target's own"), "{html}");
        assert!(!html.contains("does not tell"), "{html}");
    }

    #[test]
    fn the_page_has_the_table_the_plot_and_the_files_and_no_markup_from_names() {
        let file = SourceFile { role: "network".into(), name: "<b>net</b>.h5".into(), bytes: 12, sha256: "abc".into() };
        let about = About {
            network: "B & co".into(),
            version: "1.2.3".into(),
            engine: "simd".into(),
            scale: Scale::Unit,
            files: vec![file],
        };
        let html = Outcome::Pruning(pruned()).page_html(&about);
        assert!(html.contains("<h1>B &#38; co: pruning defence</h1>"), "{html}");
        assert!(html.contains("<td>10 points</td><td>2</td><td>62.50</td>"), "{html}");
        assert!(
            html.contains("<td>10 points</td><td>25.00</td><td>0.00</td><td>50.00 on class 3</td><td>25.00</td>"),
            "{html}"
        );
        assert!(html.contains("not reached") && html.contains("the preset <code>lab</code>"), "{html}");
        assert!(html.contains("&#60;b&#62;net&#60;/b&#62;.h5") && !html.contains("<b>"), "{html}");
        assert!(html.contains("<polyline") && html.contains("goodnet 1.2.3"), "{html}");
        let foreign = html.replace("http://www.w3.org/2000/svg", "");
        assert!(!foreign.contains("http"), "it needs no other file: {foreign}");
    }
}
