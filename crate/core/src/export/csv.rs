//! Tables as comma-separated values. Every cell is a number or empty, so nothing needs quoting.

use super::text::line;
use crate::defence::{Baseline, GoodNetScore, Outcome, PruningOutcome, Repaired, Robustness};
use crate::evaluate::GoodNetAnswers;
use crate::metrics::Count;

pub(super) fn curve(report: &PruningOutcome) -> String {
    let mut text = String::new();
    line(&mut text, format_args!("pruned,channel,activation,clean_accuracy,attack_success_rate,ties"));
    for step in &report.steps {
        let ranked = step.pruned.checked_sub(1).and_then(|before| report.ranking.channels.get(before));
        line(
            &mut text,
            format_args!(
                "{},{},{},{},{},{}",
                step.pruned,
                cell(step.channel),
                cell(ranked.map(|ranked| ranked.activation)),
                cell(step.score.clean.percent()),
                cell(step.score.asr.percent()),
                step.ties
            ),
        );
    }
    text
}

pub(super) fn table(outcome: &Outcome) -> String {
    let mut text = String::new();
    line(
        &mut text,
        format_args!(
            "threshold,pruned,clean_accuracy,attack_success_rate,goodnet_clean_accuracy,goodnet_attack_success_rate,recovered,\
             target_recall,largest_share,largest_share_label,goodnet_clean_refused,goodnet_poisoned_refused"
        ),
    );
    let Baseline { score, robustness } = outcome.baseline();
    let [clean, asr] = [score.clean.percent(), score.asr.percent()].map(cell);
    line(&mut text, format_args!(",0,{clean},{asr},,,{},,", more(robustness)));
    for row in outcome.repaired() {
        let model = &row.model;
        let goodnet = |count: fn(&GoodNetAnswers) -> Count| {
            cell(model.goodnet.and_then(|GoodNetScore(answers)| count(&answers).percent()))
        };
        line(
            &mut text,
            format_args!(
                "{},{},{},{},{},{},{},{},{}",
                row.threshold,
                cell(model.pruned),
                cell(model.clean),
                cell(model.asr),
                goodnet(|answers| answers.clean),
                goodnet(|answers| answers.asr),
                more(&model.robustness),
                goodnet(|answers| answers.clean_refused),
                goodnet(|answers| answers.poisoned_refused),
            ),
        );
    }
    text
}

/// Four cells.
fn more(Robustness { recovered, target_recall, largest_share }: &Robustness) -> String {
    let share = cell(largest_share.map(|share| share.percent));
    let label = cell(largest_share.map(|share| share.label));
    format!("{},{},{share},{label}", cell(*recovered), cell(*target_recall))
}

pub(super) fn backdoorbench(outcome: &Outcome) -> String {
    let mut text = String::new();
    let mut row = |threshold: String, figures: [Option<f64>; 3]| {
        let [acc, asr, ra] = figures.map(|percent| cell(percent.map(|percent| percent / 100.0)));
        line(&mut text, format_args!("{threshold},{acc},{asr},{ra}"));
    };
    let Baseline { score, robustness } = outcome.baseline();
    row(String::new(), [score.clean.percent(), score.asr.percent(), robustness.recovered]);
    for Repaired { threshold, model } in outcome.repaired() {
        row(threshold.to_string(), [model.clean, model.asr, model.robustness.recovered]);
    }
    format!("threshold,test_acc,test_asr,test_ra\n{text}")
}

fn cell(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

#[cfg(test)]
mod tests {
    use crate::defence::Outcome;
    use crate::export::tests::pruned;

    #[test]
    fn the_curve_has_a_row_a_step() {
        let wanted = "pruned,channel,activation,clean_accuracy,attack_success_rate,ties\n\
                      0,,,100,100,0\n\
                      1,7,0,100,100,1\n\
                      2,3,1.5,75,50,2\n";
        assert_eq!(pruned().curve_csv(), wanted);
    }

    #[test]
    fn the_table_has_b_and_a_row_a_threshold() {
        let table = Outcome::Pruning(pruned()).table_csv();
        let rows: Vec<_> = table.lines().skip(1).collect();
        assert_eq!(rows, [",0,100,87.5,,,0,100,87.5,3,,", "10,2,62.5,50,62.5,37.5,25,0,50,3,25,62.5", "30,,,,,,,,,,,"]);
        assert!(table.lines().all(|line| line.matches(',').count() == 11), "{table}");
    }

    #[test]
    fn the_same_in_backdoorbench_s_words() {
        let rows = "threshold,test_acc,test_asr,test_ra\n,1,0.875,0\n10,0.625,0.5,0.25\n30,,,\n";
        assert_eq!(Outcome::Pruning(pruned()).backdoorbench_csv(), rows);
    }
}
