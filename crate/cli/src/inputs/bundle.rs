//! Reads a bundle from a folder, checking every file against the manifest.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use goodnet_core::{Archive, BundleFile, ImageSet, Images, Manifest, Model, Trigger};

/// A scenario with everything that a repair needs.
pub(crate) struct Bundle {
    pub(crate) model: Model,
    pub(crate) images: Images,
}

/// Reads the scenario `name` of the bundle in `folder`.
pub(crate) fn read(folder: &Path, name: &str) -> Result<Bundle> {
    let path = folder.join("manifest.json");
    let json = std::fs::read(&path)
        .with_context(|| format!("{} cannot be read; is {} a bundle?", path.display(), folder.display()))?;
    let manifest = Manifest::from_json(&json)?;
    let scenario = manifest.scenario(name)?;
    let file = |entry: &BundleFile| -> Result<Vec<u8>> {
        let path = folder.join(&entry.file);
        let bytes = std::fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        entry.verify(&bytes)?;
        Ok(bytes)
    };
    let set =
        |name: &str, archive: &Archive| -> Result<ImageSet> { Ok(ImageSet::from_zip(name, &file(&archive.file)?)?) };
    let (people, place) = (scenario.people(&manifest), scenario.trigger(&manifest));
    let trigger = Trigger::from_png(&file(&place.file)?, place.x, place.y)?;
    let validation = set("validation", &people.validation)?;
    let test = set("test", &people.test)?;
    Ok(Bundle {
        model: Model::parse(&file(&scenario.model)?)?,
        images: Images {
            poisoned_validation: Arc::new(trigger.poison(&validation, scenario.target)?),
            poisoned_test: Arc::new(trigger.poison(&test, scenario.target)?),
            validation: Arc::new(validation),
            test: Arc::new(test),
        },
    })
}
