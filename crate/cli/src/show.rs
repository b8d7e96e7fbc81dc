//! What a person sees: a progress bar on a terminal, and the table.

use std::fmt::Write as _;

use goodnet_core::{Event, Outcome, Split};
use indicatif::{ProgressBar, ProgressStyle};

/// A progress bar on standard error; nothing where that is no terminal.
pub(crate) struct Bar {
    bar: ProgressBar,
}

impl Bar {
    /// A bar for a run that has not begun.
    pub(crate) fn new() -> Self {
        Self { bar: bar() }
    }

    /// Shows what happened.
    pub(crate) fn show(&self, event: &Event) {
        let place = |message: &'static str, done: usize, total: usize| {
            self.bar.set_message(message);
            self.bar.set_length(total as u64);
            self.bar.set_position(done as u64);
        };
        match event {
            Event::Features { set, done, total } => {
                let message = match set {
                    Split::Validation => "validation images",
                    Split::PoisonedValidation => "poisoned validation images",
                    Split::Test => "test images",
                    Split::PoisonedTest => "poisoned test images",
                };
                place(message, *done, *total);
            }
            Event::Ranked(ranking) => place("channels pruned", 0, ranking.channels.len()),
            Event::Step(step) => {
                self.bar.set_message("channels pruned");
                self.bar.set_position(step.pruned as u64);
            }
            Event::Baseline { repaired, .. } => place("repaired networks", 0, *repaired),
            Event::Repaired(_) => self.bar.inc(1),
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// A progress bar for images that are read or scored; nothing where standard error is no terminal.
pub(crate) struct Reading {
    bar: ProgressBar,
}

impl Reading {
    /// A bar called `title`.
    pub(crate) fn new(title: &str) -> Self {
        let bar = bar();
        bar.set_message(title.to_owned());
        Self { bar }
    }

    /// So many images of so many are done.
    pub(crate) fn show(&self, done: usize, total: usize) {
        self.bar.set_length(total as u64);
        self.bar.set_position(done as u64);
    }

    /// So many more are done.
    pub(crate) fn add(&self, more: usize) {
        self.bar.inc(more as u64);
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new(1);
    if let Ok(style) = ProgressStyle::with_template("{msg:32} {wide_bar} {pos}/{len} {elapsed}") {
        bar.set_style(style);
    }
    bar
}

/// The repaired networks as a table, on the test images, in per cent.
pub(crate) fn table(outcome: &Outcome) -> String {
    let mut text = String::new();
    let mut row = |cells: [String; 6]| {
        let [threshold, pruned, clean, asr, g_clean, g_asr] = cells;
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{threshold:>9}  {pruned:>11}  {clean:>7}  {asr:>7}  {g_clean:>7}  {g_asr:>7}");
    };
    row(["threshold", "pruned", "clean", "ASR", "G clean", "G ASR"].map(String::from));
    let percent = |value: f64| format!("{value:.2}");
    let baseline = outcome.baseline();
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
            cell(model.goodnet.and_then(|score| score.clean.percent())),
            cell(model.goodnet.and_then(|score| score.asr.percent())),
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
    text
}
