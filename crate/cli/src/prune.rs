//! `goodnet prune`.

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use goodnet_core::{
    Activation, Bias, Dead, Event, Model, Points, Recipe, Repair, Report, SimdEngine, Stop, TractEngine, Way,
    parse_thresholds,
};

use crate::{bundle, gpu, show, threads};

/// What `goodnet prune` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The folder with the bundle's manifest.json.
    #[arg(long, default_value = "www/bundle")]
    bundle: PathBuf,
    /// Which of the bundle's BadNets to repair.
    #[arg(long, default_value = "badnet")]
    scenario: String,
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
    #[arg(long, default_value = "2,4,10,30")]
    thresholds: String,
    /// The convolution to prune [default: conv_3, else the last before the flatten].
    #[arg(long)]
    convolution: Option<String>,
    /// What runs the network.
    #[arg(long, value_enum, default_value = "simd")]
    engine: EngineName,
    /// How many threads share the work [default: one a core].
    #[arg(long)]
    threads: Option<NonZero<usize>>,
    /// Write the report to this file.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Write the repaired models to this folder.
    #[arg(long)]
    out: Option<PathBuf>,
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
named!(DeadName, Dead, Prune, Skip);
named!(StopName, Stop, AtLeast, MoreThan);

#[derive(Debug, Clone, Copy, ValueEnum)]
enum EngineName {
    /// tract runs the whole graph, and all of its tail at every step.
    Reference,
    /// The processor's vector instructions; a step computes what it changes.
    Simd,
    /// All of it in shaders, through Vulkan or Metal.
    Webgpu,
}

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

/// Repairs a BadNet of a bundle and tells of it.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let recipe = arguments.recipe()?;
    let thresholds = parse_thresholds(&arguments.thresholds)?;
    let bundle = bundle::read(&arguments.bundle, &arguments.scenario)?;
    let convolution = arguments.convolution.as_ref().unwrap_or(&bundle.model.default_convolution().name);
    let network = Arc::new(bundle.model.network(convolution)?);
    let bar = show::Bar::new(thresholds.len());
    let show = |event: &Event| bar.show(event);
    let cores = std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
    let threads = arguments.threads.unwrap_or(cores).get();
    let start =
        |way, shards| Repair::new(network.clone(), bundle.images.clone(), recipe, thresholds.clone(), way, shards);
    let engine = match (arguments.engine, network.stages()) {
        (EngineName::Simd, Err(unknown)) => {
            eprintln!("goodnet: tract runs the network: {unknown}");
            EngineName::Reference
        }
        (engine, _) => engine,
    };
    let (repair, report) = match engine {
        EngineName::Reference => {
            let mut repair = start(Way::Whole, threads)?;
            let mut engines = vec![TractEngine::new(network.clone()); repair.shards()];
            let report = threads::drive(&mut repair, &network, &mut engines, show)?;
            (repair, report)
        }
        EngineName::Simd => {
            let mut repair = start(Way::Incremental, threads)?;
            let mut engines = vec![SimdEngine::new(network.stages()?); repair.shards()];
            let report = threads::drive(&mut repair, &network, &mut engines, show)?;
            (repair, report)
        }
        EngineName::Webgpu => {
            let mut repair = start(Way::Incremental, 1)?;
            let (report, gpu::Worked { adapter, stats }) = gpu::drive(&mut repair, &network, show)?;
            eprintln!("goodnet: {adapter}: {} submissions, {} dispatches", stats.submissions, stats.dispatches);
            (repair, report)
        }
    };
    bar.finish();
    if let Some(path) = &arguments.json {
        let json = serde_json::to_string_pretty(&report)? + "\n";
        std::fs::write(path, json).with_context(|| format!("{} cannot be written", path.display()))?;
    }
    if let Some(folder) = &arguments.out {
        write_models(folder, &arguments.scenario, &bundle.model, &repair, &report)?;
    }
    print!("{}", show::table(&report));
    Ok(())
}

fn write_models(folder: &Path, scenario: &str, model: &Model, repair: &Repair, report: &Report) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let write = |threshold: Points, pruned: usize| -> Result<()> {
        let bytes = model.pruned(&report.convolution, &repair.channels(pruned), report.recipe.bias)?;
        let path = folder.join(format!("{scenario}-repaired-{}.onnx", threshold.get()));
        std::fs::write(&path, bytes).with_context(|| format!("{} cannot be written", path.display()))
    };
    for row in &report.repaired {
        if let Some(pruned) = row.model.pruned {
            write(row.threshold, pruned)?;
        }
    }
    Ok(())
}
