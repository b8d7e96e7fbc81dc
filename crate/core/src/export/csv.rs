//! Tables as comma-separated values. Every cell is a number or empty, so nothing needs quoting.

use super::text::line;
use crate::defence::{Outcome, PruningOutcome};

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
            "threshold,pruned,clean_accuracy,attack_success_rate,goodnet_clean_accuracy,goodnet_attack_success_rate"
        ),
    );
    let baseline = outcome.baseline();
    line(&mut text, format_args!(",0,{},{},,", cell(baseline.clean.percent()), cell(baseline.asr.percent())));
    for row in outcome.repaired() {
        let model = &row.model;
        line(
            &mut text,
            format_args!(
                "{},{},{},{},{},{}",
                row.threshold,
                cell(model.pruned),
                cell(model.clean),
                cell(model.asr),
                cell(model.goodnet.and_then(|score| score.clean.percent())),
                cell(model.goodnet.and_then(|score| score.asr.percent()))
            ),
        );
    }
    text
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
        assert_eq!(rows, [",0,100,87.5,,", "10,2,62.5,50,62.5,37.5", "30,,,,,"]);
    }
}
