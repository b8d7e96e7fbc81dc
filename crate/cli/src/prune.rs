//! `goodnet prune`.

use std::io::IsTerminal as _;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use clap::{Args, ValueEnum};
use goodnet_core::{
    Activation, Bias, Dead, Event, Images, Model, Network, Recipe, Repair, SimdEngine, Stop, TractEngine, TailMode,
    parse_thresholds,
};

use crate::output::{OutputFile, OutputFolder};
use crate::own::{self, Files, ScaleName};
use crate::take_home::{self, Origin};
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
    /// A network of your own instead: an ONNX file, or one that Keras saved as HDF5.
    #[arg(
        long,
        conflicts_with_all = ["bundle", "scenario"],
        requires = "clean_valid"
    )]
    model: Option<PathBuf>,
    /// The layers of a network whose file has weights alone (`model.save_weights`), as `model.to_json()` writes them. The lab's DeepID
    /// needs none.
    #[arg(long, requires = "model")]
    architecture: Option<PathBuf>,
    /// Clean validation images: HDF5 or .npz with `data` and `label`, a folder with data.npy and label.npy, or a ZIP or a folder of
    /// PNGs or JPEGs.
    #[arg(long, requires = "model")]
    clean_valid: Option<PathBuf>,
    /// The same with the trigger, labelled with the attacker's target; without them there is no attack success rate.
    #[arg(long, requires = "model")]
    poisoned_valid: Option<PathBuf>,
    /// Clean test images; without them the table shows figures of the validation images.
    #[arg(long, requires = "model")]
    clean_test: Option<PathBuf>,
    /// The same with the trigger.
    #[arg(long, requires = "clean_test")]
    poisoned_test: Option<PathBuf>,
    /// What your network takes for pixels [default: what it answers best with].
    #[arg(long, value_enum, requires = "model")]
    scale: Option<ScaleName>,
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
    /// Write the repaired models and GoodNets, the tables, the plot and a report that prints to this folder.
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

impl EngineName {
    /// As reports call it.
    fn name(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Simd => "simd",
            Self::Webgpu => "webgpu",
        }
    }
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

    /// Somebody's own network and images, where they were named.
    fn own(&self) -> Option<(&Path, Files<'_>)> {
        let files = Files {
            clean_valid: self.clean_valid.as_deref()?,
            poisoned_valid: self.poisoned_valid.as_deref(),
            clean_test: self.clean_test.as_deref(),
            poisoned_test: self.poisoned_test.as_deref(),
        };
        Some((self.model.as_deref()?, files))
    }

    /// What is to be repaired.
    fn subject(&self) -> Result<Subject> {
        let convolution = self.convolution.as_deref();
        if let Some((path, files)) = self.own() {
            let model = own::model(path, self.architecture.as_deref())?;
            let (images, data) = files.read()?;
            let (model, network) = own::scaled(model, convolution, self.scale, &images.validation, data)?;
            return Ok(Subject { model, network, images });
        }
        let bundle::Bundle { model, images } = bundle::read(&self.bundle, &self.scenario)?;
        let convolution = convolution.unwrap_or(&model.default_convolution().name);
        let network = Arc::new(model.network(convolution)?);
        Ok(Subject { model, network, images })
    }

    /// The files that it came from.
    fn origin(&self) -> Result<Origin> {
        match self.own() {
            Some((path, files)) => files.origin(path, self.architecture.as_deref()),
            None => Origin::of_bundle(&self.bundle, &self.scenario),
        }
    }
}

/// A network to repair and the images to do it with.
struct Subject {
    model: Model,
    network: Arc<Network>,
    images: Images,
}

/// Repairs a BadNet and tells of it.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let recipe = arguments.recipe()?;
    let thresholds = parse_thresholds(&arguments.thresholds)?;
    // The folder first: the report may go into it.
    let out = arguments.out.as_deref().map(OutputFolder::open).transpose()?;
    let json = arguments.json.as_deref().map(OutputFile::open).transpose()?;
    let Subject { model, network, images } = arguments.subject()?;
    let bar = show::Bar::new(thresholds.len());
    let show = |event: &Event| bar.show(event);
    let cores = std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
    let threads = arguments.threads.unwrap_or(cores).get();
    let start = |way, shards| Repair::new(network.clone(), images.clone(), recipe, thresholds.clone(), way, shards);
    let engine = match (arguments.engine, network.stages()) {
        (EngineName::Simd, Err(unknown)) => {
            eprintln!("goodnet: tract runs the network: {unknown}");
            EngineName::Reference
        }
        (engine, _) => engine,
    };
    let (repair, report) = match engine {
        EngineName::Reference => {
            let mut repair = start(TailMode::Full, threads)?;
            let mut engines = vec![TractEngine::new(network.clone()); repair.shards()];
            let report = threads::drive(&mut repair, &network, &mut engines, show)?;
            (repair, report)
        }
        EngineName::Simd => {
            let mut repair = start(TailMode::Incremental, threads)?;
            let mut engines = vec![SimdEngine::new(network.stages()?); repair.shards()];
            let report = threads::drive(&mut repair, &network, &mut engines, show)?;
            (repair, report)
        }
        EngineName::Webgpu => {
            let mut repair = start(TailMode::Incremental, 1)?;
            let (report, gpu::Worked { adapter, stats }) = gpu::drive(&mut repair, &network, show)?;
            eprintln!("goodnet: {adapter}: {} submissions, {} dispatches", stats.submissions, stats.dispatches);
            (repair, report)
        }
    };
    bar.finish();
    if let Some(json) = json {
        json.write(report.json()?.as_bytes())?;
    }
    if let Some(folder) = &out {
        take_home::write(folder, &arguments.origin()?, &model, &repair, &report, engine.name())?;
    }
    print!("{}", show::table(&report));
    if let Some(folder) = out.as_ref().filter(|_| std::io::stderr().is_terminal()) {
        eprintln!("goodnet: repaired networks, tables, plot and report are in {}", folder.path().display());
    }
    Ok(())
}
