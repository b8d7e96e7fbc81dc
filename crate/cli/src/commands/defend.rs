//! `goodnet defend`: any defence of the registry.

use anyhow::{Context, Result};
use clap::Args;
use clap::builder::PossibleValuesParser;
use goodnet_core::{DEFENCES, Options};

use crate::inputs::Inputs;
use crate::outputs::Outputs;
use crate::run::{Resources, drive};

/// What `goodnet defend` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Which defence.
    #[arg(value_parser = PossibleValuesParser::new(DEFENCES.iter().map(|defence| defence.id)))]
    defence: String,
    /// What it is asked to do, as a JSON object of its options [default: what its authors or the lab ask for].
    #[arg(long)]
    options: Option<String>,
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    resources: Resources,
    #[command(flatten)]
    outputs: Outputs,
}

impl Arguments {
    fn options(&self) -> Result<Options> {
        let Some(options) = &self.options else { return Ok(Options::of(&self.defence)?) };
        let wrong =
            || format!("--options are no options of {}; its defaults are {}", self.defence, defaults(&self.defence));
        Options::read(&self.defence, &mut serde_json::Deserializer::from_str(options)).with_context(wrong)
    }
}

/// A defence's own options, as they are unless somebody says otherwise.
fn defaults(defence: &str) -> String {
    let options = Options::of(defence).ok().and_then(|options| serde_json::to_value(options).ok());
    options.map_or_else(String::new, |options| options.to_string())
}

/// What `--help` says of every defence.
pub(crate) fn list() -> String {
    let mut text = String::from("Defences:\n");
    for defence in DEFENCES {
        text += &format!(
            "  {}: {}\n    {}\n    Options: {}\n",
            defence.id,
            defence.title,
            defence.summary,
            defaults(defence.id)
        );
    }
    text
}

/// Defends against a backdoor and tells of it.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let options = arguments.options()?;
    let outputs = arguments.outputs.open()?;
    let subject = arguments.inputs.subject()?;
    let (outcome, engine) = drive(&subject, &options, &arguments.resources)?;
    outputs.write(|| arguments.inputs.origin(), &subject.model, &outcome, engine)
}
