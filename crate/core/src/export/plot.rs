//! The two curves as a picture.

use super::text::{escaped, line};
use crate::defence::PruningOutcome;
use crate::metrics::Score;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 420.0;
/// Room around the axes: left, right, top, bottom.
const MARGIN: [f64; 4] = [72.0, 124.0, 24.0, 52.0];
/// Pixels that a threshold's name needs.
const NAME: f64 = 28.0;

/// The page's colours for the two curves (`--clean` and `--attack` in www/css/tokens.css); the second line is dashed.
const CLEAN: &str = "#0c6b5e";
const ASR: &str = "#7a2bbd";

pub(super) fn plot(report: &PruningOutcome) -> String {
    let axes = Axes { last: report.steps.len().saturating_sub(1).max(1) };
    let mut svg = String::new();
    line(
        &mut svg,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
             role=\"img\" font-family=\"system-ui, sans-serif\" font-size=\"13\" fill=\"#222\">"
        ),
    );
    line(
        &mut svg,
        format_args!(
            "<title>Clean accuracy and attack success rate as channels of {} are pruned</title>",
            escaped(&report.convolution)
        ),
    );
    line(&mut svg, format_args!("<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>"));
    axes.draw(&mut svg, &report.convolution);
    thresholds(&mut svg, report, &axes);
    curve(&mut svg, report, &axes, |score| score.clean.percent(), CLEAN, "");
    curve(&mut svg, report, &axes, |score| score.asr.percent(), ASR, " stroke-dasharray=\"7 4\"");
    names(&mut svg, report, &axes);
    svg.push_str("</svg>\n");
    svg
}

/// From channels and per cent to pixels.
struct Axes {
    last: usize,
}

impl Axes {
    fn x(&self, pruned: usize) -> f64 {
        let [left, right, ..] = MARGIN;
        left + (WIDTH - left - right) * pruned as f64 / self.last as f64
    }

    fn y(&self, percent: f64) -> f64 {
        let [_, _, top, bottom] = MARGIN;
        top + (HEIGHT - top - bottom) * (1.0 - percent / 100.0)
    }

    fn draw(&self, svg: &mut String, convolution: &str) {
        let (left, right, floor) = (self.x(0), self.x(self.last), self.y(0.0));
        for percent in [0, 20, 40, 60, 80, 100] {
            let y = self.y(percent.into());
            line(svg, format_args!("<path d=\"M{left:.1} {y:.1}H{right:.1}\" stroke=\"#ddd\"/>"));
            line(
                svg,
                format_args!(
                    "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{percent} %</text>",
                    left - 8.0,
                    y + 4.0
                ),
            );
        }
        line(
            svg,
            format_args!(
                "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" transform=\"rotate(-90 {:.1} {:.1})\">share of the validation images</text>",
                14.0,
                self.y(50.0),
                14.0,
                self.y(50.0)
            ),
        );
        let step = [1, 2, 5, 10, 20, 50, 100].into_iter().find(|step| self.last / step <= 8).unwrap_or(self.last);
        for pruned in (0..=self.last).step_by(step) {
            let x = self.x(pruned);
            line(svg, format_args!("<path d=\"M{x:.1} {floor:.1}v5\" stroke=\"#888\"/>"));
            line(
                svg,
                format_args!("<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{pruned}</text>", floor + 20.0),
            );
        }
        line(
            svg,
            format_args!(
                "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">channels of {} pruned</text>",
                (left + right) / 2.0,
                HEIGHT - 10.0,
                escaped(convolution)
            ),
        );
    }
}

/// A line at each threshold's model; thresholds that share a step share a line.
fn thresholds(svg: &mut String, report: &PruningOutcome, axes: &Axes) {
    let mut marks: Vec<(usize, String)> = Vec::new();
    for row in &report.repaired {
        let Some(pruned) = row.model.pruned else { continue };
        let points = format!("\u{2212}{}", row.threshold);
        match marks.last_mut() {
            Some((last, list)) if *last == pruned => *list = format!("{list}, {points}"),
            _ => marks.push((pruned, points)),
        }
    }
    let top = axes.y(100.0);
    for (pruned, _) in &marks {
        let (x, floor) = (axes.x(*pruned), axes.y(0.0));
        line(svg, format_args!("<path d=\"M{x:.1} {top:.1}V{floor:.1}\" stroke=\"#888\" stroke-dasharray=\"2 3\"/>"));
    }
    // Lines side by side share a name.
    let mut names: Vec<(f64, String)> = Vec::new();
    for (pruned, points) in marks {
        let x = axes.x(pruned);
        match names.last_mut() {
            Some((last, list)) if x - *last < NAME => (*last, *list) = ((*last + x) / 2.0, format!("{list}, {points}")),
            _ => names.push((x, points)),
        }
    }
    for (x, points) in names {
        line(
            svg,
            format_args!(
                "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"11\">{points}</text>",
                top - 8.0
            ),
        );
    }
}

fn curve(
    svg: &mut String,
    report: &PruningOutcome,
    axes: &Axes,
    value: impl Fn(&Score) -> Option<f64>,
    colour: &str,
    dash: &str,
) {
    let points: Vec<String> = (report.steps.iter())
        .filter_map(|step| Some(format!("{:.1},{:.1}", axes.x(step.pruned), axes.y(value(&step.score)?))))
        .collect();
    if points.is_empty() {
        return;
    }
    line(
        svg,
        format_args!(
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2.5\"{dash}/>",
            points.join(" ")
        ),
    );
}

/// Each curve's name at its end; two that end side by side are moved apart.
fn names(svg: &mut String, report: &PruningOutcome, axes: &Axes) {
    let Some(end) = report.steps.last() else { return };
    let [clean, asr] = [end.score.clean, end.score.asr].map(|count| count.percent().map(|percent| axes.y(percent)));
    let places = match (clean, asr) {
        (Some(clean), Some(asr)) => {
            let middle = (clean + asr) / 2.0;
            let apart = ((clean - asr).abs() / 2.0).max(9.0);
            let middle = middle.min(axes.y(0.0) - apart);
            let apart = if clean < asr { apart } else { -apart };
            [Some(middle - apart), Some(middle + apart)]
        }
        alone => [alone.0, alone.1],
    };
    let x = axes.x(axes.last) + 8.0;
    for (y, (colour, name)) in places.into_iter().zip([(CLEAN, "clean accuracy"), (ASR, "ASR")]) {
        let Some(y) = y else { continue };
        line(svg, format_args!("<text x=\"{x:.1}\" y=\"{:.1}\" fill=\"{colour}\">{name}</text>", y + 4.0));
    }
}

#[cfg(test)]
mod tests {
    use crate::export::tests::pruned;
    use crate::metrics::Count;

    #[test]
    fn without_poisoned_images_there_is_one_curve() {
        let mut report = pruned();
        report.steps.iter_mut().for_each(|step| step.score.asr = Count::default());
        let svg = report.plot_svg();
        assert_eq!(svg.matches("<polyline").count(), 1);
        assert!(svg.contains("clean accuracy</text>") && !svg.contains("ASR</text>"), "{svg}");
    }

    #[test]
    fn the_plot_has_both_curves_and_the_threshold_that_was_met() {
        let svg = pruned().plot_svg();
        assert_eq!(svg.matches("<polyline").count(), 2);
        // 0, 1 and 2 channels over 524 pixels; 100, 100 and 75 per cent over 344.
        assert!(svg.contains("points=\"72.0,24.0 334.0,24.0 596.0,110.0\""), "{svg}");
        assert!(svg.contains("\u{2212}10</text>") && !svg.contains("\u{2212}30"), "{svg}");
        assert!(svg.ends_with("</svg>\n"));
    }
}
