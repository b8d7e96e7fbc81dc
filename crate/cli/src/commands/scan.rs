//! `goodnet scan`: any detector of the registry.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use clap::builder::PossibleValuesParser;
use goodnet_core::{DETECTORS, DetectEvent, DetectOptions, DetectOutcome};

use crate::inputs::Inputs;
use crate::outputs::OutputFile;
use crate::progress::Progress;
use crate::run::{Resources, on_processor};

/// Suspects that are printed.
const SHOWN: usize = 5;

/// What `goodnet scan` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Which detector.
    #[arg(value_parser = PossibleValuesParser::new(DETECTORS.iter().map(|detector| detector.id)), default_value = "vote")]
    detector: String,
    /// What it is asked, as a JSON object of its options [default: as docs/detection.md measures it].
    #[arg(long)]
    options: Option<String>,
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    resources: Resources,
    /// Write everything that was found to this file.
    #[arg(long)]
    json: Option<PathBuf>,
}

/// What `--help` says of every detector.
pub(crate) fn list() -> String {
    let mut text = String::from("Detectors:\n");
    for detector in DETECTORS {
        let options = DetectOptions::of(detector.id).ok().and_then(|options| serde_json::to_value(options).ok());
        let options = options.map_or_else(String::new, |options| options.to_string());
        // Writing to a string cannot fail.
        let _ =
            writeln!(text, "  {}: {}\n    {}\n    Options: {options}", detector.id, detector.title, detector.summary);
    }
    text
}

/// Looks for a backdoor and tells of it.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let options = match &arguments.options {
        None => DetectOptions::of(&arguments.detector)?,
        Some(json) => DetectOptions::read(&arguments.detector, &mut serde_json::Deserializer::from_str(json))
            .with_context(|| format!("--options are no options of {}", arguments.detector))?,
    };
    let json = arguments.json.as_deref().map(OutputFile::open).transpose()?;
    let subject = arguments.inputs.subject()?;
    let bar = Progress::new(options.info().title);
    let show = |event: &DetectEvent| match event {
        DetectEvent::Features { done, total, .. } | DetectEvent::Asked { done, total } => bar.show(*done, *total),
    };
    let (outcome, _) = on_processor(&subject, &options, &arguments.resources, show)?;
    bar.finish();
    if let Some(json) = json {
        json.write((serde_json::to_string_pretty(&outcome)? + "\n").as_bytes())?;
    }
    print!("{}", table(&outcome));
    Ok(())
}

/// The first suspects.
fn table(outcome: &DetectOutcome) -> String {
    let DetectOutcome::Vote(vote) = outcome;
    let mut text = format!("{:>7}  {:>5}  channels of {}\n", "label", "votes", vote.convolution);
    for votes in vote.votes.iter().take(SHOWN) {
        let channels: Vec<String> = votes.channels.iter().map(usize::to_string).collect();
        let _ = writeln!(text, "{:>7}  {:>5}  {}", votes.label, votes.votes, channels.join(" "));
    }
    let all: usize = vote.votes.iter().map(|votes| votes.votes).sum();
    let _ = writeln!(
        text,
        "{all} of {} runs voted, for {} labels, on {} clean images. Some label always comes first: compare with honest networks of the \
         same kind.",
        vote.runs,
        vote.votes.len(),
        vote.images
    );
    text
}
