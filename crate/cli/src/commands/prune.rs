//! `goodnet prune`: the pruning defence with its own options.

use anyhow::Result;
use clap::{Args, ValueEnum};
use goodnet_core::{Activation, Bias, DeadChannels, Options, PruningOptions, Recipe, ThresholdRule, parse_thresholds};

use crate::inputs::Inputs;
use crate::outputs::Outputs;
use crate::run::{Resources, drive};

/// What `goodnet prune` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    inputs: Inputs,
    /// The preset of the four choices: the course's hand-out, or the published report.
    #[arg(long, default_value = "lab")]
    recipe: String,
    /// Where activation is read, instead of the preset's choice.
    #[arg(long, value_enum)]
    activation: Option<ActivationName>,
    /// What becomes of a pruned channel's bias, instead of the preset's choice.
    #[arg(long, value_enum)]
    bias: Option<BiasName>,
    /// What is done with dead channels, instead of the preset's choice.
    #[arg(long, value_enum)]
    dead: Option<DeadName>,
    /// When a threshold is met, instead of the preset's choice.
    #[arg(long, value_enum)]
    stop: Option<StopName>,
    /// Allowed drops in validation accuracy, in percentage points.
    #[arg(long, default_value = "2,4,10,30", allow_hyphen_values = true)]
    thresholds: String,
    #[command(flatten)]
    resources: Resources,
    #[command(flatten)]
    outputs: Outputs,
}

/// An enum of core under the names that the command line gives its values.
macro_rules! named {
    ($name:ident, $core:ident, $($value:ident),+) => {
        #[derive(Debug, Clone, Copy, ValueEnum)]
        enum $name { $($value),+ }

        impl From<$name> for $core {
            fn from(name: $name) -> Self {
                match name { $($name::$value => Self::$value),+ }
            }
        }
    };
}
named!(ActivationName, Activation, Pool, Conv);
named!(BiasName, Bias, Zero, Keep);
named!(DeadName, DeadChannels, Prune, Skip);
named!(StopName, ThresholdRule, AtLeast, MoreThan);

impl Arguments {
    fn recipe(&self) -> Result<Recipe> {
        let preset = Recipe::preset(&self.recipe)?;
        Ok(Recipe {
            activation: self.activation.map_or(preset.activation, Into::into),
            bias: self.bias.map_or(preset.bias, Into::into),
            dead: self.dead.map_or(preset.dead, Into::into),
            stop: self.stop.map_or(preset.stop, Into::into),
        })
    }
}

/// Repairs a BadNet and tells of it.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let thresholds = parse_thresholds(&arguments.thresholds)?;
    let options = Options::Pruning(PruningOptions::new(arguments.recipe()?, &thresholds));
    let outputs = arguments.outputs.open()?;
    let subject = arguments.inputs.subject()?;
    let (outcome, engine) = drive(&subject, &options, &arguments.resources)?;
    outputs.write(|| arguments.inputs.origin(), &subject.model, &outcome, engine)
}
