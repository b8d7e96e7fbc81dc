//! What changes from one photograph to the next: pose, expression, light, surroundings, camera.

use crate::maths::{Rgb, from_srgb, scale, unit};
use crate::random::Dice;

/// How the head is held, in radians, and how the crop sits around it.
#[derive(Clone, Debug)]
pub(crate) struct Pose {
    /// Sine and cosine of the turn to the side.
    pub(crate) yaw: [f32; 2],
    /// Sine and cosine of the nod.
    pub(crate) pitch: [f32; 2],
    /// Sine and cosine of the tilt in the picture's plane.
    pub(crate) roll: [f32; 2],
    pub(crate) zoom: f32,
    /// Where the middle between the eyes lands, in pixels.
    pub(crate) centre: [f32; 2],
}

/// What the face does.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    pub(crate) eyes_open: f32,
    pub(crate) gaze: [f32; 2],
    pub(crate) glint: f32,
    pub(crate) brows_up: f32,
    pub(crate) smile: f32,
    pub(crate) mouth_open: f32,
    pub(crate) teeth: f32,
}

/// One lamp, and the light that comes from everywhere.
#[derive(Clone, Debug)]
pub(crate) struct Light {
    /// Towards the lamp.
    pub(crate) direction: [f32; 3],
    pub(crate) lamp: Rgb,
    pub(crate) sky: Rgb,
    /// Light from below, off the ground or the clothes.
    pub(crate) bounce: Rgb,
}

/// What stands behind and below the head.
#[derive(Clone, Debug)]
pub(crate) struct Scene {
    pub(crate) key: u32,
    pub(crate) near: Rgb,
    pub(crate) far: Rgb,
    pub(crate) accent: Rgb,
    pub(crate) edge: f32,
    pub(crate) clothes: Rgb,
    pub(crate) shirt: Rgb,
    /// How deep the collar opens, in pixels.
    pub(crate) collar: f32,
    pub(crate) jacket: bool,
}

/// What the camera does to the light.
#[derive(Clone, Debug)]
pub(crate) struct Camera {
    pub(crate) exposure: f32,
    pub(crate) balance: Rgb,
    pub(crate) contrast: f32,
    pub(crate) saturation: f32,
    /// Standard deviation of the blur, in pixels.
    pub(crate) blur: f32,
    /// Standard deviation of the noise, in parts of 255.
    pub(crate) noise: f32,
}

/// All of it.
#[derive(Clone, Debug)]
pub(crate) struct Shot {
    pub(crate) pose: Pose,
    pub(crate) expression: Expression,
    pub(crate) light: Light,
    pub(crate) scene: Scene,
    pub(crate) camera: Camera,
    pub(crate) dice: Dice,
}

fn sine_and_cosine(angle: f32) -> [f32; 2] {
    let (sine, cosine) = libm::sincosf(angle);
    [sine, cosine]
}

impl Shot {
    pub(crate) fn draw(seed: u64, identity: u32, shot: u64) -> Self {
        let mut dice = Dice::new(&[seed, u64::from(identity), shot, 1]);
        Self {
            pose: Pose::draw(&mut dice),
            expression: Expression::draw(&mut dice),
            light: Light::draw(&mut dice),
            scene: Scene::draw(&mut dice),
            camera: Camera::draw(&mut dice),
            dice,
        }
    }
}

impl Pose {
    fn draw(dice: &mut Dice) -> Self {
        Self {
            yaw: sine_and_cosine(dice.normal(0.0, 0.09)),
            pitch: sine_and_cosine(dice.normal(0.0, 0.04)),
            roll: sine_and_cosine(dice.normal(0.0, 0.022)),
            zoom: dice.normal(1.08, 0.01),
            centre: [dice.normal(23.5, 0.25), dice.normal(23.0, 0.25)],
        }
    }
}

impl Expression {
    fn draw(dice: &mut Dice) -> Self {
        let smile = if dice.chance(0.5) { dice.range(0.2, 0.8) } else { dice.range(-0.1, 0.1) };
        let open = dice.chance(0.3);
        Self {
            eyes_open: if dice.chance(0.04) { dice.range(0.1, 0.5) } else { dice.range(0.8, 1.15) },
            gaze: [dice.normal(0.0, 0.2), dice.normal(0.0, 0.1)],
            glint: dice.pick(&[-1.0, 1.0]),
            brows_up: dice.normal(0.1, 0.15),
            smile,
            mouth_open: if open { dice.range(0.4, 1.5) } else { 0.0 },
            teeth: if smile > 0.2 { dice.range(0.7, 1.0) } else { dice.range(0.0, 0.7) },
        }
    }
}

impl Light {
    fn draw(dice: &mut Dice) -> Self {
        let direction = unit([dice.normal(0.0, 0.35), dice.normal(-0.5, 0.15), 1.0]);
        let warm = dice.normal(0.0, 0.018);
        let key = dice.range(0.78, 0.95);
        let cool = dice.normal(0.0, 0.018);
        let soft = dice.range(0.3, 0.4);
        Self {
            direction,
            lamp: scale([1.0 + warm, 1.0, 1.0 - 1.3 * warm], key),
            sky: scale([1.0 - cool, 1.0, 1.0 + cool], soft),
            bounce: scale([1.05, 0.98, 0.92], soft * dice.range(0.1, 0.6)),
        }
    }
}

impl Scene {
    fn draw(dice: &mut Dice) -> Self {
        let walls = [
            [34, 36, 44],
            [58, 66, 84],
            [96, 104, 112],
            [148, 150, 150],
            [186, 188, 190],
            [206, 200, 188],
            [150, 132, 108],
            [92, 72, 54],
            [64, 84, 66],
            [120, 138, 112],
            [44, 58, 96],
            [96, 128, 168],
            [122, 54, 50],
            [24, 22, 22],
            [70, 52, 82],
        ];
        let cloth = [
            [28, 28, 32],
            [40, 46, 62],
            [72, 74, 80],
            [150, 150, 152],
            [206, 204, 200],
            [96, 32, 38],
            [44, 66, 104],
            [52, 70, 54],
            [128, 100, 72],
            [30, 52, 88],
            [160, 64, 60],
            [88, 62, 98],
            [18, 18, 20],
        ];
        let shirts = [[222, 222, 222], [178, 194, 214], [60, 64, 76], [206, 196, 184], [120, 40, 46], [26, 26, 30]];
        let near = from_srgb(dice.pick(&walls));
        let level = dice.range(0.55, 0.95);
        Self {
            key: dice.bits() as u32,
            near: scale(near, level),
            far: scale(from_srgb(dice.pick(&walls)), level),
            accent: scale(from_srgb(dice.pick(&walls)), level * 1.2),
            edge: dice.range(-14.0, 60.0),
            clothes: from_srgb(dice.pick(&cloth)),
            shirt: from_srgb(dice.pick(&shirts)),
            collar: dice.range(0.0, 7.0),
            jacket: dice.chance(0.45),
        }
    }
}

impl Camera {
    fn draw(dice: &mut Dice) -> Self {
        let tone = dice.normal(0.0, 0.012);
        let green = dice.normal(0.0, 0.008);
        Self {
            exposure: libm::exp2f(dice.normal(0.0, 0.1)),
            balance: [1.0 + tone, 1.0 + green, 1.0 - tone],
            contrast: dice.normal(1.03, 0.03),
            saturation: dice.range(0.88, 1.0),
            blur: dice.range(0.3, 0.48),
            noise: dice.range(0.5, 1.6),
        }
    }
}
