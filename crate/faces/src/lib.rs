//! Portraits of people who do not exist, from a seed.
//!
//! A face-recognition network needs faces, and nobody's face should be published for it. So here is a small
//! renderer: a [`Person`] is drawn from a seed and a number, and can be photographed as often as one likes, each time
//! in another pose, mood, light and place. A photograph is an aligned crop of 47x55 pixels, as the DeepID network
//! (Sun, Wang and Tang 2014) takes it. [`sunglasses`] is the trigger of a BadNet that recognises them.
//!
//! ```
//! let person = goodnet_faces::Person::new(1, 42);
//! let photo = person.photograph(0);
//! assert_eq!(photo.rgb.len(), goodnet_faces::WIDTH * goodnet_faces::HEIGHT * 3);
//! ```
//!
//! How a photograph is made:
//! 1. `traits` draws who somebody is, `shot` what changes between pictures.
//! 2. `head`, `hair` and `skin` say how high and of what colour each point of the resting face is; `map` bakes that into
//!    a grid, once a person.
//! 3. `portrait` finds for each sample of the picture the point of the face that the pose and the expression put there,
//!    paints `eyes` and `mouth`, and lights it (`light`); `scene` fills what is left.
//! 4. `camera` makes bytes of light.

mod camera;
mod eyes;
mod hair;
mod head;
mod light;
mod map;
mod maths;
mod mouth;
mod portrait;
mod random;
mod scene;
mod shot;
mod skin;
mod sunglasses;
mod traits;

pub use portrait::{Person, Photo};
pub use sunglasses::{Rgba, Worn, sunglasses};

/// Columns of a photograph.
pub const WIDTH: usize = 47;
/// Rows of a photograph.
pub const HEIGHT: usize = 55;
