//! How far work is: a bar on standard error, and nothing where that is no terminal.

use goodnet_core::{Event, Split};
use indicatif::{ProgressBar, ProgressStyle};

/// A progress bar on standard error; nothing where that is no terminal.
pub(crate) struct RunProgress {
    bar: ProgressBar,
}

impl RunProgress {
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
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
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
