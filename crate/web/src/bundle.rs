//! The bundle: the people, the trigger and the list of BadNets that a site serves.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use goodnet_core::{
    Archive, BundleFile, ImageSet, Images, Label, Manifest, Model, People as PeopleEntry, Scenario, SourceFile,
    Trigger, TriggerFile,
};
use goodnet_js::{Error as JsError, Job};
use js_sys::Function;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{AbortSignal, File, Url};

use crate::{
    error::{Error, Result},
    model::{BadNet, Subject},
    read,
};

/// What a site serves: clean images of people, the trigger, and BadNets to repair.
#[wasm_bindgen]
pub struct Bundle {
    base: String,
    manifest: Manifest,
    people: Rc<People>,
    /// Those that scenarios bring of their own, once they are fetched, by what the manifest says of them.
    others: RefCell<Vec<(PeopleEntry, TriggerFile, Rc<People>)>>,
}

/// The images that a BadNet is scored on.
struct People {
    /// What channels are ranked and thresholds are chosen with.
    validation: Arc<ImageSet>,
    /// What repaired models are scored on.
    test: Arc<ImageSet>,
    /// What the attacker wears.
    trigger: Trigger,
    /// What people call that.
    trigger_name: String,
}

impl People {
    async fn fetch(job: &mut Job, base: &str, people: &PeopleEntry, place: &TriggerFile) -> Result<Self> {
        let png = fetch(job, base, &place.file).await?;
        let trigger = Trigger::from_png(&png, place.x, place.y)?;
        let validation = images(job, base, "validation", &people.validation).await?;
        let test = images(job, base, "test", &people.test).await?;
        Ok(Self { validation, test, trigger, trigger_name: place.name.clone() })
    }

    /// The four sets of a repair, for an attacker who wants to be taken for `target`.
    fn images(&self, target: Label) -> Result<Images> {
        Ok(Images {
            validation: Arc::clone(&self.validation),
            poisoned_validation: Arc::new(self.trigger.poison(&self.validation, target)?),
            test: Arc::clone(&self.test),
            poisoned_test: Arc::new(self.trigger.poison(&self.test, target)?),
        })
    }
}

#[wasm_bindgen]
impl Bundle {
    /// Fetches the manifest, the trigger and the images, and checks them against the manifest.
    ///
    /// @param manifestUrl the absolute URL of the bundle's `manifest.json`; its files are fetched relative to it
    /// @param onProgress is told how many bytes have arrived
    /// @param signal cancels the fetching
    /// @throws {GoodnetError} of kind `network`, `bundle`, `archive`, `trigger` or `cancelled`
    #[wasm_bindgen]
    pub async fn open(
        #[wasm_bindgen(js_name = manifestUrl)] manifest_url: String,
        #[wasm_bindgen(js_name = onProgress, unchecked_optional_param_type = "((event: LoadingEvent) => void) | null")]
        on_progress: Option<Function>,
        #[wasm_bindgen(unchecked_optional_param_type = "AbortSignal | null")] signal: Option<AbortSignal>,
    ) -> Result<Bundle> {
        let mut job = Job::start(on_progress, signal)?;
        let json = read::fetch(&mut job, &manifest_url, "manifest.json", None).await?;
        let manifest = Manifest::from_json(&json)?;
        let people = Rc::new(People::fetch(&mut job, &manifest_url, &manifest.people, &manifest.trigger).await?);
        Ok(Self { base: manifest_url, manifest, people, others: RefCell::default() })
    }

    /// The BadNets that can be opened, in the order in which they are offered.
    #[wasm_bindgen(getter)]
    pub fn scenarios(&self) -> Vec<String> {
        self.manifest.scenarios.iter().map(|scenario| scenario.name.clone()).collect()
    }

    /// Fetches a BadNet of the bundle and parses it.
    ///
    /// @param name which one; the first unless given
    /// @throws {GoodnetError} of kind `network`, `bundle`, `archive`, `trigger`, `option`, `cancelled`, or what the model is refused for
    #[wasm_bindgen(js_name = openScenario)]
    pub async fn open_scenario(
        &self,
        name: Option<String>,
        #[wasm_bindgen(js_name = onProgress, unchecked_optional_param_type = "((event: LoadingEvent) => void) | null")]
        on_progress: Option<Function>,
        #[wasm_bindgen(unchecked_optional_param_type = "AbortSignal | null")] signal: Option<AbortSignal>,
    ) -> Result<BadNet> {
        let mut job = Job::start(on_progress, signal)?;
        let scenario = self.named(name.as_deref())?;
        let people = self.people(&mut job, scenario).await?;
        let bytes = fetch(&mut job, &self.base, &scenario.model).await?;
        let (called, files) = (scenario.name.clone(), self.manifest.sources(scenario));
        let subject = Subject {
            scenario: Some(called.clone()),
            expected: Some(scenario.expected),
            ..subject(&mut job, called, &bytes, scenario, &people, files).await?
        };
        BadNet::open(&mut job, subject, &self.manifest).await
    }

    /// Reads a model of the user's own, to be repaired with the images, the trigger and the target of a scenario. Nothing
    /// of it leaves the browser.
    ///
    /// @param scenario which one; the first unless given
    /// @throws {GoodnetError} of kind `file`, `option`, `network`, `bundle`, `archive`, `trigger`, `cancelled`, or what the model is refused for: `model-unreadable`, `model-input`, `image-shape`, ...
    #[wasm_bindgen(js_name = openFile)]
    pub async fn open_file(
        &self,
        file: File,
        scenario: Option<String>,
        #[wasm_bindgen(js_name = onProgress, unchecked_optional_param_type = "((event: LoadingEvent) => void) | null")]
        on_progress: Option<Function>,
        #[wasm_bindgen(unchecked_optional_param_type = "AbortSignal | null")] signal: Option<AbortSignal>,
    ) -> Result<BadNet> {
        let mut job = Job::start(on_progress, signal)?;
        let bytes = read::file(&mut job, &file).await?;
        let scenario = self.named(scenario.as_deref())?;
        let people = self.people(&mut job, scenario).await?;
        let name = file.name();
        let mut files = self.manifest.sources(scenario);
        files[0] = BundleFile::describe(&name, &bytes).source("network");
        let called = name.strip_suffix(".onnx").unwrap_or(&name).to_owned();
        let subject = subject(&mut job, called, &bytes, scenario, &people, files).await?;
        BadNet::open(&mut job, subject, &self.manifest).await
    }
}

impl Bundle {
    /// What the site says of itself.
    pub(crate) fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    fn named(&self, name: Option<&str>) -> Result<&Scenario> {
        Ok(match name {
            Some(name) => self.manifest.scenario(name)?,
            // A manifest without a scenario was refused when it was read.
            None => &self.manifest.scenarios[0],
        })
    }

    /// The people of a scenario, fetched once.
    async fn people(&self, job: &mut Job, scenario: &Scenario) -> Result<Rc<People>> {
        if scenario.people.is_none() && scenario.trigger.is_none() {
            return Ok(Rc::clone(&self.people));
        }
        let (entry, trigger) = (scenario.people(&self.manifest), scenario.trigger(&self.manifest));
        let kept = |(people, worn, images): &(PeopleEntry, TriggerFile, Rc<People>)| {
            (people == entry && worn == trigger).then(|| Rc::clone(images))
        };
        if let Some(people) = self.others.borrow().iter().find_map(kept) {
            return Ok(people);
        }
        let people = Rc::new(People::fetch(job, &self.base, entry, trigger).await?);
        self.others.borrow_mut().push((entry.clone(), trigger.clone(), Rc::clone(&people)));
        Ok(people)
    }
}

/// A network with the people, the trigger and the target of a scenario.
async fn subject(
    job: &mut Job,
    name: String,
    bytes: &[u8],
    scenario: &Scenario,
    people: &People,
    files: Vec<SourceFile>,
) -> Result<Subject> {
    let model = Model::parse(bytes)?;
    job.breathe().await?;
    Ok(Subject {
        name,
        model,
        images: people.images(scenario.target)?,
        trigger: people.trigger_name.clone(),
        scenario: None,
        expected: None,
        files,
        notes: Vec::new(),
    })
}

/// Fetches a file of the bundle and checks it against the manifest.
async fn fetch(job: &mut Job, base: &str, entry: &BundleFile) -> Result<Vec<u8>> {
    let url = Url::new_with_base(&entry.file, base).map_err(JsError::browser("make a file's address"))?;
    let bytes = read::fetch(job, &url.href(), &entry.file, Some(entry.bytes)).await?;
    entry.verify(&bytes)?;
    Ok(bytes)
}

/// Fetches and decodes an archive of images.
async fn images(job: &mut Job, base: &str, name: &str, archive: &Archive) -> Result<Arc<ImageSet>> {
    let bytes = fetch(job, base, &archive.file).await?;
    let images = ImageSet::from_zip(name, &bytes)?;
    job.breathe().await?;
    if images.len() != archive.images {
        return Err(Error::Core(goodnet_core::Error::Bundle {
            reason: format!(
                "`{}` holds {} images, but the manifest says {}",
                archive.file.file,
                images.len(),
                archive.images
            ),
        }));
    }
    Ok(Arc::new(images))
}
