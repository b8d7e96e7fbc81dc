//! What pruning is asked to do.

use goodnet_data::Result;
use serde::{Deserialize, Serialize};

use super::recipe::{AccuracyDrop, Recipe};

/// The recipe and the thresholds; the lab's unless they say otherwise.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct PruningOptions {
    /// The four choices; `lab` unless given.
    #[cfg_attr(feature = "types", ts(as = "Option<_>", optional))]
    pub recipe: RecipeChoice,
    /// Allowed drops in validation accuracy in percentage points, each above 0 and up to 100; `[2, 4, 10, 30]` unless given.
    #[cfg_attr(feature = "types", ts(as = "Option<Vec<f64>>", optional))]
    pub thresholds: Thresholds,
}

impl PruningOptions {
    /// A recipe and thresholds.
    pub fn new(recipe: Recipe, thresholds: &[AccuracyDrop]) -> Self {
        let thresholds = Thresholds(thresholds.iter().map(|threshold| threshold.get()).collect());
        Self { recipe: RecipeChoice::Choices(recipe), thresholds }
    }
}

/// A recipe: a preset's name (`lab`: pool, zero, prune, at-least; `report`: conv, keep, skip, more-than), or the four choices.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "Recipe"))]
#[serde(untagged)]
pub enum RecipeChoice {
    /// `lab` or `report`.
    Preset(#[cfg_attr(feature = "types", ts(type = "\"lab\" | \"report\""))] String),
    /// The choices.
    Choices(Recipe),
}

impl Default for RecipeChoice {
    fn default() -> Self {
        Self::Choices(Recipe::LAB)
    }
}

impl RecipeChoice {
    /// The four choices.
    ///
    /// # Errors
    /// [`goodnet_data::Error::Option`] for a preset that there is not.
    pub fn recipe(&self) -> Result<Recipe> {
        match self {
            Self::Preset(name) => Recipe::preset(name),
            Self::Choices(recipe) => Ok(*recipe),
        }
    }
}

/// Drops in accuracy as numbers, in any order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Thresholds(pub Vec<f64>);

impl Default for Thresholds {
    fn default() -> Self {
        Self(AccuracyDrop::DEFAULT.iter().map(|threshold| threshold.get()).collect())
    }
}

impl Thresholds {
    /// The thresholds in ascending order, each once.
    ///
    /// # Errors
    /// [`goodnet_data::Error::Option`] when there is none, or one is not a number of points that can be.
    pub fn checked(&self) -> Result<Vec<AccuracyDrop>> {
        AccuracyDrop::list(self.0.iter().map(|&points| AccuracyDrop::new(points)))
    }
}
