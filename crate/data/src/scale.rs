//! What numbers a network takes for pixels.

use serde::{Deserialize, Serialize};

/// What white is to a network: it takes pixels of 0 to 255, or of 0 to 1. Which of them it was trained on is not in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Scale {
    /// As they are, 0 to 255.
    #[default]
    #[serde(rename = "255")]
    Bytes,
    /// Divided by 255, 0 to 1.
    #[serde(rename = "1")]
    Unit,
}

impl Scale {
    /// Both scales.
    pub const ALL: [Self; 2] = [Self::Bytes, Self::Unit];

    /// The scale in which a white pixel is `white`: 1, or anything else for bytes.
    pub fn of_white(white: f32) -> Self {
        if white == Self::Unit.white() { Self::Unit } else { Self::Bytes }
    }

    /// What a white pixel is: 255 or 1.
    pub fn white(self) -> f32 {
        match self {
            Self::Bytes => 255.0,
            Self::Unit => 1.0,
        }
    }

    /// The number for one byte of a picture.
    pub fn number(self, byte: u8) -> f32 {
        f32::from(byte) * (self.white() / 255.0)
    }

    /// A weight that reads bytes and gives what `weight` gives for numbers of this scale.
    pub fn fold(self, weight: f32) -> f32 {
        weight * (self.white() / 255.0)
    }
}

impl std::fmt::Display for Scale {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "0 to {}", self.white())
    }
}
