//! What a person reads at the end.

use std::fmt::Write as _;

use goodnet_core::{GoodNetScore, LargestShare, Outcome, Robustness, Split};

/// The repaired networks as a table, on the test images, in per cent.
pub(super) fn table(outcome: &Outcome) -> String {
    let mut text = String::new();
    let mut row = |cells: [String; 6]| {
        let [threshold, pruned, clean, asr, g_clean, g_asr] = cells;
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{threshold:>9}  {pruned:>11}  {clean:>7}  {asr:>7}  {g_clean:>7}  {g_asr:>7}");
    };
    row(["threshold", "pruned", "clean", "ASR", "G clean", "G ASR"].map(String::from));
    let percent = |value: f64| format!("{value:.2}");
    let baseline = outcome.baseline().score;
    let [clean, asr] = [baseline.clean, baseline.asr].map(|count| count.percent().map_or("-".into(), percent));
    row(["B".into(), "0".into(), clean, asr, "-".into(), "-".into()]);
    for repaired in outcome.repaired() {
        let model = &repaired.model;
        let cell = |value: Option<f64>| value.map_or("-".into(), percent);
        row([
            repaired.threshold.to_string(),
            model.pruned.map_or("not reached".into(), |pruned| pruned.to_string()),
            cell(model.clean),
            cell(model.asr),
            cell(model.goodnet.and_then(|GoodNetScore(answers)| answers.clean.percent())),
            cell(model.goodnet.and_then(|GoodNetScore(answers)| answers.asr.percent())),
        ]);
    }
    let images = match outcome.scored_on() {
        Split::Validation => "validation images, for there are no test images",
        _ => "test images",
    };
    let asr = match baseline.asr.images {
        0 => "without poisoned images there is no ASR",
        _ => "ASR counts every poisoned image, the target person's own too",
    };
    let [ties, decisions] = outcome.ties();
    let _ = writeln!(text, "Per cent of the {images}; {asr}. {ties} ties in {decisions} decisions.");
    text + "\n" + &more(outcome)
}

/// What ASR alone does not tell.
fn more(outcome: &Outcome) -> String {
    let mut text = String::new();
    let mut row = |cells: [String; 6]| {
        let [threshold, recovered, recall, share, clean, poisoned] = cells;
        // Writing to a string cannot fail.
        let _ =
            writeln!(text, "{threshold:>9}  {recovered:>9}  {recall:>13}  {share:>20}  {clean:>15}  {poisoned:>18}");
    };
    row(["threshold", "recovered", "target recall", "largest share", "G refuses clean", "G refuses poisoned"]
        .map(String::from));
    let cell = |value: Option<f64>| value.map_or("-".into(), |value| format!("{value:.2}"));
    let mut model = |name: String, known: &Robustness, goodnet: Option<GoodNetScore>| {
        let share = |LargestShare { label, percent }: LargestShare| format!("{percent:.2} on class {label}");
        row([
            name,
            cell(known.recovered),
            cell(known.target_recall),
            known.largest_share.map_or("-".into(), share),
            cell(goodnet.and_then(|GoodNetScore(answers)| answers.clean_refused.percent())),
            cell(goodnet.and_then(|GoodNetScore(answers)| answers.poisoned_refused.percent())),
        ]);
    };
    model("B".into(), &outcome.baseline().robustness, None);
    for repaired in outcome.repaired().into_iter().filter(|repaired| repaired.model.pruned.is_some()) {
        model(repaired.threshold.to_string(), &repaired.model.robustness, repaired.model.goodnet);
    }
    text + "Recovered: poisoned images that get their true label. Largest share: poisoned images that get one same label. G refuses \
            where B and B' disagree.\n"
}
