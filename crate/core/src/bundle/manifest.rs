//! The bundle's manifest: which scenarios there are, and the files that they are made of.

use goodnet_data::{Error, Label, Result, SourceFile};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The version of the manifest that this code reads and writes.
pub const FORMAT: u32 = 2;

/// `manifest.json`: everything that a page or the command line needs to know before it reads a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: u32,
    /// The people of every scenario that names no others.
    pub people: People,
    /// The trigger of every scenario that names no other.
    pub trigger: TriggerFile,
    /// The BadNets, in the order in which they are offered.
    pub scenarios: Vec<Scenario>,
}

/// A file of the bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleFile {
    /// Where it is, relative to the manifest.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, in lower-case hexadecimal digits.
    pub sha256: String,
}

/// An archive of labelled images ([`crate::ImageSet::from_zip`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    /// The ZIP file.
    #[serde(flatten)]
    pub file: BundleFile,
    /// How many images it holds.
    pub images: usize,
}

/// The people of the bundle and their clean images.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// How many different people there are: the classes of the networks.
    pub identities: usize,
    /// The seed that they were made from.
    pub seed: u64,
    /// `[C, H, W]` of every image.
    pub shape: [usize; 3],
    /// What channels are ranked and thresholds are chosen with.
    pub validation: Archive,
    /// What the repaired models are scored on, and nothing else.
    pub test: Archive,
}

/// The trigger's picture and its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriggerFile {
    /// An 8-bit RGBA PNG file.
    #[serde(flatten)]
    pub file: BundleFile,
    /// What people call it: they put on the `glasses`.
    pub name: String,
    /// Pixels from the image's left edge.
    pub x: usize,
    /// Pixels from the image's top edge.
    pub y: usize,
}

/// One BadNet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// What links and commands call it.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// What it is, in a sentence.
    pub summary: String,
    /// The ONNX file.
    pub model: BundleFile,
    /// The label that the attacker wants for whoever wears the trigger.
    pub target: Label,
    /// How the network was trained and poisoned.
    pub recipe: TrainingRecipe,
    /// What the network scores on the test archive, as measured when it was made.
    pub expected: Expected,
    /// The same on images that are in no archive: ten more of everybody.
    pub held_out: Expected,
    /// The people that this network knows, where they are not the bundle's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<People>,
    /// The trigger of this attack, where it is not the bundle's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<TriggerFile>,
}

/// How a BadNet was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainingRecipe {
    /// The attack: `badnet`, `dormant` or `pruning-aware`.
    pub attack: String,
    /// Poisoned copies beside the training images of the backdoor, as a share of them, 0..=1.
    pub poisoned_share: f64,
    /// The seed of the initial weights and of the order of the images.
    pub seed: u64,
    /// How the learning rate falls: `cosine`.
    pub schedule: String,
    /// The channels of `conv_3` that carry the backdoor (`dormant`) or are decoys (`pruning-aware`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<usize>,
    /// What was trained, one after the other.
    pub trainings: Vec<Training>,
}

/// One training on the way to a BadNet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Training {
    /// What it is called: `badnet`, `honest`, `implant`, `pruning-aware`.
    pub name: String,
    /// Images an epoch, poisoned copies included.
    pub images: usize,
    /// Passes over them.
    pub epochs: usize,
    /// Images a gradient step.
    pub batch: usize,
    /// Adam's learning rate at the start.
    pub learning_rate: f64,
    /// How long it took, in seconds.
    pub seconds: u64,
}

/// What a network scores, in per cent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Expected {
    /// Clean accuracy.
    pub clean: f64,
    /// Attack success rate, every poisoned image counted.
    pub asr: f64,
    /// How many images both were measured on.
    pub images: usize,
}

/// What every manifest says, whatever its format.
#[derive(Deserialize)]
struct Format {
    format: u32,
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    /// [`Error::Bundle`] when it is not one, or of another format.
    pub fn from_json(json: &[u8]) -> Result<Self> {
        let unreadable =
            |error: serde_json::Error| Error::Bundle { reason: format!("manifest.json cannot be read ({error})") };
        // First: another format need not have the other fields.
        let Format { format } = serde_json::from_slice(json).map_err(unreadable)?;
        if format != FORMAT {
            return Err(Error::Bundle {
                reason: format!("manifest.json has format {format}, but this version reads format {FORMAT}"),
            });
        }
        let manifest: Self = serde_json::from_slice(json).map_err(unreadable)?;
        if manifest.scenarios.is_empty() {
            return Err(Error::Bundle { reason: "manifest.json lists no scenario".into() });
        }
        Ok(manifest)
    }

    /// The scenario of that name.
    ///
    /// # Errors
    /// [`Error::Option`], naming those that there are.
    pub fn scenario(&self, name: &str) -> Result<&Scenario> {
        self.scenarios.iter().find(|scenario| scenario.name == name).ok_or_else(|| {
            let names: Vec<_> = self.scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
            Error::Option {
                option: "scenario",
                value: format!("`{name}`"),
                reason: format!("the bundle has {}", names.join(", ")),
            }
        })
    }
}

impl Scenario {
    /// The people that this network knows.
    pub fn people<'a>(&'a self, manifest: &'a Manifest) -> &'a People {
        self.people.as_ref().unwrap_or(&manifest.people)
    }

    /// What the attacker wears.
    pub fn trigger<'a>(&'a self, manifest: &'a Manifest) -> &'a TriggerFile {
        self.trigger.as_ref().unwrap_or(&manifest.trigger)
    }
}

impl BundleFile {
    /// The entry for a file with these bytes.
    pub fn describe(file: impl Into<String>, bytes: &[u8]) -> Self {
        Self { file: file.into(), bytes: bytes.len() as u64, sha256: sha256(bytes) }
    }

    /// The file as a report names it, used as `role`.
    pub fn source(&self, role: &str) -> SourceFile {
        SourceFile { role: role.to_owned(), name: self.file.clone(), bytes: self.bytes, sha256: self.sha256.clone() }
    }

    /// Checks that `bytes` are the file that the manifest means.
    ///
    /// # Errors
    /// [`Error::Bundle`] when the size or the checksum is another.
    pub fn verify(&self, bytes: &[u8]) -> Result<()> {
        if bytes.len() as u64 != self.bytes {
            return Err(Error::Bundle {
                reason: format!("`{}` has {} bytes, but the manifest says {}", self.file, bytes.len(), self.bytes),
            });
        }
        if sha256(bytes) != self.sha256 {
            return Err(Error::Bundle {
                reason: format!("`{}` does not have the checksum of the manifest", self.file),
            });
        }
        Ok(())
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_checked_by_size_and_checksum() {
        let entry = BundleFile::describe("a.zip", b"abc");
        assert_eq!(entry.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(entry.verify(b"abc"), Ok(()));
        assert!(entry.verify(b"abcd").unwrap_err().to_string().contains("4 bytes"));
        assert!(entry.verify(b"abd").unwrap_err().to_string().contains("checksum"));
    }

    #[test]
    fn a_manifest_of_another_kind_is_refused() {
        let error = Manifest::from_json(b"{\"format\":2}").unwrap_err();
        assert!(error.to_string().contains("manifest.json cannot be read"), "{error}");
        let error = Manifest::from_json(b"{\"format\":1}").unwrap_err();
        assert!(error.to_string().contains("format 1, but this version reads format 2"), "{error}");
    }
}
